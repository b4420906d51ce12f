"""About a vehicle: what a household reads there, and what is kept from whom."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape

from tests import builders
from tests.rules.test_pictures import png
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import (
    Archive,
    EndpointState,
    SummaryDue,
    User,
    Vehicle,
    VehicleEndpoint,
    VehiclePicture,
    VehicleStatus,
)

DETAILS = {
    "vin": "***",
    "brand": {"label": "RENAULT"},
    "model": {"code": "R5E1VE", "label": "RENAULT 5"},
    "version": {"code": "E3 A1 N"},
    "gearbox": {"label": "REDUCER FOR ELECTRIC MOTOR"},
    "bodyType": {"label": "5 DOOR HATCHBACK"},
    "energy": {"code": "ELECX", "label": "ELECTRICITY"},
    "deliveryDate": "2025-02-19",
    "deliveryCountry": {"code": "PT", "label": "PORTUGAL"},
    "firstRegistrationDate": "2025-02-17",
    "registrationCountry": {"code": "PT"},
    "manufacturingDate": "2024-12-03",
    "batteryType": "NMC",
    "radioCode": "***",
}


def about(cast: Cast, user: User | None = None) -> str:
    client = cast.client(user or cast.viewer)
    response = client.get(reverse("vehicle-about", args=[cast.zoe.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def told(of: Vehicle, endpoint: str, raw: Any) -> None:
    VehicleEndpoint.objects.create(
        vehicle=of, endpoint=endpoint, raw=raw, state=EndpointState.WORKS, answered_at=clock.now()
    )


def test_details_are_said_in_words_and_what_is_not_told_has_no_line(cast: Cast) -> None:
    told(cast.zoe, "details", DETAILS)
    page = about(cast)
    for words in ("E3 A1 N", "Reducer for electric motor", "5 door hatchback", "19 Feb 2025, Portugal"):
        assert words in page
    assert "17 Feb 2025, PT" in page
    assert "NMC" in page
    assert "***" not in page
    assert "Engine" not in page


def test_without_anything_the_page_says_so(cast: Cast) -> None:
    page = about(cast)
    assert "told no details of this vehicle yet" in page
    assert "picture has not been fetched yet" in page
    assert page.count("Not asked yet.") == 2  # tyres and contracts; this model never tells its locks


def test_details_that_make_no_sense_break_nothing(cast: Cast) -> None:
    told(cast.zoe, "details", {**{key: ["odd"] for key in DETAILS}, "deliveryDate": 7, "energy": "ELEC"})
    told(cast.zoe, "contracts", {"contractList": ["odd", {"endDate": "never"}, 3]})
    assert "No end told" in about(cast)


def test_only_owners_read_the_whole_vin(cast: Cast) -> None:
    vin = cast.zoe.vin
    assert vin in about(cast, cast.owner)
    for user in (cast.driver, cast.viewer):
        page = about(cast, user)
        assert vin not in page
        assert f"•••• {vin[-4:]}" in page


def test_tyres_are_in_bar_with_the_cars_own_verdict(cast: Cast) -> None:
    builders.tell(cast.zoe, "pressure", clock.now(), flPressure=2460, frPressure=2730, rrPressure=1600,
                  flStatus=0, frStatus=0, rlStatus=0, rrStatus=2)  # fmt: skip
    page = about(cast)
    assert "2.5\u202fbar" in page
    assert "The car warns of 1 tyre." in page
    assert "the car warns (code 2)" in page
    assert "–" in page


def test_pressures_are_old_after_a_week_not_after_a_night(cast: Cast) -> None:
    raw = dict.fromkeys(("flPressure", "frPressure", "rlPressure", "rrPressure"), 2500)
    builders.tell(cast.zoe, "pressure", clock.now() - timedelta(days=2), **raw)
    assert "wheels stale-figure" not in about(cast)
    from vehicles.models import TyrePressureSnapshot

    TyrePressureSnapshot.objects.all().delete()
    builders.tell(cast.zoe, "pressure", clock.now() - timedelta(days=8), **raw)
    assert "wheels stale-figure" in about(cast)


def test_doors_are_said_in_words(cast: Cast) -> None:
    now = clock.now()
    closed = dict.fromkeys(("doorStatusDriver", "doorStatusPassenger", "hatchStatus"), "closed")
    builders.tell(cast.zoe, "lock-status", now, lockStatus="locked", **closed)
    assert "Locked, all closed" in about(cast)
    builders.tell(
        cast.zoe,
        "lock-status",
        now + timedelta(minutes=1),
        **{**closed, "hatchStatus": "open"},
        lockStatus="unlocked",
    )
    assert "Unlocked, 1 open" in about(cast)


def test_a_vehicle_that_does_not_tell_says_so(cast: Cast) -> None:
    Vehicle.objects.filter(pk=cast.zoe.pk).update(model_code="XJB1SU", energy="fuel")
    page = about(cast)
    assert "does not tell the pressure of its tyres" in page
    VehicleEndpoint.objects.create(vehicle=cast.zoe, endpoint="contracts", state=EndpointState.NOT_AVAILABLE)
    assert "does not tell the contracts" in about(cast)
    assert "Usable capacity" not in about(cast)


def test_contracts_say_until_when_and_what_is_over_is_folded(cast: Cast) -> None:
    today = clock.now().astimezone(cast.zoe.zone).date()
    rows = [
        {"type": "WARRANTY", "code": "CorrosionWarranty", "endDate": str(today + timedelta(days=91))},
        {"type": "CONNECTED_SERVICES", "description": "<b>Services</b>", "endDate": str(today)},
        {"type": "WARRANTY", "code": "PaintingWarranty", "endDate": str(today - timedelta(days=800))},
    ]
    told(cast.zoe, "contracts", {"contractList": rows})
    page = about(cast)
    assert "Ends in 3 months, on" in page
    assert "Ends today" in page
    assert escape("<b>Services</b>") in page
    running, over = page.split("Over or not active: 1")
    assert "Warranty on the paint" in over
    assert "Warranty on the paint" not in running
    assert "2 years ago" in over


def test_the_picture_is_served_by_us_with_its_own_type(cast: Cast) -> None:
    content = png(40, 20)
    VehiclePicture.objects.create(
        vehicle=cast.zoe, content=content, content_type="image/png", width=40, height=20, digest="d" * 64
    )
    address = reverse("vehicle-picture", args=[cast.zoe.pk])
    assert f'src="{address}?v={"d" * 12}"' in about(cast)
    client = cast.client(cast.viewer)
    response = client.get(address)
    assert response.content == content
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, max-age=86400"
    assert "default-src 'self'" in response["Content-Security-Policy"]
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def test_what_is_no_raster_picture_is_never_served(cast: Cast) -> None:
    address = reverse("vehicle-picture", args=[cast.zoe.pk])
    assert cast.client(cast.viewer).get(address).status_code == 404
    picture = VehiclePicture.objects.create(vehicle=cast.zoe, error="Renault has no picture of this vehicle.")
    assert cast.client(cast.viewer).get(address).status_code == 404
    assert "Renault has no picture of this vehicle." in about(cast)
    picture.content, picture.content_type, picture.digest = b"<svg/>", "image/svg+xml", "e" * 64
    picture.save()
    assert cast.client(cast.viewer).get(address).status_code == 404


def test_the_page_asks_as_many_questions_of_a_long_past_as_of_a_short_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for day in range(30):
        builders.tell(cast.zoe, "pressure", clock.now() - timedelta(days=day), flPressure=2400 + day)
    client, address = cast.client(cast.viewer), reverse("vehicle-about", args=[cast.zoe.pk])
    client.get(address)  # the first page of an hour notes the session
    with django_assert_max_num_queries(14):
        client.get(address)


SETTINGS = {"name": "Zoé", "order": 1, "time_zone": ""}


@pytest.fixture
def summed_up(cast: Cast) -> None:
    noon = clock.now().replace(hour=12)
    for days in (3, 0):
        builders.tell(cast.zoe, "cockpit", noon - timedelta(days=days), totalMileage=1000 - days)
    SummaryDue.objects.all().delete()


@pytest.mark.usefixtures("summed_up")
@pytest.mark.parametrize(
    ("changed", "due"),
    [
        ({}, 0),
        ({"name": "Another"}, 0),
        ({"time_zone": "Asia/Tokyo"}, 6),
        ({"usable_capacity_kwh": "51.5"}, 6),
    ],
)
def test_another_clock_or_capacity_has_all_days_summed_up_anew(
    cast: Cast, changed: dict[str, str], due: int
) -> None:
    client = cast.client(cast.owner)
    response = client.post(reverse("vehicle-settings", args=[cast.zoe.pk]), {**SETTINGS, **changed})
    assert response["Location"] == reverse("vehicle-about", args=[cast.zoe.pk])
    assert SummaryDue.objects.count() == due
    client.post(reverse("vehicle-settings", args=[cast.zoe.pk]), {**SETTINGS, **changed})
    assert SummaryDue.objects.count() == due


def test_settings_write_nothing_but_themselves(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A poll that runs while the form is sent must not lose what it has written."""
    from vehicles.services import vehicles

    def poll_meanwhile(vehicle: Vehicle, settings: Any, by: User) -> Any:
        Vehicle.objects.filter(pk=vehicle.pk).update(privacy_since=clock.now())
        return change(vehicle, settings, by)

    change = vehicles.change_settings
    monkeypatch.setattr(vehicles, "change_settings", poll_meanwhile)
    form = {**SETTINGS, "hidden": "on", "sold": "on"}
    cast.client(cast.owner).post(reverse("vehicle-settings", args=[cast.zoe.pk]), form)
    cast.zoe.refresh_from_db()
    assert cast.zoe.privacy_since is not None
    assert (cast.zoe.hidden, cast.zoe.status) == (True, VehicleStatus.SOLD)


