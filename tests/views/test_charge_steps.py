"""The pages on which people change charges: what is typed, what is refused, and where they lead."""

import html
import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import builders
from tests.builders import at
from tests.charges import row
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.forms.typed import number
from vehicles.models import ChargeSession, SessionStatus
from vehicles.services import archive, told_lists

NOW = at("2026-11-20 12:00")
TYPED = {
    "start": "2026-11-10T11:00",
    "end": "2026-11-10T12:30",
    "energy": "21,5",
    "cost": "9.80",
    "note": "mall",
}


@pytest.fixture(autouse=True)
def _november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def driver(cast: Cast) -> Client:
    return cast.client(cast.driver)


def url(cast: Cast, step: str, session: ChargeSession | None = None) -> str:
    return reverse(f"charge-{step}", args=[cast.zoe.pk, *([session.pk] if session else [])])


def told(cast: Cast, start: str, end: str, **fields: float) -> ChargeSession:
    told_lists.store_charges(cast.zoe, [row(start, end, **fields)], NOW)
    archive.bring_up_to_date()
    return ChargeSession.objects.get(started_at=at(start))


def words(response: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def test_a_charge_is_added_on_the_vehicles_clock_with_numbers_in_any_way(cast: Cast, driver: Client) -> None:
    response = driver.post(url(cast, "add"), TYPED)
    session = ChargeSession.objects.get()
    assert response["Location"] == reverse("vehicle-charge", args=[cast.zoe.pk, session.pk])
    assert (session.started_at, session.ended_at) == (at("2026-11-10 10:00"), at("2026-11-10 11:30"))
    assert (session.energy_set_kwh, session.cost_set) == (21.5, Decimal("9.80"))
    assert (session.note_set, session.edited_by) == ("mall", cast.driver)
    assert "9.80" in words(driver.get(response["Location"]))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"start": ""}, "This field is required."),
        ({"start": "soon"}, "Write a day and a time such as"),
        ({"start": "2026-11-10T11:00+01:00"}, "Write a day and a time such as"),
        ({"end": "2026-11-10T11:00"}, "It ends after it has begun."),
        ({"end": "2026-11-20T13:30"}, "This is still to come."),
        ({"start": "1999-01-01T10:00"}, "before any connected car"),
        ({"start": "2026-11-05T10:00"}, "No charge takes longer than 4 days."),
        ({"energy": "a lot"}, "Write a number such as 12.5."),
        ({"energy": "501"}, "Write a number from 0 to 500."),
        ({"energy": "-1"}, "Write a number from 0 to 500."),
        ({"energy": "NaN"}, "Write a number such as 12.5."),
        ({"start_percent": "101"}, "Write a number from 0 to 100."),
        ({"start_percent": "80", "end_percent": "20"}, "does not end with less than it began with"),
        ({"note": "x" * 301}, "at most 300 characters"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_typed_is_lost(
    cast: Cast, driver: Client, wrong: dict[str, str], error: str
) -> None:
    response = driver.post(url(cast, "add"), {**TYPED, **wrong})
    assert response.status_code == 200
    page = words(response)
    assert error in page
    for value in ({**TYPED, **wrong}).values():
        assert value in page
    assert not ChargeSession.objects.exists()


def test_a_time_that_the_clocks_left_out_in_spring_is_refused(cast: Cast, driver: Client) -> None:
    typed = {"start": "2026-03-29T02:30", "end": "2026-03-29T04:00"}
    page = words(driver.post(url(cast, "add"), typed))
    assert "the clocks were put forward that day from 02:00 to 03:00" in page
    assert not ChargeSession.objects.exists()
    driver.post(url(cast, "add"), {**typed, "start": "2026-03-29T01:30"})
    session = ChargeSession.objects.get()
    assert session.ended_at is not None
    assert session.ended_at - session.started_at == timedelta(minutes=90)


@pytest.mark.parametrize(("which", "hours"), [("0", 2), ("1", 1)])
def test_a_time_that_came_twice_in_autumn_is_asked_about(
    cast: Cast, driver: Client, which: str, hours: int
) -> None:
    typed = {"start": "2026-10-25T02:30", "end": "2026-10-25T03:30"}
    assert "start_which" not in words(driver.post(url(cast, "add"), TYPED | {"end": "x"}))
    asked = words(driver.post(url(cast, "add"), typed))
    assert "it was 02:30 twice. Which one?" in asked
    assert "the first time (CEST)" in asked
    assert "the second time (CET)" in asked
    assert "Choose one of the two." in asked
    assert not ChargeSession.objects.exists()
    driver.post(url(cast, "add"), {**typed, "start_which": which})
    session = ChargeSession.objects.get()
    assert session.ended_at == at("2026-10-25 02:30")
    assert session.ended_at - session.started_at == timedelta(hours=hours)
    edit = driver.get(url(cast, "edit", session)).content.decode()
    chosen = re.search(r'name="start_which" value="(\d)"[^>]*checked', edit)
    assert chosen is not None
    assert chosen[1] == which


def test_where_a_charge_is_known_the_page_names_it(cast: Cast, driver: Client) -> None:
    told(cast, "2026-11-10 10:30", "2026-11-10 14:00")
    page = words(driver.post(url(cast, "add"), TYPED))
    assert "Another charge is known of this time" in page
    assert "Tue 10 Nov 2026, 11:30 – 15:00" in page


def test_saving_what_was_not_changed_keeps_its_seconds(cast: Cast, driver: Client) -> None:
    driver.post(url(cast, "add"), TYPED)
    session = ChargeSession.objects.get()
    start = session.started_at + timedelta(seconds=17)
    ChargeSession.objects.update(started_at=start)
    driver.post(url(cast, "edit", session), {**TYPED, "note": "new"})
    session.refresh_from_db()
    assert (session.started_at, session.note_set) == (start, "new")


def test_a_charge_that_renault_told_of_can_be_corrected_and_cleared(cast: Cast, driver: Client) -> None:
    session = told(cast, "2026-11-10 10:00", "2026-11-10 12:00", energy=14.0)
    page = words(driver.get(url(cast, "edit", session)))
    assert "Empty, it is 14.0 kWh, as known without you." in page
    assert 'name="start"' not in page
    driver.post(url(cast, "edit", session), {"energy": "15.25", "cost": "", "note": " by  the\nsea "})
    session.refresh_from_db()
    assert (session.known_energy_kwh, session.note_set) == (15.25, "by the sea")
    assert 'value="15.25"' in driver.get(url(cast, "edit", session)).content.decode()
    driver.post(url(cast, "edit", session), {"energy": "", "cost": "", "note": ""})
    session.refresh_from_db()
    assert (session.known_energy_kwh, session.note_set) == (14.0, "")


def test_split_join_delete_and_restore_go_hand_in_hand(cast: Cast, driver: Client) -> None:
    session = told(cast, "2026-11-10 10:00", "2026-11-10 12:00", energy=14.0)
    assert 'value="2026-11-10T12:00"' in driver.get(url(cast, "split", session)).content.decode()
    driver.post(url(cast, "split", session), {"at": "2026-11-10T12:00"})
    assert ChargeSession.objects.count() == 2
    assert "becomes one with the charge after it" in words(driver.get(url(cast, "join", session)))
    driver.post(url(cast, "join", session))
    session = ChargeSession.objects.get()
    assert session.ended_at == at("2026-11-10 12:00")
    assert "no other charge within a day" in words(driver.get(url(cast, "join", session)))
    assert "Delete this charge?" in words(driver.get(url(cast, "delete", session)))
    assert ChargeSession.objects.get().status == SessionStatus.BY_HAND
    deleted = driver.post(url(cast, "delete", session), follow=True)
    assert "Tue 10 Nov 2026" in words(deleted)
    assert driver.get(reverse("vehicle-charge", args=[cast.zoe.pk, session.pk])).status_code == 404
    assert "Deleted charges" in words(driver.get(reverse("vehicle-charges", args=[cast.zoe.pk])))
    driver.post(url(cast, "restore", session))
    assert ChargeSession.objects.get().status == SessionStatus.BY_HAND
    assert "No charge of this vehicle is deleted" in words(
        driver.get(reverse("charges-deleted", args=[cast.zoe.pk]))
    )


def test_a_split_outside_of_the_charge_is_refused_beside_its_time(cast: Cast, driver: Client) -> None:
    session = told(cast, "2026-11-10 10:00", "2026-11-10 12:00")
    assert "between its start and its end" in words(
        driver.post(url(cast, "split", session), {"at": "2026-11-10T20:00"})
    )


def test_a_charge_that_goes_on_can_only_wait_and_says_so(cast: Cast, driver: Client) -> None:
    builders.tell(
        cast.zoe,
        "battery-status",
        NOW,
        timestamp="2026-11-20T11:50:00Z",
        batteryLevel=40,
        plugStatus=1,
        chargingStatus=1.0,
    )
    archive.bring_up_to_date()
    session = ChargeSession.objects.get()
    for step, button in (("delete", "Delete it"), ("split", "Split it")):
        page = driver.get(url(cast, step, session)).content.decode()
        assert "This can be done once the charge has ended." in page
        assert button not in page
    driver.post(url(cast, "delete", session))
    assert ChargeSession.objects.get().status == SessionStatus.DERIVED


def test_who_may_only_look_changes_nothing(cast: Cast) -> None:
    session = told(cast, "2026-11-10 10:00", "2026-11-10 12:00")
    viewer = cast.client(cast.viewer)
    for step in ("edit", "split", "join", "delete", "restore"):
        assert viewer.post(url(cast, step, session), TYPED).status_code == 403
    assert viewer.post(url(cast, "add"), TYPED).status_code == 403
    assert ChargeSession.objects.get().edited_by is None
    links = viewer.get(reverse("vehicle-charge", args=[cast.zoe.pk, session.pk])).content.decode()
    assert url(cast, "edit", session) not in links


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "12.5", "12.5"),
        ("en", "12,5", "12.5"),
        ("en", "1,234", "1234"),
        ("en", "1,234.5", "1234.5"),
        ("de", "1.234,5", "1234.5"),
        ("de", "12,345", "12.345"),
        ("fr", "1\u202f234,5", "1234.5"),
        ("en", ".5", "0.5"),
        ("en", "7", "7"),
    ],
)
def test_numbers_are_read_as_people_write_them(language: str, text: str, value: str) -> None:
    with translation.override(language):
        assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "1e9", "Infinity", "1,2,3", "1.2.3,4,5", "12 kWh", "--1", "٣x"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        number(text)


def test_times_are_read_as_the_locale_writes_them() -> None:
    from vehicles.forms.typed import WallClockField

    with translation.override("de"):
        assert WallClockField().clean("10.11.2026 11:00") == datetime.fromisoformat("2026-11-10 11:00")
