"""The controls of a vehicle: what it can be told, as buttons, and why not where it cannot."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from .. import clock
from ..forms.commands import FORMS, CommandForm
from ..models import Command, CommandKind, TokenScope, Vehicle, VehicleStatus
from ..rules import commands as rules
from ..services import commands
from ..services.command_words import saying
from ..services.commands import CommandRefused
from . import access
from .bearer import by_token, token_of
from .command_lines import CommandLine, last_lines, when
from .frames import frame

DEFAULT_CABIN_C = 21


@dataclass(frozen=True, slots=True)
class Control:
    """One thing the vehicle can be told, or the reason why it cannot."""

    kind: str
    label: str
    icon: str
    form: CommandForm | None
    why_not: str = ""
    confirm: str = ""
    note: str = ""
    outline: bool = False


@dataclass(frozen=True, slots=True)
class ControlGroup:
    """Controls that belong together."""

    key: str
    title: str
    controls: list[Control]


@dataclass(frozen=True, slots=True)
class ControlsPage:
    url: str
    groups: list[ControlGroup]
    log_url: str
    abilities_url: str
    why_none: str
    last: CommandLine | None
    answer: str = ""


def controls_page(
    request: HttpRequest,
    vehicle: Vehicle,
    now: datetime,
    *,
    bound: CommandForm | None = None,
    answer: str = "",
) -> ControlsPage:
    """Return the controls of a vehicle; `bound` stands in for the form that was sent and is wrong."""
    why_none = _why_none(request, vehicle)
    groups = [] if why_none else _groups(vehicle, bound)
    return ControlsPage(
        url=reverse("vehicle-controls", args=[vehicle.pk]),
        groups=groups,
        log_url=reverse("vehicle-commands", args=[vehicle.pk]),
        abilities_url=reverse("vehicle-capabilities", args=[vehicle.pk]),
        why_none=why_none,
        last=last_lines([vehicle], now).get(vehicle.pk),
        answer=answer,
    )


def _why_none(request: HttpRequest, vehicle: Vehicle) -> str:
    """Why nothing at all can be told to this vehicle by this person; empty where something can."""
    if not access.may_drive(request, vehicle):
        return _("Owners and drivers can tell this vehicle what to do. You can see what was asked of it.")
    if vehicle.status != VehicleStatus.FOLLOWED or vehicle.account is None:
        return _("This vehicle is not on a Renault account any more, so it cannot be told anything.")
    return ""


def _groups(vehicle: Vehicle, bound: CommandForm | None) -> list[ControlGroup]:
    def control(kind: str, label: str, icon: str, *, outline: bool = False, confirm: str = "") -> Control:
        lack = _lack(vehicle, kind)
        sent = bound is not None and bound.data.get("kind") == kind
        form = None if lack else bound if sent else _new_form(vehicle, kind)
        note = "" if lack else _note(vehicle, kind)
        return Control(kind, label, icon, form, lack, confirm, note, outline)

    charging = [
        control(CommandKind.START_CHARGE, _("Start charging"), "zap"),
        control(CommandKind.STOP_CHARGE, _("Stop charging"), "circle-stop", outline=True),
    ]
    cabin = [
        control(CommandKind.START_PRECONDITIONING, _("Warm up or cool down"), "fan"),
        control(CommandKind.STOP_PRECONDITIONING, _("Stop warming up"), "circle-stop", outline=True),
    ]
    finding = [
        control(
            CommandKind.LIGHTS,
            _("Flash the lights"),
            "lightbulb",
            outline=True,
            confirm=_("Flash the lights of %(name)s now?") % {"name": vehicle.name},
        ),
        control(
            CommandKind.HORN,
            _("Sound the horn"),
            "megaphone",
            outline=True,
            confirm=_("Sound the horn of %(name)s now? Everybody nearby will hear it.")
            % {"name": vehicle.name},
        ),
        control(CommandKind.REFRESH_POSITION, _("Ask where it is"), "map-pin", outline=True),
    ]
    groups = [
        ControlGroup("charging", pgettext("what is planned", "Charging"), charging),
        ControlGroup("cabin", _("Cabin"), cabin),
        ControlGroup("finding", _("Finding it"), finding),
    ]
    return groups if vehicle.charges else [groups[2]]


def quick_controls(request: HttpRequest, vehicle: Vehicle, *, plugged: bool, charging: bool) -> list[Control]:
    """Return the one or two controls that make sense now, for the head of the vehicle's page."""
    if _why_none(request, vehicle) or not vehicle.charges:
        return []
    wanted = [(CommandKind.START_PRECONDITIONING, _("Warm up"), "fan")]
    if charging:
        wanted.insert(0, (CommandKind.STOP_CHARGE, _("Stop charging"), "circle-stop"))
    elif plugged:
        wanted.insert(0, (CommandKind.START_CHARGE, _("Start charging"), "zap"))
    return [
        Control(kind, label, icon, _new_form(vehicle, kind), outline=True)
        for kind, label, icon in wanted
        if not _lack(vehicle, kind)
    ]


def _lack(vehicle: Vehicle, kind: str) -> str:
    lack = commands.ability_of(vehicle, kind).lack
    if lack is not None:
        return str(saying(lack.value).words)
    if kind == CommandKind.REFRESH_POSITION and not vehicle.positions_on:
        return _("Positions are switched off for this vehicle.")
    return ""


