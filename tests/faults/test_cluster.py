"""The worker as it runs at home: several of them, killed, hanging, told to stop, older than its database."""

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from tests.faults import oracle
from tests.faults.home import Home, eventually
from tests.faults.processes import Program
from vehicles import queue
from vehicles.models import BatterySnapshot, Heartbeat, RenaultCall

Measured = Callable[..., None]
TEN_MINUTES_A_SECOND = 600
CARS = ("VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003")
BACK_SECONDS = 300
FROM_THE_FUTURE = "9999_of_a_newer_version"
STOP_SECONDS = 30


@pytest.mark.fault("two_workers")
def test_two_workers_share_one_login(home: Home, measured: Measured) -> None:
    home.live_faster(TEN_MINUTES_A_SECOND)
    for name in ("one", "two"):
        folder = home.folder / name
        folder.mkdir()
        home.program("qcluster", "--skip-checks", log=folder / "log")
    end_at = time.monotonic() + 20
    while time.monotonic() < end_at:
        home.keep_busy(tasks=4)
        time.sleep(0.05)
    home.stop_programs()
    at = {
        vin: [told.at for told, of, asked in home.witness.answers() if (of, asked) == (vin, "battery-status")]
        for vin in CARS
    }
    assert all(len(times) > 4 for times in at.values()), at
    apart = [(later - earlier).total_seconds() for times in at.values() for earlier, later in pairwise(times)]
    assert min(apart) > 200, "one car was asked twice for one due time"
    assert home.witness.busiest_hour(home.login.email) <= 60
    assert home.witness.questions(home.login.email) <= RenaultCall.objects.count()
    home.live_faster(1.000001)
    home.pass_leases()
    home.pass_time(hours=1)
    measured(home.shows("Signed in", "household"), home.polls_to_recover())
    oracle.assert_nothing_doubled(home.witness)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def cluster_group(program: Program) -> list[int]:
    """Return the processes of the worker that this supervisor keeps, without the supervisor."""
    children = [int(pid.name) for pid in Path("/proc").glob("[0-9]*") if is_child(pid, program.process.pid)]
    return sorted(pid for child in children for pid in group_of(child))


def worker_of(program: Program) -> int:
    """Return the worker's process, which this supervisor keeps behind a guardian."""
    group = cluster_group(program)
    (worker,) = (pid for pid in group if parent_of(pid) in group)
    return worker


def is_child(folder: Path, parent: int) -> bool:
    try:
        return parent_of(int(folder.name)) == parent
    except OSError:
        return False  # it has ended meanwhile


def group_of(leader: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == leader:
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def beat_of_worker() -> object:
    return Heartbeat.last("worker")


def at_work(home: Home) -> Program:
    """Return a supervised worker that has asked every car and waits for the next time."""
    program = home.program("run", "--worker")
    eventually(beat_of_worker, "the worker beats", seconds=90)
    eventually(
        lambda: home.is_well() and BatterySnapshot.objects.count() >= 3, "the cars are read", seconds=60
    )
    eventually(lambda: not OrmQ.objects.exists(), "it has nothing to do", seconds=30)
    return program


def assert_back(home: Home, measured: Measured, since: float) -> None:
    """Wait until a worker asks the cars again, and write down how long it took since that moment."""
    before, last_beat = home.witness.questions(), beat_of_worker()
    home.make_due()
    eventually(lambda: home.witness.questions() > before, "it asks again", seconds=BACK_SECONDS, every=0.5)
    back_after = time.monotonic() - since
    eventually(lambda: beat_of_worker() != last_beat, "it beats again", seconds=60)
    eventually(home.is_well, "all is well")
    measured(home.shows("Signed in", "household"), 1, f"back after {back_after:.0f} s")
    oracle.assert_nothing_doubled(home.witness)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGKILL, marks=pytest.mark.fault("idle_worker_killed"), id="killed"),
        pytest.param(signal.SIGSTOP, marks=pytest.mark.fault("frozen_worker"), id="frozen"),
    ],
)
def test_the_worker_is_back_by_itself(home: Home, measured: Measured, number: signal.Signals) -> None:
    program = at_work(home)
    os.kill(worker_of(program), number)
    assert_back(home, measured, time.monotonic())


