"""How many questions a page asks the database: a fixed number, whatever the household and its history."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from tests.builders import answer
from vehicles import clock
from vehicles.models import BatterySnapshot, CockpitSnapshot, Household, Vehicle
from vehicles.services.storing import store

pytestmark = pytest.mark.django_db


def add_vehicles(home: Household, number: int) -> list[Vehicle]:
    """Add vehicles that tell everything, plugged in since this morning."""
    login = home.logins.first() or builders.login(home)
    now = clock.now()
    added = []
    for _ in range(number):
        vehicle = builders.vehicle(home, through=login, positions_on=True)
        for hours, plugged in ((9, 0), (3, 1), (1, 1)):
            at = now - timedelta(hours=hours)
            told = {"timestamp": at.isoformat(), "batteryLevel": 50 + hours, "plugStatus": plugged}
            store(vehicle, [answer("battery-status", at, **told), answer("cockpit", at, totalMileage=hours)])
        store(
            vehicle,
            [
                answer("hvac-status", now, internalTemperature=19),
                answer("location", now, gpsLatitude=48, gpsLongitude=2),
                answer("lock-status", now, lockStatus="locked"),
                answer("pressure", now, flPressure=2400),
            ],
        )
        added.append(vehicle)
    return added


def add_past(vehicle: Vehicle, rows: int) -> None:
    start = clock.now() - timedelta(days=30)
    for table in (BatterySnapshot, CockpitSnapshot):
        table.objects.bulk_create(
            table(
                vehicle=vehicle,
                reported_at=start - timedelta(minutes=5 * number),
                has_car_time=True,
                first_fetched_at=start,
                last_fetched_at=start,
            )
            for number in range(rows)
        )


def questions(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_garage_asks_at_most_twelve_questions_for_ten_vehicles_whatever_their_history() -> None:
    home = builders.household()
    client = Client()
    client.force_login(builders.member(home))
    url = reverse("garage")
    add_vehicles(home, 1)
    of_one = questions(client, url)
    vehicles = add_vehicles(home, 9)
    assert questions(client, url) == of_one
    for vehicle in vehicles[:3]:
        add_past(vehicle, 4000)
    of_ten = questions(client, url)
    assert of_ten == of_one
    assert of_ten <= 12


def test_a_vehicles_page_asks_at_most_twenty_questions_whatever_its_history() -> None:
    home = builders.household()
    client = Client()
    client.force_login(builders.member(home))
    (vehicle,) = add_vehicles(home, 1)
    url = reverse("vehicle", args=[vehicle.pk])
    at_first = questions(client, url)
    add_past(vehicle, 4000)
    assert questions(client, url) == at_first
    assert at_first <= 20
