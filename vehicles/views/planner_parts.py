"""What the planner shows: page objects, and how they are made of a vehicle's plans."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.forms import BoundField
from django.urls import reverse
from django.utils.dates import WEEKDAYS as DAY_NAMES
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..forms.week_plan import WeekPlanForm, field_name
from ..models import Vehicle
from ..rules.commands import Lack
from ..rules.schedules import PROGRAMS, Moved, OffGridOffset, PlanKind, WeekPlan, WireClock, one_a_day
from ..rules.wire_schedules import UnreadablePlan, plan_to_wire
from ..services import plans, schedules
from ..services.command_words import saying
from ..services.plans import CarPlan
from ..services.schedules import Told
from .figures import duration, moment
from .plan_words import change_lines, day_entry_words, off_peak_words, off_words, plan_words


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of a program in the list form; `length` is None for ready-at times."""

    day: int
    name: str
    start: BoundField
    length: BoundField | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A preset, or a choice of days: what is sent, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class ProgramPart:
    """One program of the form."""

    number: int
    active: BoundField
    days: list[DayRow]
    presets: list[Choice]
    wrong: bool
    free: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a press on the button would send: in words, with what it changes, and as JSON."""

    words: str
    off: list[str]
    notes: list[str]
    changes: list[str]
    json: str
    wrong: bool
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WeekPart:
    """The form of one week plan with all that stands around it."""

    key: str
    is_charge: bool
    form: WeekPlanForm
    programs: list[ProgramPart]
    url: str
    once: str
    seen: str
    car_words: str
    car_off: list[str]
    read_text: str
    read_at: str
    preview: Preview
    sources: list[Choice]
    targets: list[Choice]
    words: dict[str, Any]
    # What was sent and has not been seen in the car yet.
    sent_words: str = ""
    # Somebody else's change since the form was opened: what the car has now against what is written.
    foreign: list[str] = field(default_factory=list)
    is_foreign: bool = False
    readonly: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why there is nothing to plan here, and what helps. `kind` is "model", "unread", "unreadable", …"""

    kind: str
    title: str
    text: str


WORDS = {"charging": PlanKind.CHARGE, "climate": PlanKind.CLIMATE}


def lack_of(vehicle: Vehicle, told: Told) -> Obstacle | None:
    """Return why this model cannot be told this kind of settings, None where it can."""
    lack = schedules.lack_of(vehicle, told.kind)
    if lack is None:
        return None
    said = saying(lack.value)
    words = "" if lack is Lack.MODEL else said.words  # the title says it already
    return Obstacle("model", _("Not available on this model"), f"{words} {said.advice}".strip())


def obstacle_of(vehicle: Vehicle, told: Told) -> Obstacle | None:
    """Return why this kind of settings cannot be planned, None where it can."""
    if (lacking := lack_of(vehicle, told)) is not None:
        return lacking
    if not told.endpoint:
        return Obstacle(
            "model",
            _("Not available on this model"),
            _("What the car has cannot be read on this model, and what cannot be seen is not overwritten."),
        )
    if told.never:
        return Obstacle(
            "model",
            _("Not available on this vehicle"),
            _("Renault says that it does not know this for this vehicle. It is asked again after a week."),
        )
    if told.raw is None:
        return Obstacle(
            "unread",
            _("Not read yet"),
            _("What the car has must be known before it is changed. Reading takes a minute."),
        )
    return None


