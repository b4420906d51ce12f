"""Whatever Renault sends, the rules that read it make something of it, or nothing, and never break."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from vehicles.renault_api import READS, RenaultException, gigya
from vehicles.renault_api.kamereon.schedules import DAYS
from vehicles.renault_api.transport import Reply
from vehicles.rules import charge_records, contracts, departures, readings, told, wire_schedules
from vehicles.rules.schedules import PlanKind

hypothesis = pytest.importorskip("hypothesis")
from tests.renault_api import anything  # noqa: E402
from tests.renault_api.test_fuzz import often, whatever  # noqa: E402

st = hypothesis.strategies
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize("endpoint", sorted(readings.CONCERNS))
def test_every_answer_becomes_a_reading_or_none(endpoint: str) -> None:
    kind = READS[endpoint][1]

    @often
    @hypothesis.given(anything.objects(sorted(kind.__dataclass_fields__)), st.booleans(), st.booleans())
    def take(raw: dict[str, Any], watts: bool, fuel: bool) -> None:
        traits = readings.Traits(power_in_watts=watts, burns_fuel=fuel)
        reading = readings.read(endpoint, kind.from_raw(raw), traits, NOON)
        if reading is not None:
            assert reading.reported_at is None or reading.reported_at.microsecond == 0
            assert any(value not in (None, "") for value in reading.columns.values())

    take()


ROWS = [
    {
        "chargeStartDate": "2026-03-09T22:10:00Z",
        "chargeEndDate": "2026-03-10T01:30:00Z",
        "chargeDuration": 200,
        "chargeEnergyRecovered": 23.5,
        "chargeStartBatteryLevel": 31,
        "chargeEndBatteryLevel": 80,
        "chargeBatteryLevelRecovered": 49,
        "chargeStartInstantaneousPower": 7.2,
        "chargeEndStatus": "ok",
    },
    {"day": "20260309", "totalChargesNumber": 2, "totalChargesDuration": 200, "totalChargesErrors": 0},
    {"month": "202603", "totalChargesNumber": 12, "totalChargesDuration": 2000, "totalChargesErrors": 1},
    {"hvacSessionRequestDate": "2026-03-09T07:10:00Z", "hvacSessionEndStatus": "error"},
]


@often
@hypothesis.given(anything.spoilt(ROWS) | whatever)
def test_every_row_of_a_list_becomes_a_record_a_count_or_none(raw: Any) -> None:
    charge_records.claims(record for record in [charge_records.read(raw)] if record is not None)
    told.read(raw)
    told.read_time(raw)


WEEK = {name: {"startTime": "T23:30Z", "readyAtTime": "T06:45Z", "duration": 420} for name in DAYS}
CALENDAR = {name: [{"activationState": True, "startTime": "2330", "duration": 420}] for name in DAYS}
PLANS = [
    {"mode": "scheduled", "schedules": [{"id": 1, "activated": True, **WEEK}, {"id": 2, "activated": False}]},
    {"calendar": CALENDAR},
]


@often
@hypothesis.given(anything.spoilt(PLANS), st.sampled_from(list(PlanKind)))
def test_every_plan_is_read_or_called_unreadable(raw: Any, kind: PlanKind) -> None:
    with contextlib.suppress(wire_schedules.UnreadablePlan):
        wire_schedules.plan_from_wire(kind, raw if isinstance(raw, dict) else {"schedules": raw}, 60)


DEPARTURE = {
    "programDepartureTime": "07:30",
    "programType": "PRECONDITIONING",
    "programActivationStatus": True,
    **{f"programActivation{name.capitalize()}": True for name in DAYS},
}


@often
@hypothesis.given(anything.spoilt([{"programs": [DEPARTURE, DEPARTURE]}]))
def test_every_list_of_departures_is_read_or_called_unreadable(raw: Any) -> None:
    settings = raw if isinstance(raw, dict) else {"programs": raw}
    with contextlib.suppress(wire_schedules.UnreadablePlan):
        read = departures.departures_from_wire(settings)
        departures.settings_to_wire(settings, read)


CONTRACT = {
    "type": "WARRANTY",
    "code": "40",
    "description": "Warranty",
    "startDate": "2024-03-10",
    "endDate": "2027-03-09",
    "status": "ACTIVE",
    "statusLabel": "Active",
    "conditions": [{"unlimitedMileage": False, "maximumMileage": 100000, "mileageUnit": "km"}],
}


@often
@hypothesis.given(anything.spoilt([CONTRACT]), anything.spoilt([CONTRACT]))
def test_all_contracts_are_read(first: Any, second: Any) -> None:
    rows = [row for row in (first, second) if isinstance(row, dict)]
    assert len(contracts.read(rows, NOON.date())) == len(rows)


@often
@hypothesis.given(
    anything.anything(["errorCode", "errorDetails", "regToken"]), st.sampled_from([200, 403, 500])
)
def test_every_answer_of_gigya_is_an_object_or_our_failure(content: Any, status: int) -> None:
    with contextlib.suppress(RenaultException):
        assert isinstance(gigya._checked(Reply(status, json.dumps(content).encode(), {})), dict)
