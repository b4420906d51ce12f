"""What a vehicle's schedules are, as far as it has told: which endpoints tell them, and what they said last.

The questions themselves go with the vehicle's poll (services/polling.py), which knows budget and failures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ..models import CommandKind, EndpointState, LoginState, Vehicle, VehicleEndpoint, VehicleStatus
from ..rules import cadence, commands
from .commands import ability_of

OLD = timedelta(hours=1)
PLAN_KINDS = (
    CommandKind.CHARGE_SCHEDULES,
    CommandKind.HVAC_SCHEDULES,
    CommandKind.DEPARTURE_PROGRAMS,
    CommandKind.CHARGE_MODE,
    CommandKind.CHARGE_LIMITS,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the endpoint of one kind of settings last said.

    `endpoint` is empty where this model has none. `state` is that of the endpoint; `raw` the last answer's
    attributes, None where it never answered, `read_at` its time by the cars' clock.
    """

    kind: str
    endpoint: str = ""
    state: EndpointState = EndpointState.UNTRIED
    raw: Mapping[str, Any] | None = None
    read_at: datetime | None = None
    tried_at: datetime | None = None

    @property
    def never(self) -> bool:
        """Whether Renault said that this vehicle does not have it."""
        return not self.endpoint or (self.raw is None and self.state == EndpointState.NOT_AVAILABLE)


def endpoint_of(vehicle: Vehicle, kind: str) -> str:
    """Return the endpoint that tells this kind of settings on this vehicle; empty where none does."""
    if not vehicle.charges:
        return ""
    return commands.read_that_shows(kind, vehicle.model_code) or ""


def endpoints_of(vehicle: Vehicle) -> list[str]:
    """Return the endpoints that tell this vehicle's schedules, mode and limits."""
    found = (endpoint_of(vehicle, kind) for kind in PLAN_KINDS)
    return list(dict.fromkeys(endpoint for endpoint in found if endpoint))


def endpoints_wanted(
    vehicle: Vehicle, records: Mapping[str, cadence.EndpointRecord], now: datetime
) -> list[str]:
    """Return which of them a poll asks now: those that a person wants and that were not tried since."""
    if vehicle.plan_asked_at is None:
        return []
    return [
        endpoint
        for endpoint in endpoints_of(vehicle)
        if _is_wanted(records.get(endpoint, cadence.EndpointRecord()), vehicle.plan_asked_at, now)
    ]


def _is_wanted(record: cadence.EndpointRecord, asked_at: datetime, now: datetime) -> bool:
    if record.try_again_at is not None and now < record.try_again_at:
        return False
    return record.tried_at is None or record.tried_at < asked_at


def told_by(vehicle: Vehicle) -> dict[str, Told]:
    """Return what is known of each kind of settings, by kind; one question to the database."""
    records = {
        record.endpoint: record
        for record in VehicleEndpoint.objects.filter(vehicle=vehicle, endpoint__in=endpoints_of(vehicle))
    }
    return {kind: _told(kind, endpoint_of(vehicle, kind), records) for kind in PLAN_KINDS}


def _told(kind: str, endpoint: str, records: Mapping[str, VehicleEndpoint]) -> Told:
    record = records.get(endpoint)
    if record is None:
        return Told(kind, endpoint)
    return Told(kind, endpoint, EndpointState(record.state), record.raw, record.answered_at, record.tried_at)


def is_worth_reading(vehicle: Vehicle, told: Told, now: datetime) -> bool:
    """Return whether what was told is too old to be changed, so that it is read before somebody does.

    Once an hour is enough: nobody's open page may use up the hour's calls.
    """
    login = vehicle.account.login if vehicle.account else None
    if told.never or vehicle.status != VehicleStatus.FOLLOWED or login is None:
        return False
    times = (told.read_at, vehicle.plan_asked_at)
    is_recent = any(at is not None and now - at <= OLD for at in times)
    return not is_recent and login.state != LoginState.NEEDS_SIGN_IN


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the reading that a person asked for has come."""

    asked_at: datetime | None
    done: int
    total: int

    @property
    def pending(self) -> bool:
        return self.done < self.total


def reading_of(vehicle: Vehicle, now: datetime) -> Reading:
    """Return how far it is; an endpoint that is left alone for now counts as done."""
    records = {
        record.endpoint: cadence.EndpointRecord(record.tried_at, record.try_again_at)
        for record in vehicle.endpoints.all()
    }
    total = len(endpoints_of(vehicle))
    return Reading(vehicle.plan_asked_at, total - len(endpoints_wanted(vehicle, records, now)), total)


def lack_of(vehicle: Vehicle, kind: str) -> commands.Lack | None:
    """Return why this vehicle cannot be told this kind of settings by its model, None where it can."""
    return ability_of(vehicle, kind).lack