def _new_form(vehicle: Vehicle, kind: str) -> CommandForm:
    initial: dict[str, object] = {}
    mine = Command.objects.filter(vehicle=vehicle, kind=kind).newest_first()
    if kind == CommandKind.START_PRECONDITIONING:
        last = mine.values_list("arguments__temperature_c", flat=True).first()
        initial["temperature_c"] = f"{last or DEFAULT_CABIN_C:g}"
    form = FORMS[kind](vehicle=vehicle, kind=kind, initial=initial)
    return _fitted(form, kind)


def _fitted(form: CommandForm, kind: str) -> CommandForm:
    """Say who keeps a time, and ask about programs only where starting a charge switches them off."""
    mode = commands.ability_of(form.vehicle, CommandKind.START_CHARGE).mode
    if "at" in form.fields:
        form.fields["at"].help_text = _who_keeps_a_time(form.vehicle, kind)
    if "give_back" in form.fields:
        if not rules.switches_programs_off(CommandKind.START_CHARGE, mode):
            form.fields["give_back"].widget = form.fields["give_back"].hidden_widget()
        else:
            chosen = Command.objects.filter(vehicle=form.vehicle, kind=CommandKind.START_CHARGE)
            last = chosen.newest_first().values_list("arguments__give_back", flat=True).first()
            form.initial["give_back"] = True if last is None else last
    return form


def _note(vehicle: Vehicle, kind: str) -> str:
    """What starting does besides."""
    if rules.switches_programs_off(kind, commands.ability_of(vehicle, kind).mode):
        return _("This model charges by switching its departure programs off. They are remembered.")
    return ""


def _who_keeps_a_time(vehicle: Vehicle, kind: str) -> str:
    if rules.is_timed(kind, commands.ability_of(vehicle, kind).mode):
        return _("The car itself keeps the time.")
    return _("This model cannot be told a time, so it is kept here and sent when it comes.")


@by_token(TokenScope.COMMAND, method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
@access.member
def vehicle_controls(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    if request.method == "POST":
        return _ask(request, vehicle)
    return _shown(request, vehicle, controls_page(request, vehicle, clock.now()))


@require_safe
@access.member
def last_command(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    line = last_lines([vehicle], clock.now()).get(vehicle.pk)
    return render(request, "vehicles/_last_command.html", {"command": line})


def _shown(request: HttpRequest, vehicle: Vehicle, page: ControlsPage, status: int = 200) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, "vehicles/_controls.html", {"controls": page})
    context = {"controls": page, "frame": frame(vehicle, "vehicle-controls")}
    return render(request, "vehicles/vehicle_controls.html", context, status=status)


def _ask(request: HttpRequest, vehicle: Vehicle) -> HttpResponse:
    if not access.may_drive(request, vehicle):
        raise PermissionDenied
    kind = request.POST.get("kind", "")
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST, vehicle=vehicle, kind=kind)
    command = _asked(request, vehicle, kind, form) if form.is_valid() else None
    if token_of(request) is not None:
        return _told_to_program(command, form)
    if command is None:
        page = controls_page(request, vehicle, clock.now(), bound=_fitted(form, kind))
        return _shown(request, vehicle, page, status=422)
    text = _asked_words(command, vehicle)
    if getattr(request, "htmx", False):
        response = _shown(request, vehicle, controls_page(request, vehicle, clock.now(), answer=text))
        response["HX-Trigger"] = '{"refresh": {"target": "[data-live]"}}'
        return response
    messages.success(request, text)
    return redirect("vehicle-controls", vehicle_id=vehicle.pk)


def _told_to_program(command: Command | None, form: CommandForm) -> JsonResponse:
    """Answer a program; asking again with the same key sends nothing anew and tells how it stands."""
    if command is None:
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    told = {"command": command.pk, "kind": command.kind, "key": str(command.key), "state": command.state}
    return JsonResponse(told, status=202)


def _asked(request: HttpRequest, vehicle: Vehicle, kind: str, form: CommandForm) -> Command | None:
    """Ask; a refusal is put beside the field it is about, or above them."""
    data = form.cleaned_data
    try:
        return commands.ask(vehicle, request.user, kind, form.arguments(), data["key"], form.send_at)  # type: ignore[arg-type]
    except CommandRefused as refused:
        field = {"send_at": "at"}.get(refused.field, refused.field)
        form.add_error(field if field in form.fields else None, refusal_words(refused, vehicle))
        return None


def refusal_words(refused: CommandRefused, vehicle: Vehicle) -> str:
    """Return what cannot be and what to do, with the time from which it can where that is known."""
    words = f"{refused.words} {refused.advice}"
    if refused.again_at is not None:
        at = when(refused.again_at, vehicle, clock.now())
        words += " " + _("It can be tried again at %(time)s.") % {"time": at}
    return words


def _asked_words(command: Command, vehicle: Vehicle) -> str:
    now = clock.now()
    if command.send_at is not None:
        return _("Kept here. It is sent at %(time)s, and can be called off in the log until then.") % {
            "time": when(command.send_at, vehicle, now)
        }
    if command.start_at is not None:
        return _("On its way. The car itself begins at %(time)s.") % {
            "time": when(command.start_at, vehicle, now)
        }
    return _("On its way. How it stands shows here within a minute or two.")
