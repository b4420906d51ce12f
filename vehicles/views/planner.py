"""The week planner of a vehicle: its charge and warm-up schedules, departure programs, mode and limits."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from .. import clock
from ..forms.departures import DeparturesForm
from ..forms.plan_settings import ChargeLimitsForm, ChargeModeForm, WireClockForm
from ..forms.week_plan import WeekPlanForm, changed
from ..models import Command, CommandKind, Vehicle
from ..rules.clock_changes import last_change
from ..rules.plan_settings import charge_mode_in
from ..rules.schedules import PlanKind, WeekPlan
from ..services import commands, plans, polling, schedules, vehicles
from ..services.commands import CommandRefused
from ..services.plans import CarDepartures, CarPlan, ChangedMeanwhile
from . import access
from .frames import frame
from .planner_clock import ChangeNotice, ClockPart, change_notice, clock_part
from .planner_commands import CommandLine, command_lines
from .planner_departures import DeparturesMaker, DeparturesPart
from .planner_parts import Obstacle, WeekMaker, WeekPart, is_clock_asked
from .planner_settings import SettingCard, limits_card, mode_card
from .vehicle import look_words

SHOWS = {
    "charging": CommandKind.CHARGE_SCHEDULES,
    "climate": CommandKind.HVAC_SCHEDULES,
    "departures": CommandKind.DEPARTURE_PROGRAMS,
}
WEEKS = {"charging": PlanKind.CHARGE, "climate": PlanKind.CLIMATE}


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Live:
    """What goes on by itself: a reading that a person wanted, and the commands of this page."""

    reading: schedules.Reading
    commands: list[CommandLine]
    url: str
    page_url: str
    read_url: str
    read_at: str
    error: str
    # What was read is old: the open page has it read anew, before somebody changes it.
    read_first: bool = False

    @property
    def under_way(self) -> bool:
        return self.reading.pending or any(line.under_way for line in self.commands)


@dataclass(frozen=True, slots=True)
class PlannerPage:
    vehicle_id: int
    zone: str
    show: str
    tabs: list[Tab]
    live: Live
    read_url: str
    may_send: bool
    may_read: bool
    week: WeekPart | None = None
    departures: DeparturesPart | None = None
    obstacle: Obstacle | None = None
    clock: ClockPart | None = None
    change: ChangeNotice | None = None
    cards: list[SettingCard] = field(default_factory=list)
    by_plan: bool = True
    # What a form that was posted and not taken is of: the page's title says it.
    draft: str = ""
    # Whether something in what was posted has to be mended first; it may be far down the page.
    wrong: bool = False


class _Planner:
    """One request to the planner of one vehicle."""

    def __init__(self, request: HttpRequest, vehicle_id: int) -> None:
        self.request = request
        self.vehicle: Vehicle = access.vehicle(request, vehicle_id)
        self.now: datetime = clock.now()
        self.told = schedules.told_by(self.vehicle)
        self.may_send = access.may_drive(request, self.vehicle)

    def show(self) -> str:
        """Return which of the plans is asked for, or the one that this model speaks."""
        asked = self.request.GET.get("show", "")
        if asked in SHOWS:
            return asked
        return "departures" if self._speaks_departures() else "charging"

    def _speaks_departures(self) -> bool:
        return schedules.lack_of(self.vehicle, CommandKind.DEPARTURE_PROGRAMS) is None

    def maker(self, show: str) -> WeekMaker:
        kind = WEEKS[show]
        told, may_send = self.told[plans.KIND_OF[kind]], self.may_send
        return WeekMaker(self.vehicle, kind, told, self.now, may_send=may_send, also=self._other(kind))

    def _other(self, kind: PlanKind) -> WeekPlan | None:
        """Return the plan of the other kind, where it can be shown."""
        other = PlanKind.CLIMATE if kind is PlanKind.CHARGE else PlanKind.CHARGE
        told = self.told[plans.KIND_OF[other]]
        try:
            return plans.car_plan(self.vehicle, other, told, self.now).plan if told.raw else None
        except ValueError:
            return None

    def departures_maker(self) -> DeparturesMaker:
        told = self.told[CommandKind.DEPARTURE_PROGRAMS]
        return DeparturesMaker(self.vehicle, told, self.now, may_send=self.may_send)

    def page(self, show: str, **parts: Any) -> PlannerPage:
        """Return the page; `parts` are what a refused form has made already."""
        if not parts.keys() & {"week", "departures", "obstacle"}:
            parts |= self._part(show)
        is_utc_matter = show != "departures"
        wrong = _is_wrong(parts)
        return PlannerPage(
            vehicle_id=self.vehicle.pk,
            zone=self.vehicle.zone.key,
            show=show,
            tabs=self._tabs(show),
            live=self.live(show),
            read_url=reverse("planner-read", args=[self.vehicle.pk]),
            may_send=self.may_send,
            may_read=bool(schedules.endpoints_of(self.vehicle)),
            clock=parts.pop("clock", None) or (self._clock() if is_utc_matter else None),
            change=change_notice(self.vehicle, self.told, self.now),
            cards=self._cards(parts.pop("cards", {})),
            by_plan=self._charges_by_plan(),
            draft=self._draft(),
            wrong=wrong,
            **parts,
        )

    def _draft(self) -> str:
        if self.request.method != "POST":
            return ""
        name = self.request.resolver_match.url_name if self.request.resolver_match else ""
        titles = {
            "planner-charging": _("Charging, not sent yet"),
            "planner-climate": _("Warming up, not sent yet"),
            "planner-departures": _("Departures, not sent yet"),
            "planner-mode": _("Charge mode, not sent yet"),
            "planner-limits": _("Charge limits, not sent yet"),
        }
        return titles.get(name or "", _("Clock, not kept yet"))

    def _tabs(self, show: str) -> list[Tab]:
        labels = {"charging": pgettext("what is planned", "Charging"), "climate": _("Warming up")}
        if self._speaks_departures():
            labels = {"departures": _("Departures"), **labels}
        url = reverse("planner", args=[self.vehicle.pk])
        return [Tab(label, f"{url}?show={key}", key == show) for key, label in labels.items()]

    def live(self, show: str) -> Live:
        kinds = [SHOWS[show], CommandKind.CHARGE_MODE, CommandKind.CHARGE_LIMITS]
        told = self.told[SHOWS[show]]
        login = self.vehicle.account.login if self.vehicle.account else None
        return Live(
            reading=schedules.reading_of(self.vehicle, self.now),
            commands=command_lines(self.vehicle, kinds, self.now),
            url=f"{reverse('planner-live', args=[self.vehicle.pk])}?show={show}",
            page_url=f"{reverse('planner', args=[self.vehicle.pk])}?show={show}",
            read_at=told.read_at.isoformat() if told.read_at else "",
            error=login.error_in_words if login is not None else "",
            read_url=f"{reverse('planner-read', args=[self.vehicle.pk])}?show={show}",
            read_first=self.may_send and schedules.is_worth_reading(self.vehicle, told, self.now),
        )

    def _clock(self) -> ClockPart | None:
        has_plan = any(self.told[kind].raw is not None for kind in plans.PLAN_OF)
        part = clock_part(self.vehicle, self.told, self.now, may_send=self.may_send)
        return part if has_plan else None

    def _cards(self, forms: dict[str, Any]) -> list[SettingCard]:
        of = {"vehicle": self.vehicle, "now": self.now, "may_send": self.may_send}
        mode, limits = self.told[CommandKind.CHARGE_MODE], self.told[CommandKind.CHARGE_LIMITS]
        return [
            limits_card(told=limits, form=forms.get("limits"), **of),
            mode_card(told=mode, form=forms.get("mode"), **of),
        ]

    def _charges_by_plan(self) -> bool:
        raw = self.told[CommandKind.CHARGE_MODE].raw
        return raw is None or charge_mode_in(raw) != "always_charging"

    def _part(self, show: str) -> dict[str, Any]:
        if show == "departures":
            of_car = self.departures_maker().of_car()
            if isinstance(of_car, Obstacle):
                return {"obstacle": of_car}
            form = DeparturesForm(shown=of_car.departures)
            return {"departures": self.departures_maker().part(of_car, form)}
        maker = self.maker(show)
        plan = maker.of_car()
        if isinstance(plan, Obstacle):
            return {"obstacle": plan}
        form = WeekPlanForm(shown=self._to_begin_with(plan, WEEKS[show]), offset=plan.offset)
        return {"week": maker.part(plan, form)}

    def _to_begin_with(self, of_car: CarPlan, kind: PlanKind) -> WeekPlan:
        """Return the plan that the form starts from: the car's, or a former one that is wanted again."""
        again = self.request.GET.get("again", "")
        if again.isdecimal() and len(again) < 19:
            command = Command.objects.filter(
                pk=int(again), vehicle=self.vehicle, kind=plans.KIND_OF[kind]
            ).first()
            if command is not None:
                return plans.plan_of_command(command, kind, of_car.offset)
        if "put-back" in self.request.GET:
            change = last_change(self.vehicle.zone, self.now)
            if change is not None:
                return of_car.basis.moved(-change.minutes)
        return of_car.basis

    def answer(self, show: str, **parts: Any) -> HttpResponse:
        page = self.page(show, **parts)
        context = {"page": page, "frame": frame(self.vehicle, "planner")}
        return render(self.request, "vehicles/planner.html", context)

    def back(self, show: str) -> HttpResponse:
        return redirect(f"{reverse('planner', args=[self.vehicle.pk])}?show={show}")

    def key(self) -> uuid.UUID:
        """Return the form's one-time key; raises Http404 for none of ours."""
        try:
            return uuid.UUID(self.request.POST.get("once", ""))
        except ValueError:
            raise Http404 from None

    def say_refused(self, error: CommandRefused) -> None:
        messages.error(self.request, f"{error.words} {error.advice}".strip())


