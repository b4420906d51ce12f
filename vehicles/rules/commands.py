"""Commands as data: what each kind needs of a car, what shows its effect, and how long that may take.

The life of a command:

```text
queued ──► sending ──► accepted ──► confirmed      the car's own data showed it
  │           │            ├──────► refused        the car said no
  │           │            └──────► unconfirmed    its time is up, nothing showed it
  │           ├──────► refused                     Renault said no
  │           ├──────► failed                      it never left here
  │           └──────► unknown ──► confirmed | failed, as a person says
  ├──► cancelled    ├──► expired    ├──► refused    └──► failed
```

How long is long enough, and how often is looked, are this project's own choices: cars carry a command
out one to three minutes after Renault took it, and tell of it some minutes later (owners' reports).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from vehicles.renault_api import EndpointDefinition
from vehicles.renault_api.kamereon.charging import BY_SETTINGS, CHARGE_START
from vehicles.renault_api.kamereon.lookup import find_endpoint, is_listed, specification

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "queued": frozenset(("sending", "refused", "failed", "expired", "cancelled")),
    "sending": frozenset(("accepted", "refused", "failed", "unknown")),
    "accepted": frozenset(("confirmed", "refused", "unconfirmed")),
    "unknown": frozenset(("confirmed", "failed")),
    "confirmed": frozenset(),
    "refused": frozenset(),
    "unconfirmed": frozenset(),
    "failed": frozenset(),
    "expired": frozenset(),
    "cancelled": frozenset(),
}
# Nothing more becomes of these; an unknown one waits for a person's word.
SETTLED = frozenset(state for state, after in TRANSITIONS.items() if not after)

MOST, WITHIN = 5, timedelta(minutes=5)
# Longer than a task of the worker may take: then whoever was sending is dead.
SENDING_LEASE = timedelta(seconds=90)
# The waits between acceptance and the checks: soon, then less often.
CHECKS_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 7, 11, 16, 24, 35, 50))
LATEST_START = timedelta(days=7)


class Lack(Enum):
    """Why a car cannot be told something."""

    MODEL = "model"  # the table says that this model does not have it
    NO_BATTERY = "no_battery"  # nothing to plug in
    NO_PROGRAMS = "no_programs"  # this model speaks charge schedules, no departure programs
    PROGRAMS = "programs"  # this model speaks departure programs, no charge schedules


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of command.

    `endpoint` is what it is sent to. `shown_by` names the reads that may show its effect, the best first;
    without any the car never tells. `effect_within` is the time until it counts as unconfirmed,
    `sent_within` the time after which it is no longer wanted.
    """

    endpoint: str
    shown_by: tuple[str, ...] = ()
    effect_within: timedelta = timedelta(minutes=15)
    sent_within: timedelta = timedelta(minutes=10)
    needs_battery: bool = True


_HOUR = timedelta(hours=1)
_AT_ONCE = timedelta(seconds=60)

KINDS: Mapping[str, Kind] = {
    "start_charge": Kind("actions/charge-start", ("battery-status",)),
    "stop_charge": Kind("actions/charge-stop", ("battery-status",)),
    "start_preconditioning": Kind("actions/hvac-start", ("hvac-status",), timedelta(minutes=10)),
    "stop_preconditioning": Kind("actions/hvac-stop", ("hvac-status",), timedelta(minutes=10)),
    "charge_mode": Kind("actions/charge-set-mode", ("charge-mode", "charging-settings"), _HOUR),
    "charge_limits": Kind("soc-levels", ("soc-levels",), _HOUR),
    "charge_schedules": Kind("actions/charge-set-schedule", ("charging-settings", "charge-schedule"), _HOUR),
    "hvac_schedules": Kind("actions/hvac-set-schedule", ("hvac-settings",), _HOUR),
    "departure_programs": Kind("charge-schedule", ("charge-schedule",), _HOUR),
    "give_programs_back": Kind("charge-schedule", ("charge-schedule",), _HOUR),
    "horn": Kind("actions/horn-start", (), timedelta(0), _AT_ONCE, needs_battery=False),
    "lights": Kind("actions/lights-start", (), timedelta(0), _AT_ONCE, needs_battery=False),
    "refresh_position": Kind("actions/refresh-location", ("location",), needs_battery=False),
}
# Where one address is both read and written, what was written is noted under another name.
_WRITES = {"soc-levels": "write soc-levels", "charge-schedule": "write charge-schedule"}


