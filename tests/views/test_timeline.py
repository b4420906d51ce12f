"""The timeline: what a car did, day by day, in words, as a page and as files."""

import csv
import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.builders import at, tell
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import ChargeSession, Vehicle
from vehicles.services import summaries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: at("2026-03-04 20:00"))


def battery(of: Vehicle, time: str, percent: float, plug: int = 0, charging: float = 0.0) -> None:
    tell(
        of,
        "battery-status",
        at(time) + timedelta(minutes=1),
        timestamp=f"{time.replace(' ', 'T')}:00Z",
        batteryLevel=percent,
        plugStatus=plug,
        chargingStatus=charging,
    )


def a_day_in_march(of: Vehicle) -> ChargeSession:
    """On 3 March in Paris: a night at the cable, a warm-up, a drive of 23 km, a charge in the evening."""
    tell(of, "cockpit", at("2026-03-02 18:00"), totalMileage=1000)
    battery(of, "2026-03-02 18:30", 80, plug=1)
    tell(of, "hvac-status", at("2026-03-03 06:20"), hvacStatus="on", externalTemperature=3)
    tell(of, "hvac-status", at("2026-03-03 06:30"), hvacStatus="off", externalTemperature=3)
    battery(of, "2026-03-03 06:40", 80)
    tell(of, "cockpit", at("2026-03-03 06:41"), totalMileage=1000)
    battery(of, "2026-03-03 07:10", 72)
    tell(of, "cockpit", at("2026-03-03 07:11"), totalMileage=1023)
    battery(of, "2026-03-03 17:30", 71, plug=1, charging=1.0)
    battery(of, "2026-03-03 19:00", 90, plug=1, charging=0.2)
    battery(of, "2026-03-04 05:00", 90, plug=1)
    tell(of, "cockpit", at("2026-03-04 05:01"), totalMileage=1023)
    session = ChargeSession.objects.create(
        vehicle=of,
        started_at=at("2026-03-03 17:30"),
        ended_at=at("2026-03-03 18:58"),
        energy_kwh=9.8,
        start_percent=71,
        end_percent=90,
    )
    summaries.mark(of, [(session.started_at, session.ended_at)])
    summaries.bring_up_to_date()
    return session


def words(page: str) -> str:
    """Return the text of a page on one line, its spaces plain."""
    import re

    text = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")])
    return re.sub(r"[\s\u202f\xa0]+", " ", text)


