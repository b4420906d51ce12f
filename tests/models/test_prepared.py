"""A prepared question brings what Django's own would, for other values too, and is put into SQL once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import BigIntegerField, DateTimeField
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tests import builders
from vehicles.models import HvacSnapshot, RenaultCall, Vehicle, VehicleEndpoint
from vehicles.models.prepared import (
    Prepared,
    PreparedInsert,
    PreparedUpdate,
    key_slot,
    slot,
    time_slot,
    together,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_it_brings_the_rows_of_each_asking_in_pythons_own_kinds() -> None:
    home = builders.household()
    zoe, other = (builders.vehicle(home, name, due_at=NOON) for name in ("Zoé", "Other"))
    due_at = slot("due", DateTimeField())
    key = slot("key", BigIntegerField())
    question = Prepared(Vehicle.objects.filter(pk=key, due_at__lte=due_at).values_list("name", "due_at"))
    assert question.ask({"key": zoe.pk, "due": NOON}) == [("Zoé", NOON)]
    assert question.ask({"key": other.pk, "due": NOON}) == [("Other", NOON)]
    assert question.first({"key": 0, "due": NOON}) is None


def test_a_slot_that_is_not_filled_is_an_error() -> None:
    question = Prepared(Vehicle.objects.filter(pk=slot("key", BigIntegerField())).values_list("pk"))
    with pytest.raises(KeyError, match="key"):
        question.ask({})


def test_objects_come_with_what_they_hang_on_and_without_another_question() -> None:
    home = builders.household()
    zoe = builders.vehicle(home, "Zoé", due_at=NOON)
    question = Prepared(Vehicle.objects.filter(pk=key_slot("key")).select_related("household", "account"))
    found = question.first({"key": zoe.pk})
    with CaptureQueriesContext(connection) as asked:
        assert (found.household, found.account, found.due_at) == (home, None, NOON)
    assert not asked.captured_queries
    found.name = "Zoe"
    found.save()
    assert Vehicle.objects.get(pk=zoe.pk).name == "Zoe"


def test_a_lock_wants_a_transaction() -> None:
    zoe = builders.vehicle(builders.household())
    question = Prepared(Vehicle.objects.select_for_update(of=("self",)).filter(pk=key_slot("key")))
    assert question.first({"key": zoe.pk}) == zoe


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_nothing_would_hold_is_refused() -> None:
    zoe = builders.vehicle(builders.household())
    with transaction.atomic():
        question = Prepared(Vehicle.objects.select_for_update(of=("self",)).filter(pk=key_slot("key")))
        assert question.first({"key": zoe.pk}) == zoe
    with pytest.raises(TransactionManagementError):
        question.ask({"key": zoe.pk})


def test_an_update_writes_what_is_told_where_the_row_is_as_it_was() -> None:
    zoe = builders.vehicle(builders.household(), due_at=NOON)
    same = Vehicle.objects.filter(pk=key_slot("key"), due_at=time_slot("before"))
    update = PreparedUpdate(same, due_at=time_slot("due_at"))
    assert update.run({"key": zoe.pk, "before": NOON, "due_at": None}) == 1
    assert Vehicle.objects.get().due_at is None
    assert update.run({"key": zoe.pk, "before": NOON, "due_at": NOON}) == 0
    assert Vehicle.objects.get().due_at is None


def test_an_insert_adds_rows_and_tells_their_keys_in_order() -> None:
    login = builders.login(builders.household())
    insert = PreparedInsert(RenaultCall, ("login_id", "at"), 2, returning="id")
    keys = insert.run([(login.pk, NOON), (login.pk, NOON + timedelta(hours=1))])
    assert list(RenaultCall.objects.order_by("at").values_list("pk", flat=True)) == keys


def test_an_insert_puts_every_kind_of_column_as_the_model_would() -> None:
    zoe = builders.vehicle(builders.household())
    told = ("state", "error", "tried_at", "raw", "run_until")
    unique = ("vehicle_id", "endpoint")
    insert = PreparedInsert(VehicleEndpoint, (*unique, *told), 1, unique=unique, update=told)
    raw = {"totalMileage": 1.5, "text": "%s ' ;"}
    insert.run([(zoe.pk, "cockpit", "works", "", NOON, raw, NOON)])
    (row,) = VehicleEndpoint.objects.all()
    assert (row.tried_at, row.raw, row.run_until) == (NOON, raw, NOON)
    insert.run([(zoe.pk, "cockpit", "failing", "", None, None, None)])
    (row,) = VehicleEndpoint.objects.all()
    assert (row.state, row.tried_at, row.raw, row.run_until) == ("failing", None, None, None)
    assert VehicleEndpoint.objects.filter(raw__isnull=True).exists()  # and no "null" in JSON


def test_an_instant_that_no_column_holds_is_refused_before_it_is_sent() -> None:
    zoe = builders.vehicle(builders.household())
    columns = (
        "vehicle_id",
        "reported_at",
        "first_fetched_at",
        "last_fetched_at",
        "correction",
        "has_car_time",
    )
    insert = PreparedInsert(HvacSnapshot, columns, 1)
    with pytest.raises(ValueError, match="too far away"):
        insert.run([(zoe.pk, NOON.replace(year=2190), NOON, NOON, 0, True)])


def test_statements_that_run_together_bring_each_its_own_and_see_what_those_before_did() -> None:
    zoe = builders.vehicle(builders.household(), "Zoé", due_at=NOON)
    set_due = PreparedUpdate(Vehicle.objects.filter(pk=key_slot("key")), due_at=time_slot("due_at"))
    due = Prepared(Vehicle.objects.filter(due_at=time_slot("due_at")).values_list("name"))
    later = {"key": zoe.pk, "due_at": NOON + timedelta(hours=1)}
    with CaptureQueriesContext(connection) as asked:
        told = together(due.filled(later), set_due.filled(later), due.filled(later))
    assert told == [[], 1, [("Zoé",)]]
    assert len(asked.captured_queries) == (1 if connection.vendor == "postgresql" else 3)
    assert together() == []


def test_where_one_fails_the_transaction_takes_all_of_them_back() -> None:
    zoe = builders.vehicle(builders.household(), due_at=NOON)
    set_due = PreparedUpdate(Vehicle.objects.filter(pk=key_slot("key")), due_at=time_slot("due_at"))
    insert = PreparedInsert(VehicleEndpoint, ("vehicle_id", "endpoint", "state", "error"), 1)
    refused = [(zoe.pk, "cockpit", "of no kind", "")]
    values = {"key": zoe.pk, "due_at": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        together(set_due.filled(values), insert.filled_with(refused))
    assert Vehicle.objects.get().due_at == NOON
