"""The worker is killed again and again, in the midst of whatever it does."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from tests.faults import oracle
from tests.faults.home import Home
from tests.faults.kills import Killer, printed
from vehicles.models import DailySummary, SummaryDue, Vehicle, VehicleEndpoint

WHOLE = os.environ.get("FAULTS_WHOLE") == "1"
KILLS, IN_TRANSACTION = (100, 30) if WHOLE else (6, 2)
SEED = int(os.environ.get("KILL_SEED", "20261128"))
AN_HOUR_A_SECOND = 3600

Measured = Callable[..., None]
Rows = dict[tuple[Any, ...], oracle.Values]


def rows() -> Rows:
    """Return every reading that is stored, by car, endpoint, time and correction."""
    return {
        (endpoint, row.vehicle_id, row.reported_at, row.correction): values(row)
        for endpoint, (table, _name, _read, values) in oracle.READ.items()
        for row in table.objects.all()
    }


class Seen:
    """What the database has once shown must stay as it was."""

    def __init__(self) -> None:
        self.rows: Rows = {}

    def look(self) -> None:
        now = rows()
        lost = {key: value for key, value in self.rows.items() if now.get(key) != value}
        assert lost == {}, "It was there, and is gone or another."
        self.rows = now


def assert_nothing_torn() -> None:
    """What one transaction writes is there whole: the note of an answer, its reading, its day."""
    stored = rows()
    for record in VehicleEndpoint.objects.filter(endpoint__in=oracle.READ).exclude(raw=None):
        values = oracle.READ[record.endpoint][2](record.raw)
        mine = {kept for key, kept in stored.items() if key[:2] == (record.endpoint, record.vehicle_id)}
        if any(value not in (None, "") for value in values):
            assert values in mine, f"{record.endpoint}: noted as answered, and its reading is not there"
    days = set(DailySummary.objects.values_list("vehicle_id", "on"))
    days |= set(SummaryDue.objects.values_list("vehicle_id", "on"))
    zones = {vehicle.pk: vehicle.zone for vehicle in Vehicle.objects.select_related("household")}
    told = {(key[1], key[2].astimezone(zones[key[1]]).date()) for key in stored}
    assert told <= days, "a reading whose day will never be summed up"


@pytest.mark.fault("killed_worker")
def test_a_worker_that_is_killed_again_and_again(
    home: Home, measured: Measured, capsys: pytest.CaptureFixture[str]
) -> None:
    home.live_faster(AN_HOUR_A_SECOND)
    seen = Seen()
    killer = Killer(home, SEED, seen.look)
    while len(killer.kills) < KILLS or sum(k.in_transaction for k in killer.kills) < IN_TRANSACTION:
        assert len(killer.kills) < 2 * KILLS, printed(killer.kills, SEED)
        kill = killer.kill_one(aimed=len(killer.kills) % 2 == 1)
        if WHOLE:
            with capsys.disabled():
                print(kill)  # noqa: T201 - the moments are for whoever reads along
        seen.look()
        assert_nothing_torn()
        oracle.assert_nothing_doubled(home.witness)
        home.pass_leases()
    killer.close()
    home.live_faster(1.000001)
    home.pass_time(hours=1)
    last = len(home.witness.log)
    measured(
        home.shows("Signed in", "household"),
        home.polls_to_recover(),
        printed(killer.kills, SEED),
    )
    seen.look()
    assert_nothing_torn()
    oracle.assert_nothing_doubled(home.witness)
    oracle.assert_kept(home.witness, last)
