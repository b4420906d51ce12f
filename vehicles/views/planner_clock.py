"""The clock of a car's schedules, as the planner asks for it; and the changes of clocks that move them."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..dates import date_format
from ..forms.plan_settings import WireClockForm
from ..models import Command, Vehicle
from ..rules.clock_changes import ClockChange, last_change, next_change
from ..rules.schedules import PlanKind, WeekPlan, WireClock, wire_offset
from ..rules.wire_schedules import plan_from_wire
from ..services import plans
from ..services.clock_changes import active_plan
from ..services.schedules import Told
from .plan_words import plan_words, program_words


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the car's times, with what its plans then are."""

    value: str
    title: str
    plans: list[str]
    checked: bool


@dataclass(frozen=True, slots=True)
class ClockPart:
    """The question by which clock the car means its times."""

    asked: bool
    url: str
    readings: list[Reading]
    error: str
    title: str
    readonly: bool
    has_times: bool


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """A change of clocks and the plans that it moves; `put_back` are addresses that undo it."""

    title: str
    lines: list[str]
    text: str
    put_back: list[tuple[str, str]] = field(default_factory=list)


def clock_part(
    vehicle: Vehicle,
    told: dict[str, Told],
    now: datetime,
    *,
    may_send: bool,
    form: WireClockForm | None = None,
) -> ClockPart:
    """Return the question by which clock the car means its times, with both readings of what it has."""
    chosen = form["wire_clock"].value() if form is not None else vehicle.wire_clock
    readings = [
        Reading(WireClock.LOCAL.value, _("Local time"), [], chosen == WireClock.LOCAL),
        Reading(WireClock.UTC.value, _("UTC"), [], chosen == WireClock.UTC),
    ]
    for reading in readings:
        reading.plans.extend(_readings(vehicle, told, WireClock(reading.value), now))
    return ClockPart(
        asked=vehicle.wire_clock == WireClock.UNKNOWN,
        url=reverse("planner-clock", args=[vehicle.pk]),
        readings=readings,
        error=" ".join(str(error) for error in form.errors.get("wire_clock", [])) if form else "",
        title=dict(_titles_of_clocks()).get(vehicle.wire_clock, ""),
        readonly=not may_send,
        has_times=bool(readings[0].plans),
    )


def _titles_of_clocks() -> list[tuple[str, str]]:
    return [
        (WireClock.UTC.value, _("This car keeps its times in UTC, the world's clock.")),
        (WireClock.LOCAL.value, _("This car keeps its times in local time.")),
    ]


def _readings(vehicle: Vehicle, told: dict[str, Told], clock: WireClock, now: datetime) -> list[str]:
    """Return what the car's plans are if it means its times by this clock; none where it has no times."""
    said = []
    titles = {PlanKind.CHARGE: pgettext("what is planned", "Charging"), PlanKind.CLIMATE: _("Warming up")}
    for kind, title in titles.items():
        of_kind = told[plans.KIND_OF[kind]]
        if of_kind.raw is None:
            continue
        try:
            plan = plan_from_wire(kind, of_kind.raw, wire_offset(clock, vehicle.zone, now))
        except ValueError:
            continue
        shown = _as_if_on(plan)
        if not plan.empty:
            said.append(f"{title}: {plan_words(shown)}")
    return said


def _as_if_on(plan: WeekPlan) -> WeekPlan:
    """Return the plan with its programs on, where all are off: their times can be compared all the same."""
    if plan.active:
        return plan
    return replace(plan, programs=tuple(replace(each, active=True) for each in plan.programs))


def change_notice(vehicle: Vehicle, told: dict[str, Told], now: datetime) -> ChangeNotice | None:
    """Return which plans the coming change of clocks moves, or those that the last one has moved."""
    if vehicle.wire_clock != WireClock.UTC:
        return None
    coming = next_change(vehicle.zone, now)
    if coming is not None:
        return _coming(vehicle, told, coming, now)
    past = last_change(vehicle.zone, now)
    return _past(vehicle, told, past, now) if past is not None else None


def _moved_plans(
    vehicle: Vehicle, told: dict[str, Told], change: ClockChange, now: datetime
) -> list[tuple[PlanKind, WeekPlan, WeekPlan]]:
    """Return the plans that are active, as they are before and after the change."""
    found = []
    for kind, command_kind in plans.KIND_OF.items():
        plan = active_plan(vehicle, kind, told[command_kind], now)
        if plan is not None:
            both = (
                (plan, plan.moved(change.minutes)) if change.at > now else (plan.moved(-change.minutes), plan)
            )
            found.append((kind, *both))
    return found


def change_day(change: ClockChange, zone: ZoneInfo) -> str:
    """Return the day of a change of clocks, such as "Sunday 25 October"."""
    return date_format((change.at - timedelta(minutes=1)).astimezone(zone), "LONG_DAY")


def _lines(moved: list[tuple[PlanKind, WeekPlan, WeekPlan]]) -> list[str]:
    """Return a line for each program that moves: what it is before and after the change."""
    titles = {PlanKind.CHARGE: pgettext("what is planned", "Charging"), PlanKind.CLIMATE: _("Warming up")}
    words = _("%(title)s, program %(number)s: %(before)s becomes %(after)s.")
    return [
        words
        % {
            "title": titles[kind],
            "number": program.number,
            "before": program_words(kind, program),
            "after": program_words(kind, after.programs[program.number - 1]),
        }
        for kind, before, after in moved
        for program in before.active
    ]


def _coming(
    vehicle: Vehicle, told: dict[str, Told], change: ClockChange, now: datetime
) -> ChangeNotice | None:
    moved = _moved_plans(vehicle, told, change, now)
    if not moved:
        return None
    day = change_day(change, vehicle.zone)
    return ChangeNotice(
        title=_("The clocks change on %(day)s, and this car's times move with them") % {"day": day},
        lines=_lines(moved),
        text=_(
            "The car keeps its times in UTC. Send the plan again after the change to have it as it is now."
        ),
    )


def _past(vehicle: Vehicle, told: dict[str, Told], change: ClockChange, now: datetime) -> ChangeNotice | None:
    moved = [
        each
        for each in _moved_plans(vehicle, told, change, now)
        if not _sent_since(vehicle, plans.KIND_OF[each[0]], change)
    ]
    if not moved:
        return None
    day = change_day(change, vehicle.zone)
    planner = reverse("planner", args=[vehicle.pk])
    labels = {
        PlanKind.CHARGE: ("charging", _("Put the charging times back")),
        PlanKind.CLIMATE: ("climate", _("Put the warm-up times back")),
    }
    return ChangeNotice(
        title=_("The clocks changed on %(day)s, and this car's times moved with them") % {"day": day},
        lines=_lines(moved),
        text=_("The car keeps its times in UTC."),
        put_back=[
            (f"{planner}?show={labels[kind][0]}&put-back=1", labels[kind][1])
            for kind, _before, _after in moved
        ],
    )


def _sent_since(vehicle: Vehicle, kind: str, change: ClockChange) -> bool:
    newer = Command.objects.filter(vehicle=vehicle, kind=kind, asked_at__gt=change.at)
    return newer.filter(state__in=[*plans.UNDER_WAY, *plans.TAKEN]).exists()
