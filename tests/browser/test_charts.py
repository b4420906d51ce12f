"""Charts on the demo's year: each by pointer, finger and keyboard, as a table and as files."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command

from tests import builders
from vehicles.models import ChargeSession, User, Vehicle

from . import steps
from .chromium import Browser, Locator, Page, expect
from .demo_year import demo_year
from .look import LOOKS, PHONE, Look
from .scenes import DUSTER, RENAULT_5, ZOE
from .scenes_about import tell_heating
from .site import Site
from .stage import settle

# What a figure looks like in words, with its unit: 1,234.5 km
FIGURE = re.compile(r"[−-]?\d[\d,.]*(?:\u202f\S+)?")


@dataclass(frozen=True, slots=True)
class ChartsOf:
    """A page with charts: whose, where, and which in order; the first is over time.

    `untold` is the chart that this car tells nothing for.
    """

    name: str
    vin: str
    path: str
    charts: tuple[str, ...]
    ranges: tuple[str, ...] = ("week", "month", "year", "all")
    untold: str = ""


OF_A_BATTERY = ("range_over_time", "capacity", "range_by_temperature", "range_by_mileage", "parked_loss")
LONG = ("month", "year", "all")
PAGES = (
    ChartsOf(
        "1-state-of-charge", ZOE, "", ("state_of_charge", "range"), ("day", "week", "month", "year", "all")
    ),
    ChartsOf(
        "2-charges",
        ZOE,
        "charges/",
        ("charge_energy", "charge_number", "charge_hours", "charge_limits", "charge_times"),
    ),
    ChartsOf("3-one-charge", ZOE, "charges/{charge}/", ("charge_curve",), ()),
    ChartsOf(
        "4-driving", ZOE, "distance/", ("distance", "consumption", "consumption_by_temperature", "mileage")
    ),
    ChartsOf("5-battery", ZOE, "battery/", OF_A_BATTERY, LONG, untold="capacity"),
    ChartsOf("5-capacity", RENAULT_5, "battery/", OF_A_BATTERY, LONG, untold="range_by_temperature"),
    ChartsOf("6-as-renault-tells", ZOE, "told/", ("told_charges", "told_hvac"), LONG),
    ChartsOf("7-fuel", DUSTER, "fuel/", ("fuel_level", "fuel_range", "mileage")),
)


def _of(pages: Sequence[ChartsOf]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("charts_of", pages, ids=lambda each: each.name)


of_each_page = _of(PAGES)
# One of each kind.
of_each_kind = _of([page for page in PAGES if page.name != "5-capacity"])


# Asks for a database. That nothing is cleared between these tests is done below.
pytestmark = pytest.mark.django_db


@pytest.fixture
def _django_db_helper() -> None:
    """Stand in for pytest-django's, which would take the year away after the first test."""


@pytest.fixture(scope="module")
def owner(browser: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """The demo's owner, after a year. These tests only read, so that one year does for all of them."""
    with django_db_blocker.unblock():
        cache.clear()
        try:
            with demo_year() as person:
                # No played car tells of it, as no recorded one does.
                tell_heating(Vehicle.objects.get(vin=ZOE))
                yield person
        finally:
            builders.let_logs_go()
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(scope="module")
def site(owner: User) -> Iterator[Site]:
    """The site on that year."""
    served = Site()
    yield served
    served.close()


@pytest.fixture(params=[look for look in LOOKS if look.theme == "light"], ids=str)
def look(request: pytest.FixtureRequest) -> Look:
    """Both widths; the scenes are looked at in both themes."""
    return request.param


def _path(charts_of: ChartsOf) -> str:
    vehicle = Vehicle.objects.get(vin=charts_of.vin)
    path = charts_of.path
    if "{charge}" in path:
        # Of the newest ones the car has told readings too.
        newest = ChargeSession.objects.filter(vehicle=vehicle, ended_at__isnull=False).newest_first()
        path = path.format(charge=newest[0].pk)
    return f"/vehicles/{vehicle.pk}/{path}"


def _page_of(key: str) -> ChartsOf:
    return next(each for each in PAGES if key in each.charts)


def _go(page: Page, to: str) -> None:
    page.goto(to)
    settle(page)


def _card(page: Page, key: str) -> Locator:
    return page.locator(f"#chart-{key}")


def _caption(page: Page, key: str) -> Locator:
    return _card(page, key).locator("[data-chart-caption]")


def _numbers(page: Page, key: str) -> list[str]:
    """Return the table's cells, whether it is unfolded or not."""
    return _card(page, key).locator("[data-chart-table] tbody td").all_text_contents()


def _is_drawn(page: Page, key: str) -> None:
    card = _card(page, key)
    expect(card.locator("[data-chart][aria-busy]")).to_have_count(0)
    expect(card.locator(".chart canvas, table.heat").first).to_be_visible()
    for note in ("nothing", "failed", "loading"):
        expect(card.locator(f"[data-chart-{note}]")).to_be_hidden()


def _drag(page: Page, key: str, start: float, end: float) -> None:
    """Drag over a share of a chart's width."""
    over = _card(page, key).locator(".u-over")
    over.scroll_into_view_if_needed()
    box = over.bounding_box()
    assert box is not None
    at = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * start, at)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (start + end) / 2, at)
    page.mouse.move(box["x"] + box["width"] * end, at)
    page.mouse.up()