def _is_wrong(parts: dict[str, Any]) -> bool:
    """Return whether one of these parts of a page has a mistake in what was posted."""
    week, departures = parts.get("week"), parts.get("departures")
    return (
        (week is not None and week.preview.wrong)
        or (departures is not None and departures.wrong)
        or any(form.errors for form in parts.get("cards", {}).values())
    )


@require_safe
@access.member
def planner(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    it = _Planner(request, vehicle_id)
    return it.answer(it.show())


@require_safe
@access.member
def planner_live(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    return _live(_Planner(request, vehicle_id))


def _live(it: _Planner, **changed: bool) -> HttpResponse:
    live = replace(it.live(it.show()), **changed)
    return render(it.request, "vehicles/_planner_live.html", {"live": live})


def _driven(request: HttpRequest, vehicle_id: int) -> _Planner:
    """Return the planner of a vehicle that this person may tell what to do; raises PermissionDenied."""
    it = _Planner(request, vehicle_id)
    if not it.may_send:
        raise PermissionDenied
    return it


@access.member
def planner_charging(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    return _week(_driven(request, vehicle_id), "charging")


@access.member
def planner_climate(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    return _week(_driven(request, vehicle_id), "climate")


def _week(it: _Planner, show: str) -> HttpResponse:
    """Check, change by a preset, or send a week plan, as the pressed button says."""
    if it.request.method != "POST":
        return it.back(show)
    maker = it.maker(show)
    of_car = maker.of_car()
    if isinstance(of_car, Obstacle) or is_clock_asked(it.vehicle):
        return it.back(show)
    do = it.request.POST.get("do", "send")
    if do == "send":
        return _send_week(it, show, maker, of_car)
    data: QueryDict = it.request.POST
    if do != "check":
        data = changed(data, do, WEEKS[show], it.vehicle.household.off_peak)
    form = WeekPlanForm(data, shown=of_car.shown, offset=of_car.offset)
    part = maker.part(of_car, form)
    if getattr(it.request, "htmx", False):
        template = "vehicles/_plan_preview.html" if do == "check" else "vehicles/_week_form.html"
        return render(it.request, template, {"week": part, "page": it.page(show, week=part)})
    return it.answer(show, week=part)


def _send_week(it: _Planner, show: str, maker: WeekMaker, of_car: CarPlan) -> HttpResponse:
    form = WeekPlanForm(it.request.POST, shown=of_car.shown, offset=of_car.offset)
    if not form.is_valid():
        return it.answer(show, week=maker.part(of_car, form))
    key, seen = it.key(), it.request.POST.get("seen", "")
    try:
        plans.send_plan(it.vehicle, it.request.user, form.plan, of_car=of_car, seen=seen, key=key)  # type: ignore[arg-type]
    except ChangedMeanwhile:
        return it.answer(show, week=maker.part(of_car, form, is_foreign=True))
    except CommandRefused as error:
        it.say_refused(error)
        return it.answer(show, week=maker.part(of_car, form))
    return it.back(show)


@access.member
def planner_departures(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    it = _driven(request, vehicle_id)
    maker = it.departures_maker()
    of_car = maker.of_car()
    if request.method != "POST" or isinstance(of_car, Obstacle):
        return it.back("departures")
    form = DeparturesForm(request.POST, shown=of_car.departures)
    if request.POST.get("do") == "check" or not form.is_valid():
        return it.answer("departures", departures=maker.part(of_car, form))
    return _send_departures(it, maker, of_car, form)


def _send_departures(
    it: _Planner, maker: DeparturesMaker, of_car: CarDepartures, form: DeparturesForm
) -> HttpResponse:
    key, seen = it.key(), it.request.POST.get("seen", "")
    try:
        plans.send_departures(
            it.vehicle,
            it.request.user,  # type: ignore[arg-type]
            form.departures,
            of_car=of_car,
            seen=seen,
            key=key,
        )
    except ChangedMeanwhile:
        return it.answer("departures", departures=maker.part(of_car, form, is_foreign=True))
    except CommandRefused as error:
        it.say_refused(error)
        return it.answer("departures", departures=maker.part(of_car, form))
    return it.back("departures")


@access.member
def planner_mode(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    return _setting(request, vehicle_id, "mode", CommandKind.CHARGE_MODE, ChargeModeForm)


@access.member
def planner_limits(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    return _setting(request, vehicle_id, "limits", CommandKind.CHARGE_LIMITS, ChargeLimitsForm)


def _setting(request: HttpRequest, vehicle_id: int, name: str, kind: str, form_type: Any) -> HttpResponse:
    it = _driven(request, vehicle_id)
    show = it.show()
    if request.method != "POST":
        return it.back(show)
    form = form_type(request.POST)
    if not form.is_valid():
        return it.answer(show, cards={name: form})
    try:
        commands.ask(it.vehicle, request.user, kind, form.cleaned_data, it.key())  # type: ignore[arg-type]
    except CommandRefused as error:
        it.say_refused(error)
        return it.answer(show, cards={name: form})
    return it.back(show)


@access.member
def planner_clock(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    it = _driven(request, vehicle_id)
    show = it.show()
    if request.method != "POST":
        return it.back(show)
    was = it.vehicle.wire_clock
    form = WireClockForm(request.POST, instance=it.vehicle)
    if form.is_valid():
        vehicles.change_settings(it.vehicle, form.cleaned_data, request.user)
        messages.success(request, _("Saved."))
        return it.back(show)
    it.vehicle.wire_clock = was
    part = clock_part(it.vehicle, it.told, it.now, may_send=it.may_send, form=form)
    return it.answer(show, clock=part)


@require_POST
@access.member
def planner_read(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    it = _Planner(request, vehicle_id)
    look = polling.look_at_plan(it.vehicle)
    if getattr(request, "htmx", False):
        return _live(_Planner(request, vehicle_id), read_first=False)
    if not look.asked:
        messages.warning(request, look_words(look, it.vehicle))
    return it.back(it.show())
