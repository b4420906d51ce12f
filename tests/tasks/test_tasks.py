"""The worker's tasks, as the queue calls them."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django_q.models import OrmQ, Schedule, Task

from tests import builders
from vehicles import clock, queue, tasks
from vehicles.models import BatterySnapshot, ChargeSession, Heartbeat, LoginChallenge, RenaultCall
from vehicles.services import archive, leaving, polling, positions, summaries, upkeep

pytestmark = pytest.mark.django_db


def test_one_schedule_is_made_by_the_migrations() -> None:
    # Stories with real transactions empty every table, so that the migration is run here once more.
    migration = import_module("vehicles.migrations.0002_tick")
    for _ in range(2):
        migration.add_tick(apps, SimpleNamespace(connection=connection))
    assert list(Schedule.objects.values_list("name", "func", "schedule_type", "minutes", "repeats")) == [
        ("tick", "vehicles.tasks.tick", Schedule.MINUTES, 1, -1)
    ]


def test_a_tick_beats_and_queues_what_is_due_by_number_only(simulator: Any) -> None:
    home = builders.household()
    login = builders.linked(home, builders.member(home))
    OrmQ.objects.all().delete()
    tasks.tick()
    assert Heartbeat.age("worker", clock.machine_now()) is not None
    queued = [each.task for each in OrmQ.objects.all()]
    assert [(task["func"], task["args"], task["kwargs"]) for task in queued] == [
        ("vehicles.tasks.poll_login", (login.pk,), {}),
        ("vehicles.tasks.fetch_archive", (login.pk,), {}),
    ]
    assert tasks.poll_login(login.pk) is None
    assert BatterySnapshot.objects.exists()
    assert tasks.fetch_archive(login.pk) is None
    assert ChargeSession.objects.exists()


def test_all_parts_of_a_tick_together_stay_within_a_tasks_time(monkeypatch: pytest.MonkeyPatch) -> None:
    began, given = 1000.0, {}
    now = began

    def takes_all_it_may(name: str) -> Callable[..., None]:
        def part(*arguments: Any, limit: timedelta | None = None) -> None:
            nonlocal now
            given[name] = limit or arguments[-1]
            now += given[name].total_seconds()

        return part

    monkeypatch.setattr(tasks, "time", SimpleNamespace(monotonic=lambda: now))
    for module, name in (
        (polling, "queue_due"),
        (archive, "bring_up_to_date"),
        (positions, "let_age"),
        (leaving, "carry_on"),
        (summaries, "bring_up_to_date"),
    ):
        monkeypatch.setattr(module, name, takes_all_it_may(module.__name__))
    tasks.tick()
    assert len(given) == 5
    assert now - began <= settings.Q_CLUSTER["timeout"] * 3 / 4


def test_a_tick_does_nothing_on_a_database_of_another_version(simulator: Any) -> None:
    home = builders.household()
    builders.linked(home, builders.member(home))
    OrmQ.objects.all().delete()
    MigrationRecorder(connection).record_applied("vehicles", "9999_from_the_future")
    tasks.tick()
    assert not OrmQ.objects.exists()
    assert not Heartbeat.objects.exists()


def test_a_task_that_a_newer_version_queued_is_not_done_on_its_database(simulator: Any) -> None:
    home = builders.household()
    login = builders.linked(home, builders.member(home))
    calls = simulator.control.calls(login.email)
    MigrationRecorder(connection).record_applied("vehicles", "9999_from_the_future")
    tasks.poll_login(login.pk)
    tasks.fetch_archive(login.pk)
    assert simulator.control.calls(login.email) == calls


def test_a_task_delivered_twice_asks_nothing_the_second_time(simulator: Any) -> None:
    home = builders.household()
    login = builders.linked(home, builders.member(home))
    tasks.poll_login(login.pk)
    calls = simulator.control.calls(login.email)
    tasks.poll_login(login.pk)
    assert simulator.control.calls(login.email) == calls


def test_a_task_for_a_login_that_is_gone_does_nothing() -> None:
    tasks.poll_login(987654)


def test_what_is_not_a_number_cannot_be_queued() -> None:
    with pytest.raises(ValueError):
        queue.request_poll("st2.token")  # type: ignore[arg-type]


def test_what_has_served_is_pruned() -> None:
    home = builders.household()
    owner, login = builders.member(home), builders.login(home)
    now = clock.now()
    RenaultCall.objects.create(login=login, at=now - timedelta(days=2))
    RenaultCall.objects.create(login=login, at=now)
    LoginChallenge.objects.create(
        household=home,
        user=owner,
        email="x@example.com",
        locale="fr_FR",
        expires_at=now - timedelta(seconds=1),
    )
    old = now - timedelta(days=3)
    Task.objects.create(id="1", name="old", func="f", started=old, stopped=old, success=True)
    upkeep.prune(now)
    assert RenaultCall.objects.count() == 1
    assert not LoginChallenge.objects.exists()
    assert not Task.objects.exists()
