"""Reading a car: paths, types, models that lack something, history ranges."""

import datetime
from collections.abc import Callable

import pytest

from vehicles.renault_api import (
    READS,
    EndpointNotAvailableError,
    InvalidInputError,
    KamereonResponse,
    RenaultSession,
    RenaultVehicle,
)
from vehicles.renault_api.kamereon import details as details_module
from vehicles.renault_api.kamereon.endpoints import DEFAULT, MODELS

from .played import ACCOUNT, VIN, PlayedRenault, data

KCA = f"/commerce/v1/accounts/{ACCOUNT}/kamereon/kca/car-adapter"
KCM = f"/commerce/v1/accounts/{ACCOUNT}/kamereon/kcm/v1/vehicles/{VIN}"
UTC = datetime.UTC
PARIS = datetime.timezone(datetime.timedelta(hours=1))


def test_a_read_names_country_key_and_jwt(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("GET", "/cockpit", data({"totalMileage": 12345.6}))
    cockpit = zoe.get_cockpit()
    assert (cockpit.totalMileage, cockpit.raw_data) == (12345.6, {"totalMileage": 12345.6})
    sent = renault.sent[-1]
    assert sent.path == f"{KCA}/v1/cars/{VIN}/cockpit"
    assert sent.query == {"country": "FR"}
    assert sent.headers["apikey"] == "kamereon-key"
    assert sent.headers["Content-type"] == "application/vnd.api+json"


@pytest.mark.parametrize("endpoint", sorted(READS))
def test_every_read_can_be_gone_over_as_data(
    renault: PlayedRenault, vehicle_of: Callable[[str | None], RenaultVehicle], endpoint: str
):
    method, data_type = READS[endpoint]
    renault.on("GET", f"/{endpoint}", data({"unheard": 1}))
    answer = getattr(vehicle_of("X_NEW"), method)()
    assert type(answer) is data_type
    assert answer.raw_data == {"unheard": 1}


def test_what_the_table_says_is_absent_is_not_asked(
    renault: PlayedRenault, vehicle_of: Callable[[str | None], RenaultVehicle]
):
    getters = {endpoint: method for endpoint, (method, _) in READS.items()}
    refused = 0
    for code, model in MODELS.items():
        vehicle = vehicle_of(code)
        for endpoint in model.absent.split():
            assert not vehicle.supports_endpoint(endpoint)
            if endpoint in getters:
                with pytest.raises(EndpointNotAvailableError) as caught:
                    getattr(vehicle, getters[endpoint])()
                assert (caught.value.endpoint, caught.value.model_code) == (endpoint, code)
                refused += 1
    assert refused > 100
    assert renault.sent == []


@pytest.mark.parametrize(
    ("model_code", "ask"),
    [
        ("XJB1SU", lambda car, a, b: car.get_charge_history(a, b, "day")),
        ("XBG1VE", lambda car, a, b: car.get_hvac_history(a, b, "month")),
        ("XBG1VE", lambda car, a, b: car.get_hvac_sessions(a, b)),
        ("XHN1ML", lambda car, a, b: car.get_charges(a, b)),
    ],
)
def test_history_that_a_model_lacks_is_not_asked(
    renault: PlayedRenault,
    vehicle_of: Callable[[str | None], RenaultVehicle],
    model_code: str,
    ask: Callable[..., object],
):
    with pytest.raises(EndpointNotAvailableError):
        ask(vehicle_of(model_code), datetime.date(2026, 1, 1), datetime.date(2026, 1, 2))
    assert renault.sent == []


def test_an_unknown_model_is_asked_at_the_usual_place_and_told_once(
    renault: PlayedRenault,
    vehicle_of: Callable[[str | None], RenaultVehicle],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(details_module, "_told", set())
    renault.on("GET", "/pressure", data({"flPressure": 2400}))
    for _ in range(3):
        assert vehicle_of("X_NEW").get_tyre_pressure().flPressure == 2400
    assert len([r for r in caplog.records if "nothing known" in r.message]) == 1


def test_an_endpoint_that_nobody_knows_is_not_available(
    vehicle_of: Callable[[str | None], RenaultVehicle],
):
    with pytest.raises(EndpointNotAvailableError):
        vehicle_of(None).get_full_endpoint("teleport")


def test_the_usual_places_are_known():
    assert len(MODELS) == 25
    assert all("{vin}" in definition.endpoint for definition in DEFAULT.values())


@pytest.mark.parametrize(
    "start",
    [
        datetime.date(2026, 1, 31),
        datetime.datetime(2026, 1, 31, 23, 59),  # noqa: DTZ001 - without a zone on purpose
        datetime.datetime(2026, 1, 31, 23, 59, tzinfo=UTC),
        datetime.datetime(2026, 1, 31, 0, 30, tzinfo=PARIS),
    ],
)
def test_a_range_takes_dates_and_datetimes_of_any_kind(
    renault: PlayedRenault, zoe: RenaultVehicle, start: datetime.date
):
    renault.on("GET", "/charges", data({"charges": []}))
    zoe.get_charges(start, datetime.datetime(2026, 3, 1, tzinfo=UTC))
    assert renault.sent[-1].query == {"country": "FR", "start": "20260131", "end": "20260301"}


@pytest.mark.parametrize(("period", "start"), [("day", "00070102"), ("month", "000701")])
def test_a_period_says_how_dates_are_written(
    renault: PlayedRenault, zoe: RenaultVehicle, period: str, start: str
):
    renault.on("GET", "/charge-history", data({"chargeSummaries": [{"day": "20260101"}]}))
    history = zoe.get_charge_history(datetime.date(7, 1, 2), datetime.date(2026, 1, 1), period)
    assert history.raw_data == {"chargeSummaries": [{"day": "20260101"}]}
    assert (renault.sent[-1].query["type"], renault.sent[-1].query["start"]) == (period, start)


@pytest.mark.parametrize(
    ("start", "end", "period"),
    [
        (datetime.date(2026, 1, 2), datetime.date(2026, 1, 1), "day"),
        ("20260101", datetime.date(2026, 1, 1), "day"),
        (datetime.date(2026, 1, 1), None, "day"),
        (datetime.date(2026, 1, 1), datetime.date(2026, 1, 2), "year"),
    ],
)
def test_a_range_that_makes_no_sense_is_not_sent(
    renault: PlayedRenault, zoe: RenaultVehicle, start: object, end: object, period: str
):
    with pytest.raises(InvalidInputError):
        zoe.get_charge_history(start, end, period)
    assert renault.sent == []


def test_the_programs_of_newer_cars_come_as_received(
    renault: PlayedRenault, vehicle_of: Callable[[str | None], RenaultVehicle]
):
    programs = {"programs": [{"programActivationStatus": True}], "chargeModeRq": "SCHEDULED"}
    renault.on("GET", "/ev/settings", programs)
    assert vehicle_of("R5E1VE").get_charge_schedule() == programs
    assert renault.sent[-1].path == f"{KCM}/ev/settings"


def test_bare_objects_are_read_like_wrapped_ones(
    renault: PlayedRenault, vehicle_of: Callable[[str | None], RenaultVehicle]
):
    renault.on("GET", "/ev/soc-levels", {"socMin": 20, "socTarget": 80})
    levels = vehicle_of("R5E1VE").get_battery_soc()
    assert (levels.socMin, levels.socTarget) == (20, 80)


def test_an_answer_without_attributes_is_empty(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("GET", "/hvac-status", {"data": {"type": "Car", "id": VIN}})
    assert zoe.get_hvac_status().raw_data == {}


def test_details_adapter_and_contracts_are_asked_once(renault: PlayedRenault, session: RenaultSession):
    renault.on("GET", "/details", {"vin": VIN, "model": {"code": "X101VE", "label": "ZOE"}})
    renault.on("GET", f"/cars/{VIN}", data({"carGateway": "GDC", "svtFlag": False}))
    renault.on("GET", "/contracts", [{"code": "ZE", "durationMonths": 36}, {"code": "MM"}])
    car = RenaultVehicle(ACCOUNT, VIN, session=session)
    for _ in range(2):
        assert car.get_details().get_model_label() == "ZOE"
        assert car.get_car_adapter().reports_charging_power_in_watts()
        assert [contract.code for contract in car.get_contracts()] == ["ZE", "MM"]
    assert len([s for s in renault.sent if s.method == "GET"]) == 3
    assert renault.sent_to("/contracts")[0].query == {
        "country": "FR",
        "locale": "fr_FR",
        "brand": "RENAULT",
        "connectedServicesContracts": "true",
        "warranty": "true",
        "warrantyMaintenanceContracts": "true",
    }


def test_any_path_can_be_read_with_account_and_vin_filled_in(renault: PlayedRenault, zoe: RenaultVehicle):
    renault.on("GET", "/alerts", [{"code": 1}])
    answer = zoe.http_get("/commerce/v1/accounts/{account_id}/kamereon/vehicles/{vin}/alerts?since=1")
    assert type(answer) is KamereonResponse
    assert answer.raw_data == {"data": [{"code": 1}]}
    assert renault.sent[-1].query == {"since": "1", "country": "FR"}


@pytest.mark.parametrize("path", ["@evil.example.org/", "//evil.example.org/x", "x"])
def test_a_path_cannot_name_another_host(renault: PlayedRenault, session: RenaultSession, path: str):
    with pytest.raises(Exception, match=r"notFound"):
        session.http_request("GET", path)
    assert renault.sent[-1].method == "GET"


def test_a_strange_vin_cannot_leave_its_place_in_the_path(renault: PlayedRenault, session: RenaultSession):
    with pytest.raises(Exception, match=r"notFound"):
        session.get_vehicle_details(ACCOUNT, "../../persons/x?y=")
    assert (
        renault.sent[-1].path
        == f"/commerce/v1/accounts/{ACCOUNT}/vehicles/..%2F..%2Fpersons%2Fx%3Fy%3D/details"
    )


@pytest.mark.parametrize(
    ("endpoint", "adapter", "path"),
    [
        ("", "kca", f"{KCA}/v2/cars/{VIN}"),
        ("battery-status", "kca", f"{KCA}/v2/cars/{VIN}/battery-status"),
        ("cockpit", "kca", f"{KCA}/v1/cars/{VIN}/cockpit"),
        ("ev/settings", "kcm", f"{KCM}/ev/settings"),
    ],
)
def test_a_session_reads_at_the_usual_place(
    renault: PlayedRenault, session: RenaultSession, endpoint: str, adapter: str, path: str
):
    renault.on("GET", path, data({"x": 1}))
    answer = session.get_vehicle_data(ACCOUNT, VIN, endpoint, {"a": "b"}, adapter_type=adapter)
    assert answer.data is not None
    assert answer.data.attributes == {"x": 1}
    assert renault.sent[-1].query == {"country": "FR", "a": "b"}


def test_a_session_knows_two_adapters(session: RenaultSession):
    with pytest.raises(InvalidInputError):
        session.get_vehicle_data(ACCOUNT, VIN, "cockpit", adapter_type="kcx")
