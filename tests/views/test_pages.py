"""What the garage and the vehicle page say."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.builders import tell
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import (
    BatterySnapshot,
    EndpointState,
    LoginState,
    RenaultLogin,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from vehicles.views.cards import VehicleCard, cards_of


def told_now(vehicle: Vehicle, minutes_ago: int = 3, **raw: Any) -> None:
    now = clock.now()
    at = now - timedelta(minutes=minutes_ago)
    tell(vehicle, "battery-status", now, timestamp=at.isoformat(), **raw)


def card(vehicle: Vehicle) -> VehicleCard:
    fresh = Vehicle.objects.select_related("household", "account__login").get(pk=vehicle.pk)
    return cards_of([fresh], clock.now())[0]


def fact(of: VehicleCard, label: str) -> Any:
    return next(each for each in of.facts if each.label == label)


@pytest.mark.django_db
def test_a_charging_car_says_so_with_power_and_time_left() -> None:
    zoe = builders.vehicle(builders.household(), power_in_watts=True)
    told_now(
        zoe,
        batteryLevel=64,
        batteryAutonomy=212,
        plugStatus=1,
        chargingStatus=1.0,
        chargingInstantaneousPower=7200,
        chargingRemainingTime=145,
    )
    shown = card(zoe)
    assert (shown.headline.value, shown.headline.unit) == ("64", "%")
    assert shown.state.text == "Charging, 7.2\u202fkW"
    assert shown.state.detail == "done in about 2\u202fh 25\u202fmin"
    assert shown.state.tone == "charging"
    assert shown.age.text == "3 min ago"
    assert fact(shown, "Range").text == "212\u202fkm"


@pytest.mark.django_db
def test_a_parked_car_says_since_when_it_is_unplugged() -> None:
    zoe = builders.vehicle(builders.household(time_zone="UTC"))
    now = clock.now()
    for hours_ago, plugged in ((80, 0), (75, 1), (50, 0), (26, 0), (1, 0)):
        told_now(zoe, minutes_ago=60 * hours_ago, batteryLevel=50, plugStatus=plugged, chargingStatus=0.0)
    since = now - timedelta(hours=50)
    assert card(zoe).state.text == "Not plugged in"
    assert card(zoe).state.detail.startswith("since ")
    assert card(zoe).state.detail.endswith(f"{since:%H:%M}")


@pytest.mark.django_db
def test_power_that_a_car_would_accept_is_not_shown_as_what_flows() -> None:
    five = builders.vehicle(builders.household())
    told_now(five, batteryLevel=64, plugStatus=1, chargingStatus=1.0, chargingInstantaneousPower=100)
    assert card(five).state.text == "Charging"


@pytest.mark.django_db
def test_a_figure_that_was_never_told_is_a_dash_with_a_reason() -> None:
    zoe = builders.vehicle(builders.household())
    shown = card(zoe)
    assert (shown.headline.value, shown.headline.known) == ("–", False)
    assert shown.headline.reason == "Not asked yet."
    told_now(zoe, batteryLevel=50)
    assert fact(card(zoe), "Range").reason == "Renault did not tell it when it was last asked."


@pytest.mark.django_db
def test_a_figure_whose_endpoint_a_car_does_not_have_says_that_of_the_car() -> None:
    zoe = builders.vehicle(builders.household())
    told_now(zoe, batteryLevel=50)
    VehicleEndpoint.objects.create(
        vehicle=zoe, endpoint="cockpit", state=EndpointState.NOT_AVAILABLE, tried_at=clock.now()
    )
    assert fact(card(zoe), "Mileage").reason == "This vehicle does not tell it."


@pytest.mark.django_db
def test_a_report_of_charging_does_not_hold_for_ever() -> None:
    zoe = builders.vehicle(builders.household(), power_in_watts=True)
    told_now(
        zoe,
        minutes_ago=90,
        batteryLevel=64,
        plugStatus=1,
        chargingStatus=1.0,
        chargingInstantaneousPower=7200,
    )
    shown = card(zoe)
    assert (shown.state.text, shown.state.tone) == ("Was charging", "plugged")
    assert shown.state.detail == "when last heard of"


@pytest.mark.django_db
def test_an_older_zoe_that_has_charged_is_not_shown_as_faulty() -> None:
    old = builders.vehicle(builders.household(), power_in_watts=True)
    told_now(old, batteryLevel=100, plugStatus=1, chargingStatus=-1.0)
    assert (card(old).state.text, card(old).state.tone) == ("Plugged in", "plugged")
    newer = builders.vehicle(old.household, "Newer")
    told_now(newer, batteryLevel=100, plugStatus=1, chargingStatus=-1.0)
    assert card(newer).state.tone == "failed"


@pytest.mark.django_db
def test_a_figure_without_the_cars_time_says_when_it_was_read() -> None:
    zoe = builders.vehicle(builders.household())
    tell(zoe, "cockpit", clock.now() - timedelta(minutes=5), totalMileage=100)
    assert fact(card(zoe), "Mileage").age.text == "read 5 min ago"


@pytest.mark.django_db
def test_an_old_figure_is_stale_and_a_sleeping_car_is_said_to_sleep() -> None:
    zoe = builders.vehicle(builders.household())
    told_now(zoe, minutes_ago=9 * 60, batteryLevel=50)
    shown = card(zoe)
    assert shown.age.text == "9 h ago, asleep"
    assert shown.age.stale
    assert shown.headline.stale


@pytest.mark.django_db
def test_a_petrol_car_shows_litres_and_no_bar() -> None:
    duster = builders.vehicle(builders.household(), energy="fuel", model_code="DU31SU")
    tell(duster, "cockpit", clock.now(), fuelQuantity=21.4, fuelAutonomy=390, totalMileage=61877)
    shown = card(duster)
    assert (shown.headline.value, shown.headline.unit, shown.bar) == ("21", "litres", None)
    assert shown.state.text == "About 390\u202fkm left"


@pytest.mark.django_db
def test_positions_show_only_while_they_are_on() -> None:
    zoe = builders.vehicle(builders.household(), positions_on=True)
    place = {"gpsLatitude": 48.1234567, "gpsLongitude": 11.1, "lastUpdateTime": clock.now().isoformat()}
    tell(zoe, "location", clock.now(), **place)
    assert fact(card(zoe), "Where").text == "48.1235, 11.1000"
    Vehicle.objects.update(positions_on=False)
    assert all(each.label != "Where" for each in card(zoe).facts)


@pytest.mark.django_db
def test_what_stands_in_the_way_is_said_on_the_card() -> None:
    home = builders.household()
    login = builders.login(home)
    zoe = builders.vehicle(home, through=login)
    RenaultLogin.objects.update(state=LoginState.NEEDS_SIGN_IN)
    assert "signs in to Renault again" in card(zoe).notices[0].text
    RenaultLogin.objects.update(state=LoginState.OK)
    Vehicle.objects.update(privacy_since=clock.now())
    assert "Privacy mode" in card(zoe).notices[0].text
    Vehicle.objects.update(status=VehicleStatus.UNLINKED)
    assert "Taken off" in card(zoe).notices[0].text


def test_the_garage_asks_the_database_as_often_for_ten_vehicles_as_for_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    client = cast.client(cast.viewer)
    client.get("/")

    def questions() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            assert client.get("/").status_code == 200
        return len(captured)

    told_now(cast.zoe, batteryLevel=50)
    one = questions()
    for number in range(9):
        told_now(builders.vehicle(cast.home, f"Car {number}", through=cast.login), batteryLevel=number)
    assert questions() == one
    assert one <= 22


def test_an_expired_login_shows_one_banner_with_the_way_out(cast: Cast) -> None:
    RenaultLogin.objects.update(state=LoginState.NEEDS_SIGN_IN)
    page = cast.client(cast.owner).get("/").content.decode()
    assert "Sign in to Renault again" in page
    assert reverse("login-sign-in", args=[cast.login.pk]) in page
    assert (
        reverse("login-sign-in", args=[cast.login.pk])
        not in cast.client(cast.viewer).get("/").content.decode()
    )


def test_a_hidden_and_a_sold_vehicle_leave_the_garage_and_keep_their_page(cast: Cast) -> None:
    client = cast.client(cast.owner)
    for change in ({"hidden": True}, {"hidden": False, "status": VehicleStatus.SOLD}):
        Vehicle.objects.filter(pk=cast.zoe.pk).update(**change)
        assert f'data-vehicle="{cast.zoe.pk}"' not in client.get("/").content.decode()
        assert client.get(reverse("vehicle", args=[cast.zoe.pk])).status_code == 200
        assert cast.zoe.name in client.get(reverse("household")).content.decode()


def test_cards_and_charts_carry_their_marks(cast: Cast) -> None:
    told_now(cast.zoe, batteryLevel=50)
    client = cast.client(cast.viewer)
    assert f'data-vehicle="{cast.zoe.pk}"' in client.get("/").content.decode()
    page = client.get(reverse("vehicle", args=[cast.zoe.pk]), {"range": "month"}).content.decode()
    address = reverse("chart-json", args=[cast.zoe.pk, "state_of_charge"])
    assert f'data-url="{address}?range=month"' in page


def test_the_table_beneath_the_chart_shows_the_same_numbers(cast: Cast) -> None:
    told_now(cast.zoe, batteryLevel=57, batteryAutonomy=188)
    page = cast.client(cast.viewer).get(reverse("vehicle", args=[cast.zoe.pk])).content.decode()
    assert "57\u202f%" in page
    assert "188\u202fkm" in page


def test_an_owner_renames_hides_and_turns_positions_on(cast: Cast) -> None:
    address = reverse("vehicle-settings", args=[cast.zoe.pk])
    client = cast.client(cast.owner)
    assert client.get(address).status_code == 200
    form = {"name": "The yellow one", "order": 2, "time_zone": "Europe/Berlin", "positions_on": "on"}
    assert client.post(address, form).status_code == 302
    cast.zoe.refresh_from_db()
    assert (cast.zoe.name, cast.zoe.positions_on, cast.zoe.zone.key) == (
        "The yellow one",
        True,
        "Europe/Berlin",
    )
    assert client.post(address, {**form, "sold": "on"}).status_code == 302
    cast.zoe.refresh_from_db()
    assert cast.zoe.status == VehicleStatus.SOLD
    refused = client.post(address, {**form, "name": ""})
    assert refused.status_code == 200
    assert "Europe/Berlin" in refused.content.decode()


def test_a_name_that_cannot_be_seen_is_refused(cast: Cast) -> None:
    form = {"name": "\u200b", "order": 1, "time_zone": ""}
    page = cast.client(cast.owner).post(reverse("vehicle-settings", args=[cast.zoe.pk]), form)
    assert "at least one letter or digit" in page.content.decode()


def test_the_garage_tells_no_next_look_while_nobody_is_signed_in_to_renault(cast: Cast) -> None:
    Vehicle.objects.update(due_at=clock.now() + timedelta(minutes=10))
    assert "next look in" in cast.client(cast.viewer).get("/").content.decode()
    RenaultLogin.objects.update(state=LoginState.NEEDS_SIGN_IN)
    assert "next look" not in cast.client(cast.viewer).get("/").content.decode()
    RenaultLogin.objects.update(state=LoginState.COOLING, cooling_until=clock.now() + timedelta(minutes=40))
    assert "next look in 39\u202fmin" in cast.client(cast.viewer).get("/").content.decode()


def test_look_now_answers_in_words(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    response = client.post(reverse("vehicle-look", args=[cast.zoe.pk]), follow=True)
    assert "Asking Renault now" in response.content.decode()
    fragment = client.post(reverse("vehicle-look", args=[cast.zoe.pk]), headers={"HX-Request": "true"})
    assert "Asking Renault now" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_pages_are_read_without_changing_a_row(cast: Cast) -> None:
    before = list(BatterySnapshot.objects.values()) + list(Vehicle.objects.values())
    client = cast.client(cast.owner)
    for name in ("garage", "household", "you", "login-link"):
        assert client.get(reverse(name)).status_code == 200
    assert list(BatterySnapshot.objects.values()) + list(Vehicle.objects.values()) == before


def test_somebody_without_a_household_finds_nothing_but_their_own_page(cast: Cast) -> None:
    from vehicles.models import User

    loner = User.objects.create_user("loner@example.com", "a long password")
    client: Client = cast.client(loner)
    garage = client.get("/")
    assert garage.status_code == 200
    assert "belong to no household" in garage.content.decode()
    assert client.get("/household/").status_code == 404
    assert client.get(reverse("you")).status_code == 200


def test_a_vehicle_with_a_number_of_four_digits_is_found_by_it(cast: Cast) -> None:
    vehicle = builders.vehicle(cast.home, "Late", pk=12345)
    page = cast.client(cast.viewer).get(reverse("garage")).content.decode()
    assert f'data-vehicle="{vehicle.pk}"' in page
    assert "12,345" not in page
