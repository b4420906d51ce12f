"""The pages of charges: list, filters, totals, one charge, and what is said where there is nothing."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import (
    ChargeRecord,
    ChargeSession,
    Energy,
    EnergySource,
    SessionStatus,
    ToldList,
    Vehicle,
)


def charge(of: Vehicle, days_ago: float, hours: float = 2, **fields: Any) -> ChargeSession:
    start = clock.now() - timedelta(days=days_ago)
    fields.setdefault("ended_at", start + timedelta(hours=hours))
    return ChargeSession.objects.create(vehicle=of, started_at=start, **fields)


def told(of: ChargeSession, **raw: Any) -> ChargeRecord:
    record = ChargeRecord.objects.create(
        vehicle=of.vehicle,
        natural_key=str(of.pk),
        digest=str(of.pk),
        started_at=of.started_at,
        ended_at=of.ended_at,
        raw=raw,
        first_fetched_at=clock.now(),
    )
    of.records.add(record)
    return record


def page(cast: Cast, **query: Any) -> str:
    response = cast.client(cast.viewer).get(reverse("vehicle-charges", args=[cast.zoe.pk]), query)
    assert response.status_code == 200
    return re.sub(r"[ \n]+", " ", response.content.decode())


def one(cast: Cast, of: ChargeSession, user: Any = None) -> str:
    response = cast.client(user or cast.viewer).get(reverse("vehicle-charge", args=[cast.zoe.pk, of.pk]))
    assert response.status_code == 200
    return re.sub(r"[ \n]+", " ", response.content.decode())


def rows(text: str) -> int:
    return text.count('<span class="when">')


def test_a_charge_tells_from_where_to_where_how_much_and_how_that_is_known(cast: Cast) -> None:
    charge(cast.zoe, 2, start_percent=31, end_percent=80, energy_kwh=25.5, energy_source=EnergySource.TOLD)
    text = page(cast)
    assert "31\u202f% → 80\u202f%" in text
    assert "25.5\u202fkWh" in text
    assert "told by Renault" in text
    assert "2\u202fh" in text
    assert "12.8\u202fkW" in text


def test_totals_say_how_much_is_estimated_and_what_is_not_known(cast: Cast) -> None:
    charge(cast.zoe, 2, energy_kwh=20, energy_source=EnergySource.TOLD)
    charge(cast.zoe, 3, energy_kwh=10, energy_source=EnergySource.STATE_OF_CHARGE)
    charge(cast.zoe, 4)
    corrected = {"energy_kwh": 99, "energy_source": EnergySource.STATE_OF_CHARGE, "energy_set_kwh": 5}
    charge(cast.zoe, 5, cost_set=Decimal("4.20"), **corrected)
    charge(cast.zoe, 6, energy_kwh=50, status=SessionStatus.DELETED)
    text = page(cast)
    assert rows(text) == 4
    assert "35.0\u202fkWh" in text
    assert "10.0\u202fkWh of it estimated, of 1 charge not known" in text
    assert "8\u202fh" in text
    assert "4.20" in text
    assert "entered for 1 charge" in text


def test_the_period_and_the_source_narrow_the_list(cast: Cast) -> None:
    from_renault = charge(cast.zoe, 2, from_readings=True)
    told(from_renault)
    charge(cast.zoe, 3, from_readings=True)
    charge(cast.zoe, 4, status=SessionStatus.BY_HAND)
    told(charge(cast.zoe, 5, energy_set_kwh=5))
    charge(cast.zoe, 200)
    assert rows(page(cast)) == 4
    assert rows(page(cast, range="year")) == 5
    assert rows(page(cast, source="renault")) == 2
    assert rows(page(cast, source="readings")) == 1
    assert rows(page(cast, source="by_hand")) == 2
    now = int(clock.now().timestamp())
    day = 24 * 3600
    assert rows(page(cast, **{"from": now - 4 * day - 60, "to": now - 3 * day + 60})) == 2


def test_a_source_or_a_page_that_there_is_not_is_not_found_or_the_last(cast: Cast) -> None:
    charge(cast.zoe, 2)
    client = cast.client(cast.viewer)
    assert client.get(reverse("vehicle-charges", args=[cast.zoe.pk]), {"source": "x"}).status_code == 404
    assert rows(page(cast, page="999")) == 1
    assert rows(page(cast, page="x")) == 1


def test_a_long_list_is_turned_page_by_page_and_keeps_what_was_chosen(cast: Cast) -> None:
    for number in range(1, 26):
        charge(cast.zoe, number)
    text = page(cast, range="month")
    assert rows(text) == 20
    assert "1 to 20 of 25" in text
    assert f'href="/vehicles/{cast.zoe.pk}/charges/?range=month&amp;page=2"' in text
    older = page(cast, range="month", page="2")
    assert rows(older) == 5
    assert "21 to 25 of 25" in older


def test_the_list_alone_answers_the_script(cast: Cast) -> None:
    charge(cast.zoe, 2)
    address = reverse("vehicle-charges", args=[cast.zoe.pk])
    response = cast.client(cast.viewer).get(address, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert text.lstrip().startswith("<section")
    assert rows(text) == 1
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"range": "week"}, "No charge began in this time. Choose a longer one above."),
        ({"range": "month", "source": "by_hand"}, "None of the charges of this time comes from there."),
        ({"range": "month", "from": 5, "to": 9}, "No charge began in the part of time that you look at."),
    ],
)
def test_an_empty_list_says_why(cast: Cast, query: dict[str, Any], words: str) -> None:
    told(charge(cast.zoe, 10))
    assert words in page(cast, **query)


def test_before_the_first_charge_the_page_says_how_far_it_has_been_looked(cast: Cast) -> None:
    text = page(cast)
    assert "No charge is known yet" in text
    assert "has not been read yet" in text
    assert "data-chart=" not in text
    ToldList.objects.create(vehicle=cast.zoe, kind=ToldList.CHARGES, reached_on="2026-02-01")
    assert "is being read: back to 1 Feb 2026 so far" in page(cast)
    ToldList.objects.update(complete=True)
    assert "read back to 1 Feb 2026; it told nothing older" in page(cast)


def test_a_vehicle_that_burns_fuel_has_no_page_of_charges(cast: Cast) -> None:
    Vehicle.objects.filter(pk=cast.zoe.pk).update(energy=Energy.FUEL)
    response = cast.client(cast.viewer).get(reverse("vehicle-charges", args=[cast.zoe.pk]))
    assert response.status_code == 404


def test_a_charge_that_goes_on_says_so_and_takes_until_now(cast: Cast) -> None:
    running = charge(cast.zoe, 0.5, ended_at=None, start_percent=40)
    text = page(cast)
    assert "40\u202f% → …" in text
    assert "12\u202fh" in text
    assert "charging" in text
    assert "so far" in one(cast, running)


def test_one_charge_says_how_it_is_known_and_folds_renaults_rows_as_told(cast: Cast) -> None:
    found = charge(cast.zoe, 2, energy_kwh=12, energy_source=EnergySource.TOLD, end_status="error")
    told(found, chargeEndStatus="error", chargePower="slow", chargeDuration=None)
    text = one(cast, found)
    assert "It is 1 row of Renault&#x27;s list of charges." in text
    assert "Renault told the energy." in text
    assert "ended with “error”, which it says of good charges, too" in text
    assert re.search(r"<dt>\s*chargePower\s*</dt>\s*<dd>\s*slow\s*</dd>", text)
    assert re.search(r"<dt>\s*chargeDuration\s*</dt>\s*<dd>\s*–\s*</dd>", text)


@pytest.mark.parametrize(("told_length", "fits"), [(120, True), (-7200, True), (95, False), (None, True)])
def test_a_length_that_contradicts_start_and_end_is_said_and_changes_nothing(
    cast: Cast, told_length: int | None, fits: bool
) -> None:
    found = charge(cast.zoe, 2, energy_kwh=12, energy_source=EnergySource.TOLD)
    limits = {"chargeStartDate": found.started_at.isoformat(), "chargeEndDate": found.ended_at.isoformat()}
    told(found, **limits, chargeDuration=told_length)
    text = one(cast, found)
    assert ("The length that Renault tells in one row does not fit its own start and end" in text) is not fits
    assert "2\u202fh" in text


def test_what_a_person_set_is_said_with_who_and_what_it_would_be_without(cast: Cast) -> None:
    found = charge(
        cast.zoe,
        2,
        energy_kwh=12,
        energy_source=EnergySource.STATE_OF_CHARGE,
        energy_set_kwh=14.5,
        note_set="At grandmother's <3",
        edited_by=cast.driver,
        edited_at=clock.now(),
    )
    text = one(cast, found)
    assert "14.5\u202fkWh" in text
    assert "Without that entry it would be 12.0\u202fkWh." in text
    assert "At grandmother&#x27;s &lt;3" in text
    assert "Last changed by Driver" in text
    cast.driver.delete()
    assert "somebody who is no longer here" in one(cast, found)


def test_what_is_unknown_is_a_dash_with_its_reason(cast: Cast) -> None:
    text = one(cast, charge(cast.zoe, 2))
    assert "Renault told none, and it cannot be worked out" in text
    assert "Only our own readings tell of it" in text


def test_earlier_and_later_lead_through_all_charges_but_deleted_ones(cast: Cast) -> None:
    first = charge(cast.zoe, 9)
    charge(cast.zoe, 8, status=SessionStatus.DELETED)
    middle, last = charge(cast.zoe, 7), charge(cast.zoe, 6)
    address = {
        each.pk: reverse("vehicle-charge", args=[cast.zoe.pk, each.pk]) for each in (first, middle, last)
    }
    text = one(cast, middle)
    assert re.search(rf'href="{address[first.pk]}" rel="prev"', text)
    assert re.search(rf'href="{address[last.pk]}" rel="next"', text)
    assert 'rel="prev"' not in one(cast, first)
    assert 'rel="next"' not in one(cast, last)


def test_a_deleted_charge_and_that_of_another_vehicle_are_not_found(cast: Cast) -> None:
    deleted = charge(cast.zoe, 2, status=SessionStatus.DELETED)
    other = charge(builders.vehicle(cast.home, "Twingo"), 2)
    client = cast.client(cast.owner)
    for each in (deleted, other):
        assert client.get(reverse("vehicle-charge", args=[cast.zoe.pk, each.pk])).status_code == 404


def test_the_curve_shows_the_charge_with_a_margin_and_restores_a_zoom(cast: Cast) -> None:
    found = charge(cast.zoe, 2, start_percent=40, end_percent=80)
    text = one(cast, found)
    asked = re.search(r"charge_curve\.json\?since=(\d+)&amp;until=(\d+)", text)
    assert asked is not None
    since, until = map(int, asked.groups())
    assert since < found.started_at.timestamp() < until
    client = cast.client(cast.viewer)
    zoom = {"since": since, "until": until, "from": since + 600, "to": since + 900}
    body = client.get(reverse("chart-json", args=[cast.zoe.pk, "charge_curve"]), zoom).json()
    assert (body["from"], body["to"]) == (since + 600, since + 900)
    assert body["whole"] == [since, until]


def test_the_pages_ask_the_database_as_often_for_a_thousand_charges_as_for_one(cast: Cast) -> None:
    only = charge(cast.zoe, 1, energy_kwh=3)
    told(only)
    client = cast.client(cast.viewer)

    def questions(address: str) -> int:
        client.get(address)  # what is asked once in a process has been asked
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    addresses = [
        reverse("vehicle-charges", args=[cast.zoe.pk]) + "?range=all",
        reverse("vehicle-charge", args=[cast.zoe.pk, only.pk]),
    ]
    few = [questions(address) for address in addresses]
    ChargeSession.objects.bulk_create(
        ChargeSession(
            vehicle=cast.zoe,
            started_at=clock.now() - timedelta(days=number),
            ended_at=clock.now() - timedelta(days=number) + timedelta(hours=1),
            energy_kwh=7,
        )
        for number in range(2, 1002)
    )
    assert [questions(address) for address in addresses] == few
    assert max(few) <= 32
