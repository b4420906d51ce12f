"""The database keeps the logs as they were written, whoever asks it."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests import builders
from vehicles import clock
from vehicles.models import ChangeKind, Command, HouseholdChange
from vehicles.services import changes

pytestmark = pytest.mark.django_db

AGAINST_A_LINE = [
    "UPDATE vehicles_householdchange SET by_name = 'Nobody'",
    "UPDATE vehicles_householdchange SET details = '{}'",
    "UPDATE vehicles_householdchange SET kind = 'left'",
    "DELETE FROM vehicles_householdchange",
]
AGAINST_A_COMMAND = [
    "UPDATE vehicles_command SET asked_by_name = 'Nobody'",
    "UPDATE vehicles_command SET kind = 'horn'",
    "UPDATE vehicles_command SET asked_at = '2026-01-01 00:00:00'",
    "DELETE FROM vehicles_command",
]


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def _both_logs() -> None:
    home = builders.household()
    owner = builders.member(home)
    changes.note(home, owner, ChangeKind.JOINED, role="viewer")
    builders.command(builders.vehicle(home), owner)


@pytest.mark.parametrize("sql", [*AGAINST_A_LINE, *AGAINST_A_COMMAND])
@pytest.mark.usefixtures("_both_logs")
def test_what_was_written_is_neither_changed_nor_deleted(sql: str) -> None:
    before = [list(model._base_manager.values()) for model in (HouseholdChange, Command)]
    with pytest.raises(IntegrityError, match="only ever added to"):
        execute(sql)
    assert [list(model._base_manager.values()) for model in (HouseholdChange, Command)] == before


@pytest.mark.usefixtures("_both_logs")
def test_a_command_goes_on_with_its_life() -> None:
    command = Command.objects.get()
    command.state, command.settled_at = "cancelled", clock.now()
    command.save()
    assert Command.objects.get().state == "cancelled"


@pytest.mark.parametrize("table", ["vehicles_householdchange", "vehicles_command"])
@pytest.mark.usefixtures("_both_logs")
def test_only_what_was_let_go_is_deleted(table: str) -> None:
    execute(f"UPDATE {table} SET released_at = '2026-01-01 00:00:00'")
    execute(f"DELETE FROM {table}")
