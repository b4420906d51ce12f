"""The worker's threads: what is begun is finished, what is not is handed back, and what is wrong ends all."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import Mock, call

import pytest
from django.core.management import call_command
from django.db import connections
from django_q.conf import Conf
from django_q.models import OrmQ, Task
from django_q.tasks import async_task

from vehicles import broker, clock, cluster
from vehicles.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 20
THREADS = {"worker", "pusher", "monitor", "schedule"}

begun, may_end = threading.Event(), threading.Event()


def slow() -> None:
    """A task that takes until it may end."""
    begun.set()
    may_end.wait(SECONDS)


def once_begun(do: Callable[[], Any]) -> None:
    """Do something, in a thread of its own, when the slow task has begun."""

    def wait() -> None:
        if begun.wait(SECONDS):
            do()
        connections.close_all()

    threading.Thread(target=wait).start()


@pytest.fixture(autouse=True)
def ended(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mock]:
    """One thread that does tasks; in place of what ends the process at once, a note that it was called."""
    monkeypatch.setattr(Conf, "WORKERS", 1)
    monkeypatch.setattr(Conf, "POLL", 0.05)
    monkeypatch.setattr(cluster, "scheduler", lambda: None)  # no tick
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(os, "_exit", ended := Mock())
    begun.clear()
    may_end.clear()
    yield ended
    may_end.set()
    for thread in threading.enumerate():
        if thread.name in THREADS:
            thread.join(SECONDS)
    broker.beat_is_due.clear()
    for number, handler in before.items():
        signal.signal(number, handler)


def ask_slow(times: int = 1) -> None:
    for _ in range(times):
        async_task("tests.tasks.test_cluster.slow")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_finishes_what_it_does_and_hands_back_what_it_has_not_begun(
    number: signal.Signals,
) -> None:
    ask_slow(times=4)

    def stop() -> None:
        os.kill(os.getpid(), number)
        threading.Timer(1.5, may_end.set).start()

    once_begun(stop)
    assert cluster.Cluster().run() == 0
    assert Task.objects.filter(func__endswith="slow", success=True).count() == 1
    assert OrmQ.objects.filter(lock__lte=clock.machine_now()).count() == 3


def test_all_threads_have_ended_with_it(ended: Mock) -> None:
    ask_slow()
    may_end.set()
    once_begun(lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert cluster.Cluster().run() == 0
    names = {each.name for each in threading.enumerate()}
    assert not ended.called
    assert names.isdisjoint(THREADS), names


def test_a_dead_thread_ends_it_with_the_others_tasks_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Conf, "WORKERS", 2)
    ask_slow()

    def kill_the_other() -> None:
        async_task("sys.exit")
        threading.Timer(1.5, may_end.set).start()

    once_begun(kill_the_other)
    assert cluster.Cluster().run() == 1
    assert "the thread of the worker is dead" in caplog.text
    assert [task.func for task in Task.objects.all()] == ["tests.tasks.test_cluster.slow"]


def test_a_task_over_its_time_ends_the_process_at_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, ended: Mock
) -> None:
    monkeypatch.setattr(Conf, "TIMEOUT", 1)
    monkeypatch.setattr(cluster, "LAST_WRITES_SECONDS", 0.5)
    ask_slow()
    cluster.Cluster().run()
    assert ended.call_args == call(1)
    assert "1 s are over for tests.tasks.test_cluster.slow" in caplog.text
    assert "may_end.wait(SECONDS)" in caplog.text, "it says where in the code it hangs"


def test_one_that_has_grown_ends_when_its_task_is_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert 10 < cluster._own_megabytes() < 10_000
    monkeypatch.setattr(
        cluster, "_own_megabytes", lambda: cluster.MOST_MB + 1 if begun.is_set() else cluster.MOST_MB
    )
    ask_slow()
    once_begun(lambda: threading.Timer(1.5, may_end.set).start())
    assert cluster.Cluster().run() == 1
    assert f"it has grown to {cluster.MOST_MB + 1} MB" in caplog.text
    assert Task.objects.filter(success=True).count() == 1


def test_a_pusher_that_the_database_ends_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    real, fails = cluster.pusher, [RuntimeError("away"), None]

    def pusher(*arguments: Any) -> None:
        if (error := fails.pop(0)) is not None:
            raise error
        real(*arguments)

    monkeypatch.setattr(cluster, "pusher", pusher)
    monkeypatch.setattr(cluster, "LOOK_SECONDS", 0.1)
    ask_slow()
    may_end.set()
    once_begun(lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert cluster.Cluster().run() == 0
    assert fails == []
    assert Task.objects.filter(success=True).count() == 1


def test_a_worker_that_starts_looks_at_once_at_what_fell_due_while_none_ran(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The test's own connection stays; the threads close theirs.
    monkeypatch.setattr("vehicles.management.commands.qcluster.connections", Mock())
    monkeypatch.setattr("vehicles.management.commands.qcluster.gc.freeze", lambda: None)
    before = clock.machine_now()

    def stop_once_ticked() -> None:
        for _ in range(SECONDS * 10):
            if Task.objects.filter(func="vehicles.tasks.tick").exists():
                break
            threading.Event().wait(0.1)
        connections.close_all()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=stop_once_ticked).start()
    with pytest.raises(SystemExit) as ended:
        call_command("qcluster", "--skip-checks")
    assert ended.value.code == 0
    assert (Heartbeat.last("worker") or before) > before


def test_a_beat_is_asked_for_where_the_schedule_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "scheduler", lambda: broker.beat_is_due.is_set() or looked.append("before"))
    looked: list[str] = []
    stopping = threading.Event()
    stopping.set()
    cluster.schedule(stopping)
    assert looked == ["before"]
    assert broker.beat_is_due.is_set()