PINCH = """(over) => {
  const box = over.getBoundingClientRect();
  const at = (share) => ({ clientX: box.x + box.width * share, clientY: box.y + box.height / 2 });
  const finger = (type, id, share) => over.dispatchEvent(
    new PointerEvent(type, { pointerId: id, pointerType: "touch", bubbles: true, ...at(share) }));
  finger("pointerdown", 1, 0.45);
  finger("pointerdown", 2, 0.55);
  finger("pointermove", 1, 0.2);
  finger("pointermove", 2, 0.8);
  finger("pointerup", 1, 0.2);
  finger("pointerup", 2, 0.8);
}"""
DOUBLE_TAP = """(over) => {
  const box = over.getBoundingClientRect();
  for (const type of ["pointerdown", "pointerup", "pointerdown", "pointerup"]) {
    over.dispatchEvent(new PointerEvent(type, { pointerId: 3, pointerType: "touch", bubbles: true,
      clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 }));
  }
}"""


@of_each_page
def test_every_chart_is_drawn_and_its_table_and_files_have_its_numbers(
    look_at: Callable[..., Page], look: Look, owner: User, charts_of: ChartsOf
) -> None:
    page = look_at(look, owner)
    _go(page, _path(charts_of))
    shown = page.locator("[data-chart-card]").evaluate_all("(cards) => cards.map(({ id }) => id)")
    assert shown == [f"chart-{key}" for key in charts_of.charts]
    for key in charts_of.charts:
        if key == charts_of.untold:
            expect(_card(page, key).locator("[data-chart-nothing]")).to_be_visible()
            continue
        _is_drawn(page, key)
        rows = _has_the_files_numbers(page, key)
        if key != "charge_times":
            _says_at_the_crosshair_what_stands_in(rows, page, key)
    wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def _has_the_files_numbers(page: Page, key: str) -> list[list[str]]:
    """Compare the table beneath a chart with the files it offers, and return its rows."""
    card = _card(page, key)
    card.locator("[data-chart-table] > summary").click()
    rows = card.locator("[data-chart-table] tbody tr")
    expect(rows.first).to_be_visible()
    told = [row.split("\t") for row in rows.evaluate_all("(rows) => rows.map((row) => row.innerText)")]
    answers = {}
    for kind in ("JSON", "CSV"):
        link = card.get_by_role("link", name=f"{kind} file").get_attribute("href")
        answer = page.request.get(str(link))
        assert answer.status == 200
        assert "attachment" in answer.headers["content-disposition"]
        answers[kind] = answer
    of_json = answers["JSON"].json()["table"]["rows"]
    assert [[cell.strip() for cell in row] for row in told] == of_json
    of_csv = list(csv.reader(answers["CSV"].body().decode("utf-8-sig").splitlines()))
    assert len(of_csv) - 1 >= len(told)
    assert len(of_csv[0]) >= len(of_json[0])
    return of_json


def _says_at_the_crosshair_what_stands_in(rows: list[list[str]], page: Page, key: str) -> None:
    """Put the crosshair on the newest point that has a figure: the table has it too."""
    slider, readout = _card(page, key).get_by_role("slider"), _card(page, key).locator("[data-chart-readout]")
    slider.focus()
    page.keyboard.press("End")
    expect(readout).not_to_be_empty()
    for _ in range(40):
        figures = FIGURE.findall(readout.inner_text().partition(" · ")[2])
        if figures:
            break
        page.keyboard.press("ArrowLeft")
    cells = " ".join(cell for row in rows for cell in row)
    assert figures[0] in FIGURE.findall(cells), f"{readout.inner_text()} is not in the table of {key}"


