"""A heartbeat is one row for each name, however often it beats."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from vehicles.models.heartbeat import WORKER, Heartbeat

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _table() -> None:
    if Heartbeat._meta.db_table not in connection.introspection.table_names():
        pytest.skip("The table has no migration yet.")


def test_what_never_beat_has_no_age() -> None:
    assert Heartbeat.last(WORKER) is None
    assert Heartbeat.age(WORKER, NOON) is None


def test_the_last_beat_counts_and_leaves_one_row() -> None:
    Heartbeat.beat(WORKER, NOON)
    Heartbeat.beat(WORKER, NOON + timedelta(minutes=1))
    assert Heartbeat.objects.count() == 1
    assert Heartbeat.age(WORKER, NOON + timedelta(seconds=90)) == 30


def test_names_beat_each_for_itself() -> None:
    Heartbeat.beat(WORKER, NOON)
    assert Heartbeat.last("another") is None