class WeekMaker:
    """Makes the part of one week plan, as long as there is no obstacle."""

    def __init__(
        self,
        vehicle: Vehicle,
        kind: PlanKind,
        told: Told,
        now: datetime,
        *,
        may_send: bool,
        also: WeekPlan | None = None,
    ) -> None:
        self.vehicle, self.kind, self.told, self.now = vehicle, kind, told, now
        self.may_send = may_send
        self.also = also  # the plan of the other kind, shown faintly beside

    def of_car(self) -> CarPlan | Obstacle:
        """Return what the car has, or why it cannot be shown."""
        if (lacking := obstacle_of(self.vehicle, self.told)) is not None:
            return lacking
        try:
            return plans.car_plan(self.vehicle, self.kind, self.told, self.now)
        except OffGridOffset as error:
            text = _("The clock of %(zone)s is %(seconds)s s off UTC, and cars take quarter hours only.")
            words = text % {"zone": self.vehicle.zone.key, "seconds": f"{error.seconds:g}"}
            return Obstacle("zone", _("This time zone does not fit"), words)
        except UnreadablePlan as error:
            text = _(
                "What the car told is not understood (%(place)s), so it is not overwritten. "
                "Change it in Renault's own app or in the car, then read it again."
            )
            return Obstacle("unreadable", _("Not understood"), text % {"place": error})
        except ValueError:
            return Obstacle(
                "unreadable",
                _("Too full to be shown"),
                _(
                    "In your time some of its programs start twice a day, and no program is free for that. "
                    "Clear a program in Renault's own app or in the car, then read it again."
                ),
            )

    def part(self, of_car: CarPlan, form: WeekPlanForm, *, is_foreign: bool = False) -> WeekPart:
        """Return the form with what stands around it."""
        key = "charging" if self.kind is PlanKind.CHARGE else "climate"
        return WeekPart(
            key=key,
            is_charge=self.kind is PlanKind.CHARGE,
            form=form,
            programs=[self._program(form, number) for number in PROGRAMS],
            url=reverse(f"planner-{key}", args=[self.vehicle.pk]),
            once=str(uuid.uuid4()),
            seen=of_car.seen,
            car_words=plan_words(of_car.shown),
            car_off=off_words(of_car.shown),
            read_text=moment(self.told.read_at, self.now, self.vehicle.zone) if self.told.read_at else "",
            read_at=self.told.read_at.isoformat() if self.told.read_at else "",
            preview=self.preview(of_car, form),
            sources=[Choice(str(day), str(DAY_NAMES[day])) for day in range(7)],
            targets=[
                Choice("weekdays", _("weekdays")),
                Choice("weekend", _("weekend")),
                Choice("every", _("every day")),
            ],
            words=self._words(),
            sent_words=plan_words(of_car.awaited) if of_car.awaited is not None else "",
            foreign=change_lines(of_car.basis, form.plan) if is_foreign else [],
            is_foreign=is_foreign,
            readonly=not self.may_send,
        )

    def _program(self, form: WeekPlanForm, number: int) -> ProgramPart:
        names = [
            field_name(number, what, day)
            for day in range(7)
            for what in (("start", "length") if self.kind is PlanKind.CHARGE else ("start",))
        ]
        active = form[field_name(number, "active")]
        return ProgramPart(
            number=number,
            active=active,
            days=[self._day(form, number, day) for day in range(7)],
            presets=self._presets(number),
            wrong=bool(active.errors) or any(form[name].errors for name in names),
            free=not active.value() and not any(form[name].value() for name in names),
        )

    def _day(self, form: WeekPlanForm, number: int, day: int) -> DayRow:
        length = form[field_name(number, "length", day)] if self.kind is PlanKind.CHARGE else None
        return DayRow(day, str(DAY_NAMES[day]), form[field_name(number, "start", day)], length)

    def _presets(self, number: int) -> list[Choice]:
        choices = [
            Choice(f"weekdays-{number}", _("Weekdays alike")),
            Choice(f"weekend-{number}", _("Weekend alike")),
        ]
        if self.kind is PlanKind.CHARGE:
            choices += [
                Choice(f"off-peak-{number}-{index}", _("Off-peak %(hours)s") % {"hours": hours})
                for index, hours in enumerate(off_peak_words(self.vehicle.household.off_peak))
            ]
        return [*choices, Choice(f"clear-{number}", _("Clear"))]

    def preview(self, of_car: CarPlan, form: WeekPlanForm) -> Preview:
        """Return what a press on the button would send."""
        wrong = form.is_bound and not form.is_valid()
        if wrong:
            return Preview("", [], [], [], "", wrong=True, errors=_error_lines(form))
        plan = form.plan
        _fitting, moved = one_a_day(plan, of_car.offset)
        return Preview(
            words=plan_words(plan),
            off=off_words(plan),
            notes=[self._moved_words(each) for each in moved],
            changes=change_lines(of_car.basis, plan),
            json=self._json(plan, of_car.offset),
            wrong=False,
        )

    def _moved_words(self, moved: Moved) -> str:
        return _(
            "%(entry)s goes as program %(number)s: by this car's own clock it falls on a day that has a "
            "start already."
        ) % {"entry": day_entry_words(self.kind, moved.entry), "number": moved.to_number}

    def _json(self, plan: WeekPlan, offset: int) -> str:
        rows = [
            {name: value for name, value in schedule.items() if value is not None}
            for schedule in plan_to_wire(plan, offset)
        ]
        lines = [
            "  {"
            + ",\n   ".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in row.items())
            + "}"
            for row in rows
        ]
        return '{"schedules": [\n' + ",\n".join(lines) + "\n]}"

    def _first(self) -> dict[str, int]:
        """Return what a new entry begins with, in minutes."""
        if self.kind is PlanKind.CLIMATE:
            return {"start": 7 * 60 + 30, "length": 0}
        start, minutes = next(iter(self.vehicle.household.off_peak), (0, 6 * 60))
        return {"start": start, "length": minutes}

    def _words(self) -> dict[str, Any]:
        """What the visual editor says; it has no words of its own."""
        return {
            "days": [str(DAY_NAMES[day]) for day in range(7)],
            "short": [str(WEEKDAYS_ABBR[day]) for day in range(7)],
            "kind": self.kind.value,
            "readonly": not self.may_send,
            "first": self._first(),
            "also": [
                {"day": entry.day, "start": entry.time, "length": entry.minutes}
                for program in (self.also.active if self.also is not None else ())
                for entry in program.entries
            ],
            "alsoName": _("Warming up")
            if self.kind is PlanKind.CHARGE
            else pgettext("what is planned", "Charging"),
            "others": _("The other active programs"),
            "block": _("{day}, starts {start}, for {length}, until {end}")
            if self.kind is PlanKind.CHARGE
            else _("{day}, ready at {start}"),
            "empty": _("{day}, nothing planned"),
            "gone": _("{day}: taken away"),
            "hours": duration(60).replace("1", "{hours}"),
            "minutes": duration(15).replace("15", "{minutes}"),
            "both": duration(75).replace("15", "{minutes}").replace("1", "{hours}"),
            "mouse": _(
                "Drag in a day to add a charge, drag it or its ends to change it, double-click to open it."
            )
            if self.kind is PlanKind.CHARGE
            else _("Click in a day to add a time, drag it to change it, double-click to open it."),
            "touch": _("Tap a day to add a charge, then drag it or its ends. Another tap opens it.")
            if self.kind is PlanKind.CHARGE
            else _("Tap a day to add a time, then drag it. Another tap opens it."),
            "keys": _(
                "Arrow keys up and down move the start by a quarter of an hour, with Shift they change the "
                "length. Left and right go to the next day. Enter opens the day, Delete clears it."
            )
            if self.kind is PlanKind.CHARGE
            else _(
                "Arrow keys up and down move the time by a quarter of an hour. Left and right go to the "
                "next day. Enter opens the day, Delete clears it."
            ),
            "grid": _("The week of program {number}"),
        }


def _error_lines(form: WeekPlanForm) -> list[str]:
    """Return each error with its program and day."""
    lines = []
    for name, errors in form.errors.items():
        number, *rest = name.removeprefix("p").split("-")
        day = DAY_NAMES[int(rest[0])] if len(rest) == 2 else ""
        place = _("Program %(number)s %(day)s") % {"number": number, "day": day}
        lines += [f"{place.strip()}: {error}" for error in errors]
    return lines


def is_clock_asked(vehicle: Vehicle) -> bool:
    """Whether somebody must first say by which clock the car means its times."""
    return vehicle.wire_clock == WireClock.UNKNOWN