@pytest.mark.parametrize("odd", ["0", "-3", "5200", "nan", "inf", "a lot"])
def test_a_capacity_that_cannot_be_is_refused_beside_its_field(cast: Cast, odd: str) -> None:
    form = {**SETTINGS, "name": "Kept as typed", "usable_capacity_kwh": odd}
    response = cast.client(cast.owner).post(reverse("vehicle-settings", args=[cast.zoe.pk]), form)
    assert response.status_code == 200
    page = response.content.decode()
    assert 'class="errors"' in page
    assert "Kept as typed" in page
    assert "Write a number from 1 to 250" in page
    assert "id_usable_capacity_kwh_error" in page
    cast.zoe.refresh_from_db()
    assert cast.zoe.usable_capacity_kwh is None


def test_the_capacity_says_where_it_comes_from(cast: Cast) -> None:
    assert "the maker&#x27;s figure for this model" in about(cast)
    Vehicle.objects.filter(pk=cast.zoe.pk).update(model_code="R5E1VE")  # sold with two batteries
    assert "Nobody has set it" in about(cast)
    of_charges = {"capacity_kwh": 50.9, "capacity_low_kwh": 49.5, "capacity_high_kwh": 52.1}
    Archive.objects.create(vehicle=cast.zoe, **of_charges, capacity_charges=14)
    page = about(cast)
    assert "estimated from its charges" in page
    assert "By 14 charges: 50.9\u202fkWh, half of them 49.5 to 52.1." in page
    Vehicle.objects.filter(pk=cast.zoe.pk).update(usable_capacity_kwh=51.5)
    page = about(cast)
    assert "51.5\u202fkWh" in page
    assert "set by an owner" in page


def test_a_fuel_car_has_no_battery_to_set(cast: Cast) -> None:
    Vehicle.objects.filter(pk=cast.zoe.pk).update(energy="fuel")
    page = cast.client(cast.owner).get(reverse("vehicle-settings", args=[cast.zoe.pk])).content.decode()
    assert "Usable battery capacity" not in page


def test_only_owners_are_led_to_the_settings(cast: Cast) -> None:
    link = f'href="{reverse("vehicle-settings", args=[cast.zoe.pk])}"'
    assert link in about(cast, cast.owner)
    assert link not in about(cast, cast.driver)