@of_each_kind
def test_the_buttons_change_the_time_of_all_charts_of_a_page(
    look_at: Callable[..., Page], look: Look, owner: User, charts_of: ChartsOf
) -> None:
    page = look_at(look, owner)
    _go(page, _path(charts_of))
    if not charts_of.ranges:
        return  # one charge is shown as long as it is
    first = _card(page, charts_of.charts[0])
    chips = first.locator("a[data-range]")
    keys = chips.evaluate_all("(chips) => chips.map((chip) => chip.dataset.range)")
    assert tuple(keys) == charts_of.ranges
    captions = []
    for key in (*charts_of.ranges[-2:], charts_of.ranges[0]):
        chip = first.locator(f"a[data-range={key}]")
        chip.click()
        expect(page).to_have_url(re.compile(f"range={key}$"))
        for chart in charts_of.charts:
            card = _card(page, chart)
            expect(card.locator(f"a[data-range={key}]")).to_have_attribute("aria-current", "true")
            expect(card.locator("[data-chart][aria-busy]")).to_have_count(0)
        shown = {_caption(page, chart).inner_text() for chart in charts_of.charts}
        assert len(shown) == 1
        captions.append(shown.pop())
    assert captions[-1] not in captions[:-1]


@of_each_kind
def test_a_zoom_by_keyboard_or_hand_is_in_the_address_which_shows_the_same_again(
    look_at: Callable[..., Page], look: Look, owner: User, charts_of: ChartsOf
) -> None:
    page = look_at(look, owner)
    key = charts_of.charts[0]
    _go(page, _path(charts_of))
    whole = _caption(page, key).inner_text()
    slider = _card(page, key).get_by_role("slider")
    slider.focus()
    page.keyboard.press("+")
    _shows_a_part_and_the_same_after_a_reload(page, charts_of, whole)

    _card(page, key).get_by_role("slider").focus()
    page.keyboard.press("0")
    expect(_caption(page, key)).to_have_text(whole)
    expect(page).not_to_have_url(re.compile("from="))
    if look.width == PHONE:
        _card(page, key).locator(".u-over").evaluate(PINCH)
    else:
        _drag(page, key, 0.3, 0.8)
    _shows_a_part_and_the_same_after_a_reload(page, charts_of, whole)


def _shows_a_part_and_the_same_after_a_reload(page: Page, charts_of: ChartsOf, whole: str) -> None:
    key = charts_of.charts[0]
    expect(page).to_have_url(re.compile(r"from=\d+&to=\d+$"))
    expect(_caption(page, key)).not_to_have_text(whole)
    settle(page)
    part = [_caption(page, chart).inner_text() for chart in charts_of.charts]
    numbers = [_numbers(page, chart) for chart in charts_of.charts]
    page.reload()
    settle(page)
    assert [_caption(page, chart).inner_text() for chart in charts_of.charts] == part
    assert [_numbers(page, chart) for chart in charts_of.charts] == numbers
    file = _card(page, key).locator("a[data-chart-file]").first
    expect(file).to_have_attribute("href", re.compile(r"from=\d+&to=\d+"))


