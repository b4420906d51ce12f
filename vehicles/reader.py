"""Who reads the page that is being made: their units, and their clock.

Set for each request, as Django sets the language, so that whatever makes a figure into words finds it
here. Where nobody reads, as in the worker, it is metric and UTC.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, tzinfo

from .rules.units import METRIC, Unit, Units


@dataclass(frozen=True, slots=True)
class Reader:
    """`zone` is for what belongs to no vehicle; a vehicle's own times are always on its own clock."""

    units: Units = METRIC
    zone: tzinfo = UTC


_reader: ContextVar[Reader] = ContextVar("reader", default=Reader())  # noqa: B039  it cannot be changed


def current() -> Reader:
    """Return who reads."""
    return _reader.get()


def unit(metric: str) -> Unit:
    """Return in which unit figures of a metric one are shown to who reads."""
    return current().units.of(metric)


@contextmanager
def reading(reader: Reader) -> Iterator[None]:
    """Let this one read for a while."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)
