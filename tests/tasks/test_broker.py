"""A worker's own pulse: a beat, whenever one is due, that nobody else can carry out."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django_q.models import OrmQ, Task
from django_q.monitor import save_task
from django_q.signing import SignedPackage

from vehicles import broker, clock, queue, tasks
from vehicles.models import Heartbeat
from vehicles.models.heartbeat import WORKER
from vehicles.services import health, upkeep

pytestmark = pytest.mark.django_db


@pytest.fixture
def pulse(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(broker, "pulse_name", "worker one")
    broker.beat_is_due.set()
    yield broker.pulse_name
    broker.beat_is_due.clear()


def functions(answer: Any) -> list[str]:
    return [SignedPackage.loads(package)["func"] for _id, package in answer or []]


def test_a_worker_is_given_its_beat_and_then_what_the_queue_has(pulse: str) -> None:
    queue.request_tick()
    OrmQ.objects.update(lock=clock.machine_now() - timedelta(seconds=1))
    ours = broker.Broker()
    assert functions(ours.dequeue()) == ["vehicles.tasks.beat"]
    assert functions(ours.dequeue()) == ["vehicles.tasks.tick"]


def test_what_is_handed_back_is_taken_again_at_once() -> None:
    queue.request_tick()
    OrmQ.objects.update(lock=clock.machine_now() - timedelta(seconds=1))
    ((number, _package),) = broker.Broker().dequeue() or []
    assert not broker.Broker().dequeue()
    broker.hand_back([None, number])  # a beat has no number
    assert functions(broker.Broker().dequeue()) == ["vehicles.tasks.tick"]


def test_a_beat_never_enters_the_database_s_queue_nor_its_results(pulse: str) -> None:
    ((_id, package),) = broker.Broker().dequeue() or []
    save_task(SignedPackage.loads(package) | {"success": True}, broker.Broker())
    assert not OrmQ.objects.exists()
    assert not Task.objects.exists()


def test_a_worker_that_nobody_watches_has_no_pulse() -> None:
    queue.request_tick()
    broker.beat_is_due.set()
    OrmQ.objects.update(lock=clock.machine_now() - timedelta(seconds=1))
    assert functions(broker.Broker().dequeue()) == ["vehicles.tasks.tick"]


def test_a_beat_writes_the_workers_own_row(pulse: str) -> None:
    tasks.beat()
    assert Heartbeat.last(pulse)
    assert Heartbeat.last(WORKER) is None


def test_on_a_database_of_another_version_it_does_not_beat(pulse: str) -> None:
    MigrationRecorder.Migration.objects.create(app="vehicles", name="9999_of_tomorrow")
    tasks.beat()
    assert Heartbeat.last(pulse) is None


def test_the_rows_of_workers_that_live_no_more_are_deleted(pulse: str) -> None:
    now = clock.machine_now()
    Heartbeat.beat(WORKER, now - timedelta(days=3))
    Heartbeat.beat("worker gone", now - timedelta(days=2))
    Heartbeat.beat(pulse, now)
    upkeep.prune(clock.now())
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {WORKER, pulse}


def test_the_migrations_known_by_their_files_are_those_that_django_knows() -> None:
    assert health.known_migrations() == set(MigrationLoader(None).graph.nodes)


def test_the_worker_is_started_with_the_pulse_that_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from vehicles import cluster
    from vehicles.management.parts import worker_part

    part = worker_part()
    assert part.beat_in
    monkeypatch.setattr(broker, "pulse_name", "")
    monkeypatch.setattr(cluster.Cluster, "run", lambda _self: 0)
    monkeypatch.setattr("vehicles.management.commands.qcluster.connections.close_all", lambda: None)
    monkeypatch.setattr("vehicles.management.commands.qcluster.gc.freeze", lambda: None)
    with pytest.raises(SystemExit):
        call_command("qcluster", *part.command[3:])
    assert broker.pulse_name == part.beat_in["name"]