@dataclass(frozen=True, slots=True)
class Ability:
    """Whether a car can be told something: where and in which mode, or why not.

    `listed` says whether the table speaks of it at all; what it does not list is tried at its usual place.
    """

    definition: EndpointDefinition | None
    lack: Lack | None
    listed: bool

    @property
    def mode(self) -> str:
        return self.definition.mode if self.definition else ""


def ability(kind: str, model_code: str, *, has_battery: bool) -> Ability:
    """Return whether this model can be told this kind of command."""
    row = KINDS[kind]
    definition = find_endpoint(model_code or None, row.endpoint)
    listed = is_listed(model_code or None, row.endpoint)
    if row.needs_battery and not has_battery:
        return Ability(None, Lack.NO_BATTERY, listed)
    by_programs = row.endpoint == "charge-schedule"
    if by_programs and (definition is None or definition.mode != BY_SETTINGS):
        return Ability(None, Lack.NO_PROGRAMS, listed)
    if definition is None:
        speaks_programs = _speaks_programs(model_code) and kind in ("charge_schedules", "charge_mode")
        return Ability(None, Lack.PROGRAMS if speaks_programs else Lack.MODEL, listed)
    return Ability(definition, None, listed)


def _speaks_programs(model_code: str) -> bool:
    programs = find_endpoint(model_code or None, "charge-schedule")
    return programs is not None and programs.mode == BY_SETTINGS


def name_of_write(kind: str) -> str:
    """Return the name under which the sheet of a car's abilities notes what was sent."""
    endpoint = KINDS[kind].endpoint
    return _WRITES.get(endpoint, endpoint)


def is_timed(kind: str, mode: str) -> bool:
    """Return whether the car itself can be told a time to start at; else we keep it."""
    if kind == "start_preconditioning":
        return True
    return kind == "start_charge" and mode in CHARGE_START and CHARGE_START[mode].timed


def can_wait(kind: str) -> bool:
    """Return whether a time may be given with this kind."""
    return kind in ("start_charge", "start_preconditioning")


def switches_programs_off(kind: str, mode: str) -> bool:
    """Return whether this start of a charge works by switching the owner's programs off."""
    return kind == "start_charge" and mode == BY_SETTINGS


def read_that_shows(kind: str, model_code: str) -> str | None:
    """Return the endpoint to read for the effect, or None where this model does not tell.

    What the table lists for the model goes before what is only taken to be there.
    """
    if specification("never-tells-hvac-on", model_code=model_code) and "preconditioning" in kind:
        return None
    possible = [each for each in KINDS[kind].shown_by if _is_readable(kind, each, model_code)]
    listed = [each for each in possible if is_listed(model_code or None, each)]
    return next(iter(listed or possible), None)


def _is_readable(kind: str, endpoint: str, model_code: str) -> bool:
    definition = find_endpoint(model_code or None, endpoint)
    if definition is None:
        return False
    of_programs = kind in ("departure_programs", "give_programs_back")
    return endpoint != "charge-schedule" or of_programs == (definition.mode == BY_SETTINGS)


def next_check(
    kind: str, accepted_at: datetime, start_at: datetime | None, confirm_until: datetime, now: datetime
) -> datetime:
    """Return when to look for the effect next: soon at first, then less often, at the latest at the end.

    `start_at` is when the car itself was told to begin, None for at once. Until then only preconditioning
    shows something: the car tells its next start.
    """
    begins = [accepted_at] if start_at is None or kind == "start_preconditioning" else []
    begins += [start_at] if start_at is not None else []
    ahead = [at + wait for at in begins for wait in CHECKS_AFTER if at + wait > now]
    return min([*ahead, max(confirm_until, now)])


def too_many(asked: list[datetime], now: datetime) -> datetime | None:
    """Return when the next command may be asked for, or None where it may be now."""
    recent = sorted(at for at in asked if now - WITHIN < at)
    return None if len(recent) < MOST else recent[-MOST] + WITHIN
