"""Departure programs: what models with `ev/settings` speak instead of weeks of starts.

Facts from recordings: the object holds `programs[]` with `programActivationStatus`, `programType`,
`programDepartureTime` (`hh:mm`, local, whatever the car does with UTC elsewhere) and
`programActivationMonday` to `…Sunday`; beside it the charge mode, a daily charge window and comforts. It is
posted whole. That real cars obey such a post is not yet confirmed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from vehicles.renault_api.kamereon.schedules import DAYS

from .wire_schedules import UnreadablePlan

CHARGE, PRECONDITIONING, BOTH = "CHARGE", "PRECONDITIONING", "CHARGE_AND_PRECONDITIONING"
TYPES = (CHARGE, PRECONDITIONING, BOTH)
MOST = 5

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DAY_FIELDS = tuple(f"programActivation{name.capitalize()}" for name in DAYS)


@dataclass(frozen=True, slots=True)
class Departure:
    """One departure program: `time` in minutes since local midnight, days from 0 (Monday).

    `type` is one of TYPES, or what else a car told. `place` is its place in the car's list, None for a
    new one.
    """

    time: int
    days: frozenset[int]
    type: str = CHARGE
    active: bool = True
    place: int | None = None


class DepartureFault(Enum):
    """What can be wrong with a departure program."""

    NO_DAY = auto()  # active, and on no day
    DOUBLED = auto()  # another active one departs at the same time of the same day
    TOO_MANY = auto()


@dataclass(frozen=True, slots=True)
class DepartureFlaw:
    """A fault of the program at `index` of the list that was checked, with its field ("days", "time")."""

    fault: DepartureFault
    index: int
    field: str


def departures_from_wire(settings: Mapping[str, Any]) -> tuple[Departure, ...]:
    """Return the departure programs of an ev/settings object; raises UnreadablePlan."""
    programs = settings.get("programs", [])
    if not isinstance(programs, list):
        raise UnreadablePlan("programs is no list")
    return tuple(_departure(place, program) for place, program in enumerate(programs))


def _departure(place: int, program: Any) -> Departure:
    if not isinstance(program, Mapping):
        raise UnreadablePlan("a program is no object")
    match = _CLOCK.fullmatch(str(program.get("programDepartureTime")))
    if match is None:
        raise UnreadablePlan("a program has no departure time")
    return Departure(
        time=int(match[1]) * 60 + int(match[2]),
        days=frozenset(day for day, name in enumerate(_DAY_FIELDS) if program.get(name) is True),
        type=str(program.get("programType", "")),
        active=program.get("programActivationStatus") is True,
        place=place,
    )


def programs_to_wire(settings: Mapping[str, Any], departures: Iterable[Departure]) -> list[dict[str, Any]]:
    """Return `programs[]` with these departures instead, unknown fields of each program kept.

    A program whose place is in no departure is left out.
    """
    told = settings.get("programs") or []
    return [
        {
            **(told[departure.place] if departure.place is not None else {}),
            "programActivationStatus": departure.active,
            "programType": departure.type,
            "programDepartureTime": f"{departure.time // 60:02}:{departure.time % 60:02}",
            **{name: day in departure.days for day, name in enumerate(_DAY_FIELDS)},
        }
        for departure in departures
    ]


def settings_to_wire(settings: Mapping[str, Any], departures: Iterable[Departure]) -> dict[str, Any]:
    """Return the whole object to post: as it was read, but for its programs."""
    return {**settings, "programs": programs_to_wire(settings, departures)}


def flaws_of_departures(departures: Sequence[Departure]) -> list[DepartureFlaw]:
    """Return all that is wrong with the programs before they are sent."""
    flaws = [
        DepartureFlaw(DepartureFault.NO_DAY, index, "days")
        for index, departure in enumerate(departures)
        if departure.active and not departure.days
    ]
    flaws += [
        DepartureFlaw(DepartureFault.DOUBLED, index, "time")
        for index, departure in enumerate(departures)
        if any(_doubles(departure, earlier) for earlier in departures[:index])
    ]
    flaws += [DepartureFlaw(DepartureFault.TOO_MANY, index, "time") for index in range(MOST, len(departures))]
    return flaws


def _doubles(departure: Departure, other: Departure) -> bool:
    return (
        departure.active
        and other.active
        and departure.time == other.time
        and bool(departure.days & other.days)
    )
