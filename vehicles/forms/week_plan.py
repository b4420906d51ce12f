"""A week plan as a form: each program on or off, and for each day a start and a length.

The visual editor writes into these same fields. Whatever is wrong stands beside its field, and what was
typed stays, be it no time at all.
"""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from ..rules.schedule_checks import Fault, Flaw, flaws_of
from ..rules.schedules import DAY, PROGRAMS, Entry, PlanKind, Program, WeekPlan
from .day_times import LengthField, TimeOfDayField

EVERY_DAY, WEEKDAYS, WEEKEND = range(7), range(5), range(5, 7)
# What a preset begins with where nothing is written yet: start and length.
FIRST = {PlanKind.CHARGE: ("00:00", "6:00"), PlanKind.CLIMATE: ("07:30", "")}


def field_name(number: int, what: str, day: int | None = None) -> str:
    """Return the name of a field of a program: "active", or "start" and "length" of a day."""
    return f"p{number}-{what}" if day is None else f"p{number}-{day}-{what}"


class WeekPlanForm(forms.Form):
    """The five programs of one kind; `plan` holds what was written once the form has been checked.

    `shown` is the plan to begin with, which starts once a day at most; `offset` is what local times are
    ahead of the car's own clock, in minutes. `time_words` says an entry's day, time and end.
    """

    def __init__(self, data: QueryDict | None = None, *, shown: WeekPlan, offset: int = 0) -> None:
        super().__init__(data)
        self.kind = shown.kind
        self.offset = offset
        self.plan = shown
        for program in shown.programs:
            self._add_fields(program)

    def _add_fields(self, program: Program) -> None:
        number = program.number
        active = forms.BooleanField(label=_("Active"), required=False, initial=program.active)
        self.fields[field_name(number, "active")] = active
        for day in EVERY_DAY:
            entry = next(iter(program.on(day)), None)
            self.fields[field_name(number, "start", day)] = TimeOfDayField(
                required=False, initial=None if entry is None else entry.time
            )
            if self.kind is PlanKind.CHARGE:
                self.fields[field_name(number, "length", day)] = LengthField(
                    required=False, initial=None if entry is None else entry.minutes
                )

    def clean(self) -> dict[str, Any]:
        programs = [self._program(number) for number in PROGRAMS]
        self.plan = WeekPlan.of(self.kind, programs)
        wrong = {name.partition("-")[0] for name in self.errors}
        for flaw in flaws_of(self.plan, self.offset):
            # A program whose only time could not be read is not said to be empty.
            if flaw.fault is not Fault.EMPTY or f"p{flaw.number}" not in wrong:
                self.add_error(field_name(flaw.number, flaw.field, flaw.day), self._words(flaw))
        return self.cleaned_data

    def _program(self, number: int) -> Program:
        entries = [self._entry(number, day) for day in EVERY_DAY]
        active = self.cleaned_data.get(field_name(number, "active"), False)
        return Program(number, active).holding(entry for entry in entries if entry is not None)

    def _entry(self, number: int, day: int) -> Entry | None:
        start_name, length_name = field_name(number, "start", day), field_name(number, "length", day)
        start, length = self.cleaned_data.get(start_name), self.cleaned_data.get(length_name)
        if self.kind is PlanKind.CLIMATE:
            return None if start is None else Entry(day * DAY + start)
        if start is not None and length is None and length_name not in self.errors:
            self.add_error(length_name, _("Say how long it charges."))
        if length is not None and start is None and start_name not in self.errors:
            self.add_error(start_name, _("Say when it starts."))
        return None if start is None or length is None else Entry(day * DAY + start, length)

    def _words(self, flaw: Flaw) -> str:
        if flaw.fault is Fault.OVERLAP and flaw.other is not None:
            return _overlap_words(self.kind, flaw, flaw.other)
        return {
            Fault.OFF_GRID: _("Cars take quarter hours only: :00, :15, :30 or :45."),
            Fault.TOO_SHORT: _("A charge lasts a quarter of an hour at least."),
            Fault.TOO_LONG: _("A charge lasts 24 hours at most."),
            Fault.EMPTY: _("This program is active and plans nothing. Give it a time, or switch it off."),
            Fault.NO_ROOM: _(
                "By this car's own clock this falls on a day that has a start already, and no other program "
                "is free to take it. Clear a program, or leave out one of the two."
            ),
        }[flaw.fault]


def _overlap_words(kind: PlanKind, flaw: Flaw, other: Entry) -> str:
    time = f"{other.time // 60:02}:{other.time % 60:02}"
    if kind is PlanKind.CLIMATE:
        return _("Program %(number)s is ready at this time already.") % {"number": flaw.other_number}
    end = (other.time + other.minutes) % DAY
    return _("The charge of program %(number)s that starts at %(time)s still runs, until %(end)s.") % {
        "number": flaw.other_number,
        "time": time,
        "end": f"{end // 60:02}:{end % 60:02}",
    }


# Presets: they change what is written, as it is written, and send nothing.


def changed(data: QueryDict, do: str, kind: PlanKind, off_peak: list[list[int]]) -> QueryDict:
    """Return the fields as a preset leaves them; `do` is "copy-1", "weekdays-2", "off-peak-1-0" and so on."""
    fields = data.copy()
    what, _dash, rest = do.rpartition("-") if not do.startswith("off-peak-") else ("off-peak", "", do[9:])
    number, _dash, window = rest.partition("-")
    if not number.isdecimal() or int(number) not in PROGRAMS:
        return fields
    program = int(number)
    if what == "copy":
        _copy(fields, program)
    elif what in ("weekdays", "weekend"):
        days = WEEKDAYS if what == "weekdays" else WEEKEND
        _fill(fields, program, days, *_first_written(fields, program, days, kind, off_peak))
    elif what == "off-peak" and window.isdecimal() and int(window) < len(off_peak):
        _fill(fields, program, EVERY_DAY, *_texts(off_peak[int(window)]))
    elif what == "clear":
        _fill(fields, program, EVERY_DAY, "", "")
        fields.pop(field_name(program, "active"), None)
    return fields


def _fill(fields: QueryDict, program: int, days: range, start: str, length: str) -> None:
    for day in days:
        fields[field_name(program, "start", day)] = start
        fields[field_name(program, "length", day)] = length
    if start:
        fields[field_name(program, "active")] = "on"


def _first_written(
    fields: QueryDict, program: int, days: range, kind: PlanKind, off_peak: list[list[int]]
) -> tuple[str, str]:
    for day in days:
        if start := fields.get(field_name(program, "start", day)):
            return start, fields.get(field_name(program, "length", day), "")
    if kind is PlanKind.CHARGE and off_peak:
        return _texts(off_peak[0])
    return FIRST[kind]


def _texts(window: list[int]) -> tuple[str, str]:
    start, minutes = window
    return f"{start // 60:02}:{start % 60:02}", f"{minutes // 60}:{minutes % 60:02}"


def _copy(fields: QueryDict, program: int) -> None:
    source = fields.get(f"p{program}-copy-from", "")
    to = fields.get(f"p{program}-copy-to", "")
    days = {"weekdays": WEEKDAYS, "weekend": WEEKEND, "every": EVERY_DAY}.get(to)
    if source not in map(str, EVERY_DAY) or days is None:
        return
    start = fields.get(field_name(program, "start", int(source)), "")
    length = fields.get(field_name(program, "length", int(source)), "")
    _fill(fields, program, days, start, length)
