"""Each fault gets a household, a database and servers of its own; what is measured is written down."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import databases, table
from tests.faults.home import Home
from tests.faults.rows import BY_KEY, Row
from tests.postgres import Postgres, lacking, running

HERE = Path(__file__).parent
# Set by `make test-faults`: what is measured goes into the table.
WRITE = os.environ.get("FAULTS_WRITE") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("faults")
            row = row_of(item)
            if row is not None and row.long:
                item.add_marker("long")


def row_of(item: pytest.Item) -> Row | None:
    marker = item.get_closest_marker("fault")
    return None if marker is None else BY_KEY[marker.args[0]]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of our own for all tests that do not break it."""
    if reason := lacking():
        pytest.skip(reason)
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def migrated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> databases.Databases:
    """What makes databases: migrated once, copied for each test."""
    with django_db_blocker.unblock():
        if databases.kind() == "sqlite":
            run = tmp_path_factory.getbasetemp()
            return databases.SqliteFiles(run.parent if "PYTEST_XDIST_WORKER" in os.environ else run)
        return databases.PostgresDatabases(request.getfixturevalue("postgres"))


@pytest.fixture
def database(
    request: pytest.FixtureRequest, migrated: databases.Databases, tmp_path: Path, django_db_blocker: Any
) -> Iterator[None]:
    """An empty, migrated database, to which this process and all that it starts lead."""
    row = row_of(request.node)
    if row is not None and databases.kind() not in row.databases:
        pytest.skip(f"This fault is one of {row.only} only.")
    with django_db_blocker.unblock(), migrated.fresh(tmp_path):
        yield


@pytest.fixture
def home(database: None, simulator: Any, tmp_path: Path) -> Iterator[Home]:
    """Three played cars, linked and never polled yet."""
    there = Home(simulator, tmp_path)
    yield there
    there.close()


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Write down what a fault came to: its words on the page, and the polls until all was well."""
    row = row_of(request.node)
    assert row is not None

    def write(words: str, polls: int | None = None, note: str = "") -> None:
        found = {"words": words, "polls": polls, "note": note}
        request.node.user_properties.append(("measured", json.dumps(found)))
        if WRITE:
            table.write_down_alone(row.key, databases.kind(), found)

    return write
