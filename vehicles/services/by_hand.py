"""What a person does to the charges of a vehicle: adds, corrects, splits, joins, deletes, restores.

The limits that a person draws are kept as drawn; what Renault and the car told in them is counted to
them, and completes what the person did not say. Records and readings are never touched. Each of these
steps makes the charges around anew, so that what is seen at once is what every later poll finds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from .. import clock
from ..models import ChargeSession, SessionStatus, User, Vehicle
from ..rules.session_matching import united
from . import archive, summaries
from .session_rows import said_of, say

JOINABLE = timedelta(hours=24)


class ChargeRefused(Exception):
    """It cannot be done; the text says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From when to when a person says that a charge was, and between which percents, where they say it."""

    started_at: datetime
    ended_at: datetime
    start_percent: float | None = None
    end_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of a charge; None and "" leave it to what is known."""

    energy_kwh: float | None = None
    cost: Decimal | None = None
    note: str = ""


def add(vehicle: Vehicle, person: User, limits: Limits, said: Said) -> ChargeSession:
    """Add a charge that nobody else tells of; raises ChargeRefused where one is known of that time."""
    with _changing(vehicle) as around:
        _refuse_overlap(vehicle, limits)
        session = ChargeSession(vehicle=vehicle, status=SessionStatus.BY_HAND)
        _draw(session, limits)
        _write(session, person, said)
        around(session)
    session.refresh_from_db()
    return session


def correct(session: ChargeSession, person: User, said: Said, limits: Limits | None = None) -> None:
    """Keep what a person says of a charge, and the limits too of one that was drawn; raises ChargeRefused."""
    with _changing(session.vehicle) as around:
        _read_anew(session)
        around(session)
        if limits is not None:
            _refuse_overlap(session.vehicle, limits, besides=session)
            _draw(session, limits)
        _write(session, person, said)
        around(session)


def split(session: ChargeSession, person: User, at: datetime) -> ChargeSession:
    """Make two charges of one, and return the second; raises ChargeRefused.

    Cost and note stay with the first. An energy that was entered was of the whole, and is dropped.
    """
    with _changing(session.vehicle) as around:
        _read_anew(session)
        _refuse_going_on(session)
        if session.ended_at is None or not session.started_at < at < session.ended_at:
            raise ChargeRefused(_("Choose a time between its start and its end."))
        second = ChargeSession(
            vehicle=session.vehicle,
            status=SessionStatus.BY_HAND,
            started_at=at,
            ended_at=session.ended_at,
            end_percent=session.end_percent_set,
            end_percent_set=session.end_percent_set,
        )
        session.status, session.about = SessionStatus.BY_HAND, False
        session.ended_at, session.end_percent_set, session.energy_set_kwh = at, None, None
        for part in (session, second):
            part.edited_by, part.edited_at = person, clock.now()
            part.save()
            around(part)
    second.refresh_from_db()
    return second


def next_to(session: ChargeSession) -> ChargeSession | None:
    """Return the charge after this one, where it is near enough to be joined with it."""
    if session.ended_at is None:
        return None
    later = _counting(session.vehicle).filter(
        Q(started_at__gt=session.started_at) | Q(started_at=session.started_at, pk__gt=session.pk),
        started_at__lte=session.ended_at + JOINABLE,
    )
    return later.order_by("started_at", "pk").first()


def join(session: ChargeSession, person: User) -> None:
    """Make one charge of this and the next; costs add up, notes follow each other; raises ChargeRefused."""
    with _changing(session.vehicle) as around:
        _read_anew(session)
        _refuse_going_on(session)
        other = next_to(session)
        if other is None or session.ended_at is None:
            raise ChargeRefused(_("There is no other charge within a day after this one."))
        _refuse_going_on(other)
        around(session)
        around(other)
        say(session, united([said_of(session), said_of(other)]))
        session.status, session.about = SessionStatus.BY_HAND, False
        session.ended_at = max(session.ended_at, other.ended_at or session.ended_at)
        session.end_percent_set = other.end_percent_set
        session.edited_by, session.edited_at = person, clock.now()
        other.delete()
        session.save()


def delete(session: ChargeSession, person: User) -> None:
    """Delete a charge: it counts no more and does not come back; raises ChargeRefused while it goes on."""
    with _changing(session.vehicle) as around:
        _read_anew(session)
        _refuse_going_on(session)
        around(session)
        if session.status == SessionStatus.DELETED:
            return
        session.status_before, session.status = session.status, SessionStatus.DELETED
        session.edited_by, session.edited_at = person, clock.now()
        session.save()


def restore(session: ChargeSession, person: User) -> None:
    """Take a deleted charge back as it was; raises ChargeRefused where another has taken its place."""
    if session.status != SessionStatus.DELETED:
        return  # it was taken back already
    with _changing(session.vehicle) as around:
        _read_anew(session)
        around(session)
        if session.status != SessionStatus.DELETED or session.ended_at is None:
            return
        _refuse_overlap(session.vehicle, Limits(session.started_at, session.ended_at))
        session.status = SessionStatus(session.status_before or SessionStatus.BY_HAND)
        session.status_before = ""
        session.edited_by, session.edited_at = person, clock.now()
        session.save()


@contextmanager
def _changing(vehicle: Vehicle) -> Iterator[Callable[[ChargeSession], None]]:
    """Lock the vehicle, and in the end make the charges anew around all sessions that were named."""
    stretches: list[tuple[datetime, datetime]] = []

    def name(session: ChargeSession) -> None:
        stretches.append((session.started_at, session.ended_at or session.started_at))

    with transaction.atomic():
        Vehicle.objects.select_for_update(of=("self",)).filter(pk=vehicle.pk).first()
        yield name
        archive.rebuild_around(
            vehicle, min(start for start, _end in stretches), max(end for _start, end in stretches)
        )
        summaries.mark(vehicle, stretches)


def _read_anew(session: ChargeSession) -> None:
    """Take what another person or a poll has made of it meanwhile."""
    try:
        session.refresh_from_db()
    except ChargeSession.DoesNotExist:
        raise ChargeRefused(_("This charge is no longer there: it has become part of another.")) from None


def _counting(vehicle: Vehicle) -> QuerySet[ChargeSession]:
    return ChargeSession.objects.that_count().filter(vehicle=vehicle)


def _refuse_overlap(vehicle: Vehicle, limits: Limits, besides: ChargeSession | None = None) -> None:
    others = _counting(vehicle).filter(
        Q(ended_at=None) | Q(ended_at__gt=limits.started_at), started_at__lt=limits.ended_at
    )
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if (other := others.order_by("started_at").first()) is not None:
        raise Overlap(other)


class Overlap(ChargeRefused):
    """Another charge of the vehicle is known of that time."""

    def __init__(self, other: ChargeSession) -> None:
        super().__init__(_("Another charge is known of this time. Correct, split or delete that one."))
        self.other = other


def _refuse_going_on(session: ChargeSession) -> None:
    if session.goes_on:
        raise ChargeRefused(
            _("This charge still goes on. Wait until it has ended; its cost and note can be set now.")
        )


def _draw(session: ChargeSession, limits: Limits) -> None:
    session.started_at, session.ended_at, session.about = limits.started_at, limits.ended_at, False
    session.start_percent_set, session.end_percent_set = limits.start_percent, limits.end_percent


def _write(session: ChargeSession, person: User, said: Said) -> None:
    session.energy_set_kwh, session.cost_set = said.energy_kwh, said.cost
    session.note_set = said.note
    session.edited_by, session.edited_at = person, clock.now()
    session.save()