@pytest.mark.parametrize(
    ("task", "told"),
    [
        pytest.param(
            ("sys.exit",),
            "thread of the worker is dead",
            marks=pytest.mark.fault("dead_thread"),
            id="a thread dies",
        ),
        pytest.param(
            ("time.sleep", 3600),
            "60 s are over for time.sleep",
            marks=pytest.mark.fault("late_task"),
            id="a task hangs",
        ),
    ],
)
def test_a_worker_that_lacks_a_thread_ends_and_is_started_again(
    home: Home, measured: Measured, task: tuple[Any, ...], told: str
) -> None:
    program = at_work(home)
    before = worker_of(program)
    async_task(*task)
    told_at = eventually(lambda: told in program.log.read_text() and time.monotonic(), told, seconds=90)
    assert "starts again" in eventually(lambda: after(told, program), "the supervisor sees it end")
    assert not Path(f"/proc/{before}").exists()
    assert_back(home, measured, told_at)


def after(words: str, program: Program) -> str:
    """Return what the log says after these words of a process that has ended since."""
    said = program.log.read_text().partition(words)[2]
    return said if "exit code 1" in said else ""


@pytest.mark.parametrize(
    "to_group",
    [
        pytest.param(False, marks=pytest.mark.fault("told_to_stop"), id="the process"),
        pytest.param(True, marks=pytest.mark.fault("group_told_to_stop"), id="its group"),
    ],
)
def test_the_worker_is_told_to_stop(home: Home, measured: Measured, to_group: bool) -> None:
    program = home.program("run", "--worker")
    home.control.fault("slow", endpoint="battery-status", seconds=1)
    before = home.witness.questions()
    eventually(lambda: home.witness.questions() > before, "it asks", seconds=90)
    mine = [*program.members(), *cluster_group(program)]
    assert len(mine) == 3  # the supervisor, the guardian, the worker
    if to_group:
        for group in {os.getpgid(pid) for pid in mine}:
            os.killpg(group, signal.SIGTERM)
    else:
        os.kill(program.process.pid, signal.SIGTERM)
    told_at = time.monotonic()
    code = program.process.wait(STOP_SECONDS)
    gone_after = time.monotonic() - told_at
    assert code == 0
    eventually(lambda: not [pid for pid in mine if Path(f"/proc/{pid}").exists()], "all are gone", seconds=5)
    home.control.clear()
    oracle.assert_nothing_doubled(home.witness)
    home.pass_leases()
    measured(home.shows("Signed in", "household"), home.polls_to_recover(), f"gone after {gone_after:.0f} s")
    oracle.assert_nothing_doubled(home.witness)


@pytest.mark.fault("newer_database")
def test_old_code_meets_a_newer_database(home: Home, measured: Measured) -> None:
    home.poll(2)
    program, beat = home.program("run", "--worker"), beat_of_worker()
    eventually(lambda: beat_of_worker() != beat, "the old worker is at work", seconds=90)
    eventually(lambda: not OrmQ.objects.exists(), "it has nothing to do")
    MigrationRecorder(connection).record_applied("vehicles", FROM_THE_FUTURE)
    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(minutes=10))
    before, beat = len(home.witness.log), beat_of_worker()
    home.make_due()
    queue.request_poll(home.login.pk)  # as the newer version's worker does
    eventually(lambda: "of a newer version: poll_login" in program.log.read_text(), "it says so", seconds=90)
    home.make_due()
    home.round()
    assert (len(home.witness.log), beat_of_worker()) == (before, beat)
    words = home.shows("Nothing is being read from the vehicles")
    os.kill(program.process.pid, signal.SIGTERM)
    program.process.wait(STOP_SECONDS)
    MigrationRecorder(connection).record_unapplied("vehicles", FROM_THE_FUTURE)
    home.pass_leases()
    measured(words, home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()
