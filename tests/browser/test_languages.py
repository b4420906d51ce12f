"""Scripts write figures and dates as the page's language does, in the reader's units."""

import re
from collections.abc import Callable

from tests import builders
from vehicles import clock
from vehicles.models import Role, User

from . import scenes
from .chromium import Page, expect
from .look import LOOKS
from .years import add_years


def test_a_charts_crosshair_speaks_german_and_miles_by_kilowatt_hour(look_at: Callable[..., Page]) -> None:
    home, (olive,) = scenes.a_home("Martin", Role.OWNER)
    User.objects.filter(pk=olive.pk).update(language="de", distance_unit="mi", consumption_unit="mi/kWh")
    zoe = builders.vehicle(home, "Zoe")
    add_years(zoe, clock.now().date(), 400)
    page = look_at(LOOKS[0], olive)
    page.goto(f"/vehicles/{zoe.pk}/distance/?range=year")
    chart = page.locator("#chart-consumption")
    chart.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    words = re.compile(
        r"^(Jan\.|Feb\.|März|April|Mai|Juni|Juli|Aug\.|Sept\.|Okt\.|Nov\.|Dez\.)\s20\d\d · \d,\d\u202fmi/kWh$"
    )
    expect(chart.locator("[data-chart-readout]")).to_have_text(words)
    level = page.locator("#chart-mileage")
    level.get_by_role("slider").focus()
    page.keyboard.press("End")
    moment = re.compile(r"^\w\w\., \d+\. \w+\.?,? (um )?\d\d:\d\d · \d{1,3}(\.\d{3})*\u202fmi$")
    expect(level.locator("[data-chart-readout]")).to_have_text(moment)


def test_the_language_can_be_changed_and_the_next_page_speaks_it(look_at: Callable[..., Page]) -> None:
    _home, (olive,) = scenes.a_home("Martin", Role.OWNER)
    page = look_at(LOOKS[0], olive)
    page.goto("/you/")
    page.get_by_label("Language").select_option("Français")
    page.get_by_label("Distances").select_option("Miles")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Enregistré.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_label("Distances")).to_have_value("mi")