def test_the_timeline_tells_the_days_in_words_and_as_files(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    for vin, words in {ZOE: ("Drove", "Charged", "Parked"), DUSTER: ("Drove", "Parked")}.items():
        page.goto(f"/vehicles/{Vehicle.objects.get(vin=vin).pk}/timeline/")
        days = page.locator(".timeline-day")
        expect(days).to_have_count(14)
        for word in words:
            expect(days.get_by_text(re.compile(rf"^\s*{word}")).first).to_be_visible()
        newest = days.first.inner_text()
        for kind in ("CSV", "JSON"):
            link = page.get_by_role("link", name=kind, exact=True).get_attribute("href")
            assert page.request.get(str(link)).status == 200
        page.get_by_role("link", name="Older").first.click()
        expect(days.first).not_to_have_text(newest)


def test_what_there_is_to_know_about_a_vehicle_stands_on_a_page(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    for vin in (ZOE, DUSTER):
        vehicle = Vehicle.objects.get(vin=vin)
        page.goto(f"/vehicles/{vehicle.pk}/about/")
        for name in ("The vehicle", "Contracts and warranties", "Tyres", "Doors and locks", "Settings"):
            expect(page.get_by_role("heading", name=name)).to_be_visible()
        picture = page.locator(".portrait img")
        expect(picture).to_be_visible()
        assert picture.evaluate("(img) => img.complete && img.naturalWidth > 0")


def test_a_double_click_or_tap_leaves_the_zoom_of_all_charts(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    _go(page, f"{_path(_page_of('range'))}?range=month")
    whole = _caption(page, "range").inner_text()
    over = _card(page, "state_of_charge").locator(".u-over")
    if look.width == PHONE:
        over.evaluate(PINCH)
    else:
        _drag(page, "state_of_charge", 0.2, 0.5)
    expect(_caption(page, "range")).not_to_have_text(whole)
    settle(page)
    if look.width == PHONE:
        over.evaluate(DOUBLE_TAP)
    else:
        over.dblclick()
    expect(_caption(page, "range")).to_have_text(whole)
    expect(page).not_to_have_url(re.compile("from="))


def test_the_crosshair_of_one_chart_moves_that_of_the_other(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    _go(page, _path(_page_of("range")))
    steps.tab_to(page, _card(page, "state_of_charge").get_by_role("slider"))
    page.keyboard.press("End")
    readouts = [_card(page, key).locator("[data-chart-readout]") for key in ("state_of_charge", "range")]
    expect(readouts[0]).to_contain_text("%")
    expect(readouts[1]).to_contain_text("km")
    moments = [readout.inner_text().split(" · ")[0] for readout in readouts]
    assert moments[0] == moments[1]


def test_range_and_step_of_one_chart_are_those_of_all_and_the_list_follows(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    _go(page, f"{_path(_page_of('charge_energy'))}?range=month")
    steps.mark(page)
    the_list = page.get_by_role("region", name="The charges")
    days = the_list.locator(".muted").first.inner_text()
    number, energy = _card(page, "charge_number"), _card(page, "charge_energy")
    number.locator("a[data-range=year]").click()
    expect(page).to_have_url(re.compile("range=year$"))
    expect(energy.locator("a[data-range=year]")).to_have_attribute("aria-current", "true")
    expect(energy.locator("tbody tr")).to_have_count(13)
    expect(the_list.locator(".muted").first).not_to_have_text(days)
    energy.get_by_role("link", name="By week").click()
    expect(number.locator("tbody tr")).to_have_count(54)
    expect(page).to_have_url(re.compile("range=year&step=week$"))
    assert steps.is_marked(page)
    page.go_back()
    expect(number.locator("tbody tr")).to_have_count(13)
    the_list.get_by_role("link", name="By hand").click()
    expect(the_list.get_by_text("None of the charges of this time comes from there.")).to_be_visible()


def test_beneath_the_state_of_charge_lies_when_it_was_plugged_in_and_charged(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    _go(page, f"{_path(_page_of('range'))}?range=week")
    card = _card(page, "state_of_charge")
    lanes = card.locator(".lane")
    expect(lanes.locator(".lane-label")).to_have_text(["Plugged in", "Charging"])
    plugged, charging = lanes.nth(0).locator("rect.lane-span"), lanes.nth(1).locator("rect.lane-span")
    assert 0 < charging.count() <= plugged.count() + 1
    for spans, word in ((plugged, "Plugged in"), (charging, "Charging")):
        title = spans.last.locator("title").text_content()
        assert re.search(rf"^{word}: .*\d\d:\d\d", str(title)), title
    # The lane stands on the chart's own axis, and a charge in it leads to its page.
    over, span = card.locator(".u-over").bounding_box(), charging.last.bounding_box()
    assert over is not None
    assert span is not None
    assert over["x"] - 1 <= span["x"] <= over["x"] + over["width"] + 1
    href = str(lanes.nth(1).locator("a").last.get_attribute("href"))
    page.goto(href)
    expect(page.get_by_role("heading", name=re.compile("^Charge of"))).to_be_visible()


def test_heating_is_listed_as_renault_tells_it_beside_the_charts(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    _go(page, f"{_path(_page_of('told_hvac'))}")
    times = page.get_by_role("region", name=re.compile("^Heating and cooling, each time"))
    expect(times.first).to_be_visible()
    expect(page.get_by_role("heading", name="Where the two differ")).to_be_visible()


def test_enter_on_a_charge_opens_it(look_at: Callable[..., Page], look: Look, owner: User) -> None:
    page = look_at(look, owner)
    _go(page, f"{_path(_page_of('range'))}?range=month")
    _card(page, "state_of_charge").get_by_role("slider").focus()
    readout = _card(page, "state_of_charge").locator("[data-chart-readout]")
    page.keyboard.press("End")
    for _ in range(400):
        if "Charging" in readout.inner_text():
            break
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^Charge of"))).to_be_visible()


def test_without_scripts_the_numbers_and_the_buttons_are_there(
    browser: Browser, site: Site, look: Look, owner: User
) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, **look.context)
    context.add_cookies([site.session_of(owner)])
    page = context.new_page()
    page.goto(f"{_path(_page_of('charge_energy'))}?range=year")
    energy = _card(page, "charge_energy")
    expect(energy.locator("noscript p")).to_contain_text("The chart needs JavaScript.")
    energy.locator("summary").click()
    expect(energy.get_by_role("row")).to_have_count(14)
    expect(page.locator("table.heat tbody tr")).to_have_count(7)
    energy.get_by_role("link", name="By week").click()
    expect(energy.locator("tbody tr")).to_have_count(54)
    context.close()
