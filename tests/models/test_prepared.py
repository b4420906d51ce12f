"""A prepared question brings what Django's own would, for other values too, and is put into SQL once."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import BigIntegerField, DateTimeField

from tests import builders
from vehicles.models import Vehicle
from vehicles.models.prepared import Prepared, slot

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_it_brings_the_rows_of_each_asking_in_pythons_own_kinds() -> None:
    home = builders.household()
    zoe, other = (builders.vehicle(home, name, due_at=NOON) for name in ("Zoé", "Other"))
    due_at = slot("due", DateTimeField())
    key = slot("key", BigIntegerField())
    question = Prepared(Vehicle.objects.filter(pk=key, due_at__lte=due_at).values_list("name", "due_at"))
    until = Vehicle._meta.get_field("due_at").get_db_prep_value
    noon = until(NOON, connection)
    assert list(question.ask({"key": zoe.pk, "due": noon})) == [("Zoé", NOON)]
    assert list(question.ask({"key": other.pk, "due": noon})) == [("Other", NOON)]
    assert list(question.ask({"key": 0, "due": noon})) == []


def test_a_slot_that_is_not_filled_is_an_error() -> None:
    question = Prepared(Vehicle.objects.filter(pk=slot("key", BigIntegerField())).values_list("pk"))
    with pytest.raises(KeyError, match="key"):
        list(question.ask({}))