def seen(client: Client, of: Vehicle, query: str = "") -> str:
    response = client.get(reverse("vehicle-timeline", args=[of.pk]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_day_reads_like_a_diary_the_newest_first(cast: Cast) -> None:
    session = a_day_in_march(cast.zoe)
    page = seen(cast.client(cast.viewer), cast.zoe)
    text = words(page)
    assert "Tuesday 3 March 2026 23 km 9.8 kWh charged" in text
    lines = [
        "Charged 9.8 kWh 71 → 90 % 18:30 – 19:58 1 h 28 min",
        "Parked 72 → 71 % about 08:10 – 18:30 10 h 20 min",
        "Drove 23 km 80 → 72 % 07:40 – 08:10 30 min",
        "Warmed up about 07:20 – 07:30 10 min",
    ]
    places = [text.index(line) for line in lines]
    assert places == sorted(places)
    assert reverse("vehicle-charge", args=[cast.zoe.pk, session.pk]) in page
    assert text.index("Wednesday 4 March 2026") < text.index("Tuesday 3 March 2026")
    assert "Parked, plugged in 90 % since 19:58, last told Wed 06:01" in text


def test_a_fuel_car_has_its_drives_too(cast: Cast) -> None:
    duster = builders.vehicle(cast.home, "Duster", energy="fuel", model_code="HJD")
    for time, km in (("2026-03-03 06:00", 500), ("2026-03-03 06:30", 500), ("2026-03-03 07:00", 512)):
        tell(duster, "cockpit", at(time), totalMileage=km, fuelQuantity=30)
    summaries.bring_up_to_date()
    text = words(seen(cast.client(cast.viewer), duster))
    assert "Drove 12 km about 07:30 – 08:00 30 min" in text
    assert "30 l in the tank" in text


def test_a_day_without_a_new_line_says_how_it_went_on(cast: Cast) -> None:
    for time in ("2026-02-27 10:00", "2026-03-03 10:00"):
        tell(cast.zoe, "cockpit", at(time), totalMileage=1000)
    summaries.bring_up_to_date()
    text = words(seen(cast.client(cast.viewer), cast.zoe))
    assert "Sunday 1 March 2026 0 km Parked since Fri 11:00." in text


def test_pages_hold_two_weeks_and_lead_to_each_other(cast: Cast) -> None:
    for number in range(60):
        tell(cast.zoe, "cockpit", at("2026-01-03 10:00") + timedelta(days=number), totalMileage=number)
    client = cast.client(cast.viewer)
    page = seen(client, cast.zoe)
    assert page.count('class="card timeline-day"') == 12  # the last two days of the fourteen told nothing
    assert "?until=2026-02-18" in page
    assert 'rel="next"' not in page
    older = seen(client, cast.zoe, "?until=2026-02-18")
    assert "?until=2026-02-04" in older
    assert "?until=2026-03-04" in older
    first = seen(client, cast.zoe, "?until=2026-01-05")
    assert 'rel="prev"' not in first


def test_a_date_that_is_none_is_said_so_beside_the_field(cast: Cast) -> None:
    a_day_in_march(cast.zoe)
    for typed in ("yesterday", "2026-13-45", "0001-01-01", "9999-12-31"):
        page = seen(cast.client(cast.viewer), cast.zoe, f"?until={typed}")
        assert "This is no date." in page
        assert f'value="{typed}"' in page


def test_days_of_which_nothing_is_known_and_a_car_that_never_spoke(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    assert "No days yet" in seen(client, cast.zoe)
    a_day_in_march(cast.zoe)
    assert "Nothing told in these days" in seen(client, cast.zoe, "?until=2025-06-01")


@pytest.mark.parametrize(
    ("day", "start", "end", "said"),
    [
        ("2026-03-29", "2026-03-28 23:30", "2026-03-29 02:30", "00:30 CET – 04:30 CEST 3 h"),
        ("2026-10-25", "2026-10-24 23:30", "2026-10-25 02:30", "01:30 CEST – 03:30 CET 3 h"),
    ],
)
def test_when_the_clocks_change_the_zone_is_named(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, day: str, start: str, end: str, said: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(f"{day}T20:00:00Z"))
    ChargeSession.objects.create(vehicle=cast.zoe, started_at=at(start), ended_at=at(end), energy_kwh=7)
    summaries.mark_all(cast.zoe)
    summaries.bring_up_to_date()
    text = words(seen(cast.client(cast.viewer), cast.zoe))
    assert f"Charged 7.0 kWh {said}" in text
    assert ("this day has 23 hours" in text) == (day == "2026-03-29")
    assert ("this day has 25 hours" in text) == (day == "2026-10-25")


def test_the_files_hold_what_the_page_shows(cast: Cast) -> None:
    a_day_in_march(cast.zoe)
    client = cast.client(cast.viewer)
    told: dict[str, Any] = json.loads(
        client.get(reverse("vehicle-timeline-json", args=[cast.zoe.pk])).content
    )
    assert told["time_zone"] == "Europe/Paris"
    drive = next(each for each in told["entries"] if each["what"] == "driving")
    assert drive == {
        "start": "2026-03-03T07:40:00+01:00",
        "end": "2026-03-03T08:10:00+01:00",
        "what": "driving",
        "about": False,
        "distance_km": 23,
        "state_of_charge_start_percent": 80,
        "state_of_charge_end_percent": 72,
        "energy_kwh": None,
    }
    response = client.get(reverse("vehicle-timeline-csv", args=[cast.zoe.pk]))
    assert 'filename="zoe-timeline.csv"' in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == len(told["entries"])
    assert [row["distance_km"] for row in rows if row["what"] == "driving"] == ["23.0"]


def test_the_page_asks_as_many_questions_after_a_year_as_after_a_week(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    a_day_in_march(cast.zoe)
    client = cast.client(cast.viewer)
    for number in range(300):
        tell(cast.zoe, "cockpit", at("2025-04-01 10:00") + timedelta(days=number), totalMileage=number)
    with django_assert_max_num_queries(40):
        seen(client, cast.zoe)
