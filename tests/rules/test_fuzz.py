"""Whatever Renault sends, the rules that read it make something of it, or nothing, and never break."""

import contextlib
import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.renault_api.test_fuzz import anything
from vehicles.renault_api import READS, RenaultException, gigya
from vehicles.renault_api.transport import Reply
from vehicles.rules import charge_records, readings, told, wire_schedules
from vehicles.rules.schedules import PlanKind

hypothesis = pytest.importorskip("hypothesis")
st = hypothesis.strategies
pytestmark = pytest.mark.fuzz
CASES = int(os.environ.get("FUZZ_CASES", "0"))
quick = hypothesis.settings(max_examples=CASES or 15, deadline=None, derandomize=True, database=None)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize("endpoint", sorted(readings.CONCERNS))
def test_every_answer_becomes_a_reading_or_none(endpoint: str) -> None:
    kind = READS[endpoint][1]
    names = st.sampled_from(sorted(kind.__dataclass_fields__))
    times = st.datetimes().map(datetime.isoformat)
    values = anything | times | st.floats(-200, 1e7) | st.sampled_from(["on", "locked", 1, 0, -1, 1.0])

    @quick
    @hypothesis.given(st.dictionaries(names, values, max_size=12), st.booleans(), st.booleans())
    def take(raw: dict[str, Any], watts: bool, fuel: bool) -> None:
        traits = readings.Traits(power_in_watts=watts, burns_fuel=fuel)
        reading = readings.read(endpoint, kind.from_raw(raw), traits, NOON)
        if reading is not None:
            assert reading.reported_at is None or reading.reported_at.microsecond == 0
            assert any(value not in (None, "") for value in reading.columns.values())

    take()


ROW_NAMES = st.sampled_from(
    [
        "chargeStartDate",
        "chargeEndDate",
        "chargeDuration",
        "chargeEnergyRecovered",
        "chargeStartBatteryLevel",
        "chargeEndBatteryLevel",
        "totalChargesNumber",
        "totalChargesDuration",
        "totalChargesErrors",
        "day",
        "month",
    ]
)


@quick
@hypothesis.given(anything | st.dictionaries(ROW_NAMES, anything | st.datetimes().map(datetime.isoformat)))
def test_every_row_of_a_list_becomes_a_record_a_count_or_none(raw: Any) -> None:
    charge_records.claims(record for record in [charge_records.read(raw)] if record is not None)
    told.read(raw)
    told.read_time(raw)


PLAN_NAMES = st.sampled_from(
    ["id", "activated", "startTime", "duration", "readyAtTime", *wire_schedules.DAYS]
)


@quick
@hypothesis.given(
    st.dictionaries(
        st.sampled_from(["schedules", "calendar", "mode"]),
        anything | st.lists(st.dictionaries(PLAN_NAMES, anything | st.just({"startTime": "T23:30Z"}))),
    ),
    st.sampled_from(list(PlanKind)),
)
def test_every_plan_is_read_or_called_unreadable(raw: dict[str, Any], kind: PlanKind) -> None:
    with contextlib.suppress(wire_schedules.UnreadablePlan):
        wire_schedules.plan_from_wire(kind, raw, 60)


@quick
@hypothesis.given(
    anything | st.dictionaries(st.just("errorCode"), anything), st.sampled_from([200, 403, 500])
)
def test_every_answer_of_gigya_is_an_object_or_our_failure(content: Any, status: int) -> None:
    with contextlib.suppress(RenaultException):
        assert isinstance(gigya._checked(Reply(status, json.dumps(content).encode(), {})), dict)
