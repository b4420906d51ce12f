"""What each person has chosen for themselves: units, time zone."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock, reader
from vehicles.models import Command, DailySummary, User, Vehicle
from vehicles.reader import Reader, reading
from vehicles.rules.units import METRIC, Consumption, Distance, Pressure, Temperature, Units

THIN = "\u202f"
BRITISH = Units(Distance.MILES, Consumption.MILES_PER_KWH, Temperature.FAHRENHEIT, Pressure.PSI)


def prefer(user: User, **settings: str) -> User:
    User.objects.filter(pk=user.pk).update(**settings)
    user.refresh_from_db()
    return user


def british(user: User) -> User:
    return prefer(
        user,
        distance_unit="mi",
        consumption_unit="mi/kWh",
        temperature_unit="°F",
        pressure_unit="psi",
    )


@pytest.fixture
def told(cast: Cast) -> Vehicle:
    """A car that has told of everything that has a unit."""
    zoe, now = cast.zoe, clock.now()
    builders.tell(
        zoe,
        "battery-status",
        now,
        timestamp=now.isoformat(),
        batteryLevel=50,
        batteryAutonomy=161,
        plugStatus=0,
    )
    builders.tell(zoe, "cockpit", now, totalMileage=16093.4)
    builders.tell(zoe, "hvac-status", now, externalTemperature=10, lastUpdateTime=now.isoformat())
    builders.tell(zoe, "pressure", now, flPressure=2500, frPressure=2500, rlPressure=2500, rrPressure=2500)
    today = now.astimezone(ZoneInfo("Europe/Paris")).date()
    DailySummary.objects.create(
        vehicle=zoe,
        on=today - timedelta(days=1),
        distance_km=160.9344,
        energy_used_kwh=32.18688,
        outside_c=10.0,
    )
    return zoe


@pytest.fixture
def page(cast: Cast, told: Vehicle) -> Any:
    def get(name: str, **query: str) -> str:
        response = cast.client(cast.viewer).get(reverse(name, args=[told.pk]), query)
        assert response.status_code == 200
        return response.content.decode()

    return get


def chart_of(cast: Cast, key: str) -> dict[str, Any]:
    response = cast.client(cast.viewer).get(reverse("chart-json", args=[cast.zoe.pk, key]), {"range": "week"})
    answer: dict[str, Any] = response.json()
    return answer


def test_a_card_shows_miles_and_fahrenheit(cast: Cast, told: Vehicle) -> None:
    british(cast.viewer)
    text = cast.client(cast.viewer).get(reverse("garage")).content.decode()
    for figure in (f"100{THIN}mi", f"10,000{THIN}mi", f"50{THIN}°F"):
        assert figure in text
    assert f"{THIN}km" not in text
    assert "°C" not in text


def test_the_others_of_the_household_keep_their_own(cast: Cast, told: Vehicle) -> None:
    british(cast.viewer)
    text = cast.client(cast.driver).get(reverse("garage")).content.decode()
    for figure in (f"161{THIN}km", f"16,093{THIN}km", f"10{THIN}°C"):
        assert figure in text


def test_tyres_are_told_in_psi(cast: Cast, page: Any) -> None:
    assert f"2.5{THIN}bar" in page("vehicle-about")
    british(cast.viewer)
    assert f"36{THIN}psi" in page("vehicle-about")


def test_a_chart_its_table_and_its_notes_are_in_miles_by_kilowatt_hour(cast: Cast, told: Vehicle) -> None:
    british(cast.viewer)
    chart = chart_of(cast, "consumption")
    (series,) = chart["series"]
    assert series["unit"] == "mi/kWh"
    assert [value for value in series["values"] if value is not None] == [pytest.approx(3.107, abs=0.001)]
    assert f"3.1{THIN}mi/kWh" in chart["table"]["rows"][1]
    assert f"100{THIN}mi" in chart["table"]["rows"][1]
    assert chart["notes"][0] == f"Estimated from the state of charge, over 100 of 100{THIN}mi."


def test_an_axis_across_is_in_fahrenheit(cast: Cast, told: Vehicle) -> None:
    british(cast.viewer)
    chart = chart_of(cast, "consumption_by_temperature")
    assert (chart["x"], chart["x_unit"]) == ([50.0], "°F")
    assert chart["series"][1]["label"] == f"Median of each 4{THIN}°F"


def test_a_file_names_the_readers_unit_in_its_header(cast: Cast, told: Vehicle) -> None:
    british(cast.viewer)
    address = reverse("chart-csv", args=[told.pk, "distance"])
    response = cast.client(cast.viewer).get(address, {"range": "week", "step": "day"})
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    header, *rows = csv.reader(io.StringIO(body))
    assert header == ["Day", "Distance (mi)"]
    assert [row[1] for row in rows if row[1]] == ["100.0"]


def test_a_comparison_and_a_timeline_are_in_miles(cast: Cast, told: Vehicle, page: Any) -> None:
    british(cast.viewer)
    compared = cast.client(cast.viewer).get(reverse("compare-json", args=["distance"]), {"range": "month"})
    assert compared.json()["series"][0]["unit"] == "mi"
    assert f"100{THIN}mi" in page("vehicle-timeline")


def test_a_cabin_temperature_is_chosen_in_fahrenheit_and_sent_in_celsius(cast: Cast, told: Vehicle) -> None:
    british(cast.driver)
    client, address = cast.client(cast.driver), reverse("vehicle-controls", args=[told.pk])
    text = client.get(address).content.decode()
    assert f'<option value="20.5">68.9{THIN}°F</option>' in text
    assert f'<option value="21" selected>69.8{THIN}°F</option>' in text
    assert f'<option value="16">60.8{THIN}°F</option>' in text
    key = "a84a1c0e-8a5d-4b42-a5b4-2f3f1f4b2c11"
    client.post(address, {"kind": "start_preconditioning", "key": key, "temperature_c": "20.5"})
    assert Command.objects.get().arguments == {"temperature_c": 20.5}
    assert (
        f"Cabin to 68.9{THIN}°F" in client.get(reverse("vehicle-commands", args=[told.pk])).content.decode()
    )


def test_what_is_stored_stays_metric(cast: Cast, told: Vehicle, page: Any) -> None:
    british(cast.viewer)
    page("vehicle")
    assert DailySummary.objects.get().distance_km == 160.9344
    assert reader.current() == Reader(), "nobody reads any more once the answer is made"


def test_the_page_you_keeps_what_is_chosen(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    chosen = {
        "name": "Vera",
        "theme": "dark",
        "language": "en-gb",
        "distance_unit": "mi",
        "consumption_unit": "mi/kWh",
        "temperature_unit": "°F",
        "pressure_unit": "psi",
        "time_zone": "America/New_York",
    }
    assert client.post(reverse("you"), chosen).status_code == 302
    cast.viewer.refresh_from_db()
    assert {name: getattr(cast.viewer, name) for name in chosen} == chosen
    assert cast.viewer.units == BRITISH
    cast.driver.refresh_from_db()
    assert cast.driver.units == METRIC


def test_a_time_zone_that_is_none_is_refused_and_the_rest_is_kept_on_the_page(cast: Cast) -> None:
    response = cast.client(cast.viewer).post(reverse("you"), {"name": "Vera V.", "time_zone": "Mars/Base"})
    assert response.status_code == 200
    assert "Vera V." in response.content.decode()
    cast.viewer.refresh_from_db()
    assert cast.viewer.time_zone == ""


def test_ones_own_clock_is_for_what_belongs_to_no_vehicle(cast: Cast, told: Vehicle, page: Any) -> None:
    prefer(cast.owner, time_zone="Asia/Tokyo")
    prefer(cast.viewer, time_zone="Asia/Tokyo")
    cast.client(cast.owner).post(reverse("member", args=[1]), {})
    log = cast.proven(cast.owner)
    log.post(reverse("invite"), {"role": "viewer"})
    assert "JST" in log.get(reverse("household-log")).content.decode()
    here = datetime.now(ZoneInfo("Europe/Paris")).tzname()
    text = page("vehicle")
    assert f"\u00a0{here}" in text
    assert "JST" not in text


def test_words_of_whoever_reads_are_theirs_alone() -> None:
    with reading(Reader(BRITISH)):
        assert reader.unit("km").name == "mi"
    assert reader.unit("km").name == "km"
