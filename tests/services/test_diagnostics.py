"""What a car last answered goes out masked, and is replayed by the simulator as it was."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from vehicles import clock, gateway
from vehicles.models import BatterySnapshot, CockpitSnapshot, RenaultLogin, Vehicle, VehicleEndpoint
from vehicles.services import diagnostics, papers, polling
from vehicles.simulator import RecordedGarage, Server, Simulator

pytestmark = pytest.mark.django_db
FIGURES = {
    BatterySnapshot: ("state_of_charge", "range_km", "plug_state", "charge_state", "reported_at"),
    CockpitSnapshot: ("mileage_km",),
}


def figures_of(vehicle: Vehicle) -> dict[str, Any]:
    """Return the newest figures of a vehicle."""
    return {
        name: table.objects.filter(vehicle=vehicle).order_by("-reported_at").values_list(name, flat=True)[0]
        for table, names in FIGURES.items()
        for name in names
    }


def answered(vehicle: Vehicle) -> set[str]:
    """Return the endpoints that worked, and of which the answer may be kept."""
    rows = VehicleEndpoint.objects.filter(vehicle=vehicle, state="works").exclude(raw=None)
    return set(rows.values_list("endpoint", flat=True))


def poll(login: RenaultLogin) -> None:
    for vehicle in Vehicle.objects.filter(account__login=login):
        papers.fetch(vehicle.pk)
    Vehicle.objects.update(due_at=clock.now())
    polling.poll_login(login.pk)


@pytest.fixture
def polled(simulator: Any) -> Vehicle:
    home = builders.household()
    login = builders.linked(home, builders.member(home))
    Vehicle.objects.update(positions_on=True)
    poll(login)
    told = BatterySnapshot.objects.filter(has_car_time=True).order_by("vehicle")
    return Vehicle.objects.select_related("account__login", "household").get(pk=told[0].vehicle_id)


def unpacked(vehicle: Vehicle, into: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(diagnostics.recorded(vehicle))) as archive:
        archive.extractall(into)
    return into


def test_a_download_replays_as_the_same_car(
    polled: Vehicle, simulator: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpacked(polled, tmp_path / "recordings")
    before = figures_of(polled)
    assert before["state_of_charge"] is not None
    with Server(Simulator(RecordedGarage(folder)), 0) as replayed:
        for name in ("GIGYA", "KAMEREON"):
            monkeypatch.setenv(f"RENAULT_{name}_ROOT_URL", replayed.url)
        gateway.forget_jwts()
        elsewhere = builders.household("Elsewhere")
        login = builders.linked(elsewhere, builders.member(elsewhere), "car@example.com")
        poll(login)
    again = Vehicle.objects.get(household=elsewhere)
    assert figures_of(again) == before
    assert (again.model_code, again.brand, again.energy) == (polled.model_code, polled.brand, polled.energy)
    assert answered(again) == answered(polled) > {"battery-status", "cockpit", "details", "contracts"}


def test_nobody_is_told_from_it(polled: Vehicle, tmp_path: Path) -> None:
    assert polled.account is not None
    folder = unpacked(polled, tmp_path)
    text = "".join(path.read_text() for path in folder.rglob("*.json"))
    assert "batteryLevel" in text
    assert polled.registration_number
    login = polled.account.login
    for private in (
        polled.vin,
        polled.registration_number,
        polled.account.account_id,
        login.email,
        login.person_id,
        "gpsLatitude",
        polled.household.name,
    ):
        assert private not in text


def test_it_tells_with_what_it_was_made_and_how_each_endpoint_fares(polled: Vehicle, tmp_path: Path) -> None:
    VehicleEndpoint.objects.filter(vehicle=polled, endpoint="cockpit").update(
        state="failing", error="InvalidUpstreamException"
    )
    about = json.loads((unpacked(polled, tmp_path) / "about.json").read_text())
    assert about["model"] == polled.model_code
    assert about["endpoints"]["cockpit"]["error"] == "InvalidUpstreamException"
    assert about["endpoints"]["battery-status"]["state"] == "works"


def test_a_car_that_never_answered_has_a_download_too(tmp_path: Path) -> None:
    vehicle = builders.vehicle(builders.household())
    assert RecordedGarage(unpacked(vehicle, tmp_path)).cars()[0]["endpoints"] == ""
