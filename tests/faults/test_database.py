"""The database is locked, full, or restarted."""

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from tests.faults import databases, oracle
from tests.faults.home import Home, eventually
from tests.postgres import Postgres, lacking, running
from vehicles.models import BatterySnapshot

Measured = Callable[..., None]
LOCKED_SECONDS = 30
TEN_MINUTES_A_SECOND = 600
RESTARTS = 3
MOST_POLLS = 6  # of one car, from the restart until the last of them is stored


@contextmanager
def locked_for(seconds: float) -> Iterator[None]:
    """Hold the database for so long, as a backup gone wrong would."""
    taken = threading.Event()
    thread = threading.Thread(target=_hold, args=(seconds, taken))
    thread.start()
    assert taken.wait(10)
    try:
        yield
    finally:
        thread.join()


def _hold(seconds: float, taken: threading.Event) -> None:
    if connection.vendor == "sqlite":
        raw = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
        raw.execute("BEGIN IMMEDIATE")
        taken.set()
        time.sleep(seconds)
        raw.execute("ROLLBACK")
        raw.close()
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE vehicles_vehicle, vehicles_batterysnapshot IN EXCLUSIVE MODE")
        taken.set()
        time.sleep(seconds)
        cursor.execute("ROLLBACK")
    connections.close_all()


@pytest.mark.fault("database_locked")
def test_the_database_is_locked_while_answers_come_in(home: Home, measured: Measured) -> None:
    home.poll()
    home.until_due()
    home.control.fault("slow", endpoint="battery-status", seconds=1)
    before = home.witness.questions()
    home.worker.tell(now=home.now().isoformat(), do="round")
    eventually(lambda: home.witness.questions() > before, "it asks")
    home.control.clear()
    with locked_for(LOCKED_SECONDS):
        words = home.shows("State of charge")
    home.worker.wait()
    measured(words, home.polls_to_recover())
    home.assert_nothing_lost_nothing_doubled()


def fill(disk: Path) -> Path:
    """Take what is left of the disk; return what to delete to have it back."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 65536):
                continue
        except OSError:
            return filler
    raise AssertionError("The disk does not fill.")


@pytest.fixture
def crowded(
    migrated: databases.Databases, simulator: Any, tmp_path: Path, django_db_blocker: Any
) -> Iterator[tuple[Home, Path]]:
    """A household whose database lies on a small disk, and that disk."""
    with django_db_blocker.unblock(), databases.small_disk() as disk, migrated.on(disk):
        home = Home(simulator, tmp_path)
        yield home, disk
        home.close()


@pytest.mark.fault("disk_full")
def test_the_disk_is_full(crowded: tuple[Home, Path], measured: Measured) -> None:
    home, disk = crowded
    home.poll(2)
    kept = BatterySnapshot.objects.count()
    filler = fill(disk)
    for _ in range(12):
        home.until_due()
        home.round(may_fail=True)
    words = home.shows("State of charge")
    assert BatterySnapshot.objects.count() >= kept
    filler.unlink()
    measured(words, home.polls_to_recover())
    oracle.assert_nothing_doubled(home.witness)


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server that this test alone uses, and may restart."""
    if reason := lacking():
        pytest.skip(reason)
    with running() as server:
        yield server


@pytest.fixture
def restartable(
    request: pytest.FixtureRequest, simulator: Any, tmp_path: Path, django_db_blocker: Any
) -> Iterator[tuple[Home, Postgres]]:
    """A household on a PostgreSQL of its own; asked for by name, since on SQLite there is none."""
    if databases.kind() != "postgresql":
        pytest.skip("This fault is one of postgresql only.")
    server: Postgres = request.getfixturevalue("own_postgres")
    with django_db_blocker.unblock(), databases.PostgresDatabases(server).fresh(tmp_path):
        home = Home(simulator, tmp_path)
        yield home, server
        home.close()


@pytest.mark.parametrize(
    "mode",
    [
        pytest.param("fast", marks=pytest.mark.fault("postgres_restarted"), id="fast"),
        pytest.param("immediate", marks=pytest.mark.fault("postgres_crashed"), id="immediate"),
    ],
)
def test_postgresql_is_restarted_under_a_worker(
    restartable: tuple[Home, Postgres], measured: Measured, mode: Any
) -> None:
    home, server = restartable
    home.live_faster(TEN_MINUTES_A_SECOND)
    home.program("qcluster", "--skip-checks")
    for _ in range(RESTARTS):
        before = home.witness.questions()
        eventually(lambda before=before: home.busy() and home.witness.questions() > before + 6, "it polls")
        connections.close_all()
        server.restart(mode)
        home.pass_leases()
    back_at, asked = home.now(), len(home.witness.log)
    eventually(lambda: home.busy() and home.answered_since(back_at), "every car is read again", seconds=90)
    polls = Counter(vin for vin, what in home.witness.asked_since(asked) if what == "battery-status")
    words = home.shows("Signed in", "household")
    home.stop_programs()
    oracle.assert_nothing_doubled(home.witness)
    oracle.assert_kept(home.witness, since=0, until=asked)
    home.live_faster(1.000001)
    home.pass_leases()
    home.pass_time(hours=1)
    last = len(home.witness.log)
    home.polls_to_recover()
    oracle.assert_kept(home.witness, last)
    assert max(polls.values()) <= MOST_POLLS
    measured(words, None, f"{RESTARTS} restarts; the worker goes on by itself")
