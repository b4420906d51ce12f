"""The town is built once for each file and undone at its end; its clock stands still."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.conftest import MORNING
from vehicles import clock

from .town import Town, build


@pytest.fixture(scope="module")
def _town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock(), transaction.atomic():
        for name in ("now", "machine_now"):
            patched.setattr(clock, name, lambda: MORNING)
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def town(_town: Town, db: None) -> Town:
    return _town
