"""Recorded answers of real cars, linked and polled through the pages, show what was recorded."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from vehicles import gateway
from vehicles.models import LocationSnapshot, User, Vehicle
from vehicles.services.storing import TABLES

from . import steps
from .chromium import Page, expect
from .look import LOOKS
from .worker import Worker

ROOT = Path(__file__).parents[2]
RECORDINGS = Path(os.environ.get("RECORDINGS") or ROOT.parent / "shared" / "recordings")
THIN = "\u202f"
PLUG_WORDS = {0: "Not plugged in", 1: "Plugged in"}
CHARGING = 1.0

pytestmark = pytest.mark.skipif(
    not (RECORDINGS / "cars.json").is_file(),
    reason=f"No recordings at {RECORDINGS}; RECORDINGS names another folder.",
)


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The played servers as they are really started, replaying the recordings; gives their address."""
    command = [
        sys.executable,
        "manage.py",
        "simulate_renault",
        "--port",
        "0",
        "--recordings",
        str(RECORDINGS),
    ]
    gateway.forget_jwts()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        for server in ("GIGYA", "KAMEREON"):
            monkeypatch.setenv(f"RENAULT_{server}_ROOT_URL", url)
            monkeypatch.setenv(f"RENAULT_{server}_API_KEY", "simulator")
        yield url
        process.terminate()


def _cars() -> dict[str, Any]:
    return dict(json.loads((RECORDINGS / "cars.json").read_text("utf-8"))["cars"])


def _recorded(car: dict[str, Any], endpoint: str) -> dict[str, Any]:
    """Return the attributes that were recorded for an endpoint of a car, none where there is no record."""
    name = car["answers"].get(endpoint)
    if name is None:
        return {}
    return dict(json.loads((RECORDINGS / "kamereon" / name).read_text("utf-8"))["data"]["attributes"])


def _expected(car: dict[str, Any]) -> dict[str, str]:
    """Return what a garage card must say of a car, by figure, worked out from the files alone."""
    battery, cockpit = _recorded(car, "battery-status"), _recorded(car, "cockpit")
    figures = {"Mileage": f"{round(cockpit['totalMileage']):,}{THIN}km"}
    if battery:
        figures["headline"] = f"{battery['batteryLevel']}"
        figures["Range"] = f"{battery['batteryAutonomy']}{THIN}km"
        charging = battery["chargingStatus"] == CHARGING
        # The records are years old: what charged then is not said to charge now.
        figures["state"] = "Was charging" if charging else PLUG_WORDS[battery["plugStatus"]]
    else:
        figures["headline"] = f"{round(cockpit['fuelQuantity'])}"
        figures["state"] = f"About {round(cockpit['fuelAutonomy'])}{THIN}km left"
    hvac = _recorded(car, "hvac-status")
    for name, label in (("externalTemperature", "Outside"), ("internalTemperature", "Cabin")):
        if hvac.get(name) is not None:
            figures[label] = f"{round(hvac[name])}{THIN}°C"
    return figures


def _link(page: Page, key: str, worker: Worker) -> Vehicle:
    steps.begin_link(page, f"{key}@example.com", "any password")
    expect(page.get_by_role("checkbox")).to_have_count(1)
    page.get_by_role("button", name="Save and read them").click()
    expect(page.get_by_role("heading", name="First look at your vehicles")).to_be_visible()
    worker.finish()
    return Vehicle.objects.get(account__login__email=f"{key}@example.com")


def _look_now(page: Page, vehicle: Vehicle, worker: Worker) -> None:
    page.goto(f"/vehicles/{vehicle.pk}/")
    page.get_by_role("button", name="Look now").click()
    expect(page.get_by_text("Asking Renault now.")).to_be_visible()
    worker.finish()


def _snapshots() -> dict[str, int]:
    return {endpoint: table.objects.count() for endpoint, table in TABLES.items()}


@pytest.fixture
def page(look_at: Callable[..., Page], site: Any) -> Page:
    owner: User = builders.member(builders.household())
    return look_at(LOOKS[-1], owner)


def test_the_recorded_cars_show_their_figures_and_a_second_poll_adds_nothing(
    page: Page, simulator: str, worker: Worker
) -> None:
    vehicles = {key: _link(page, key, worker) for key in _cars()}
    page.goto("/")
    expect(page.get_by_role("article")).to_have_count(len(vehicles))
    for key, car in _cars().items():
        for figure, text in _expected(car).items():
            shown = page.locator(f"[data-figure='{vehicles[key].pk}-{figure}']")
            expect(shown, f"{figure} of {key}").to_have_text(text)
        if minutes := _recorded(car, "battery-status").get("chargingRemainingTime"):
            length = f"{minutes // 60} h {minutes % 60} min"
            expect(page.locator(f"#vehicle-{vehicles[key].pk}")).to_contain_text(length)
    before = _snapshots()
    assert before["cockpit"] == len(vehicles)
    calls = Vehicle.objects.filter(endpoints__tried_at__isnull=False).count()
    assert calls > len(vehicles)

    for vehicle in vehicles.values():
        _look_now(page, vehicle, worker)
    assert _snapshots() == before


def test_a_recorded_position_shows_only_after_an_owner_turns_positions_on(
    page: Page, simulator: str, worker: Worker
) -> None:
    vehicle = _link(page, "zoe-50", worker)
    place = _recorded(_cars()["zoe-50"], "location")
    position = f"{place['gpsLatitude']:.4f}, {place['gpsLongitude']:.4f}"
    _look_now(page, vehicle, worker)
    page.goto("/")
    expect(page.get_by_role("article")).not_to_contain_text(position)
    assert not LocationSnapshot.objects.exists()

    page.goto(f"/vehicles/{vehicle.pk}/settings/")
    page.get_by_label("Keep positions").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    _look_now(page, vehicle, worker)
    page.goto("/")
    expect(page.get_by_role("article")).to_contain_text(position)
