"""The log of a vehicle's commands: who asked what, and what became of it."""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import clock
from ..forms.command_filter import CommandFilterForm
from ..models import Command, Vehicle
from ..services import commands
from ..services.commands import CommandRefused
from . import access
from .command_lines import CommandStory, story_of
from .controls import refusal_words
from .frames import frame

ROWS = 25


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log; `older_url` is empty on the last one."""

    stories: list[CommandStory]
    filter: CommandFilterForm
    filtered: bool
    url: str
    live_url: str
    older_url: str
    is_first: bool


def _page(request: HttpRequest, vehicle: Vehicle) -> LogPage:
    now = clock.now()
    form = CommandFilterForm(request.GET, vehicle=vehicle)
    chosen = form.chosen()
    found = Command.objects.filter(vehicle=vehicle, **chosen).select_related("settled_by", "asked_by")
    before = _before(request.GET, vehicle)
    if before is not None:
        found = found.filter(asked_at__lt=before.asked_at)
    rows = list(found.newest_first()[: ROWS + 1])
    may_drive = access.may_drive(request, vehicle)
    url = reverse("vehicle-commands", args=[vehicle.pk])
    kept = {name: value for name, value in request.GET.items() if name in form.fields and value}
    shown = kept | ({"before": str(before.pk)} if before else {})
    more = rows[ROWS - 1].pk if len(rows) > ROWS else None
    return LogPage(
        stories=[story_of(row, vehicle, now, may_drive=may_drive) for row in rows[:ROWS]],
        filter=form,
        filtered=bool(chosen),
        url=url,
        live_url=reverse("vehicle-commands-live", args=[vehicle.pk]) + _query(shown),
        older_url=url + _query(kept | {"before": str(more)}) if more else "",
        is_first=before is None,
    )


def _before(asked: QueryDict, vehicle: Vehicle) -> Command | None:
    told = asked.get("before", "")
    if not (told.isascii() and told.isdigit() and len(told) < 19):
        return None
    return Command.objects.filter(vehicle=vehicle, pk=int(told)).first()


def _query(values: dict[str, Any]) -> str:
    return f"?{urlencode(values)}" if values else ""


@require_safe
@access.member
def vehicle_commands(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    context = {"page": _page(request, vehicle), "frame": frame(vehicle, "vehicle-controls")}
    return render(request, "vehicles/vehicle_commands.html", context)


@require_safe
@access.member
def commands_live(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    vehicle = access.vehicle(request, vehicle_id)
    return render(request, "vehicles/_commands.html", {"page": _page(request, vehicle)})


@require_POST
@access.member
def command_cancel(request: HttpRequest, vehicle_id: int, command_id: int) -> HttpResponse:
    command = access.command(request, vehicle_id, command_id)
    if commands.cancel(command, request.user):  # type: ignore[arg-type]
        messages.success(request, _("Called off. Nothing is sent."))
    else:
        messages.warning(request, _("It is too late to call this off. See below how it stands."))
    return redirect("vehicle-commands", vehicle_id=vehicle_id)


@require_POST
@access.member
def command_settle(request: HttpRequest, vehicle_id: int, command_id: int) -> HttpResponse:
    command = access.command(request, vehicle_id, command_id)
    arrived = {"yes": True, "no": False}.get(request.POST.get("arrived", ""))
    if arrived is None:
        messages.warning(request, _("Say whether it did arrive or not."))
    elif commands.settle_by_hand(command, request.user, arrived=arrived):  # type: ignore[arg-type]
        messages.success(request, _("Noted. Thank you."))
    else:
        messages.warning(request, _("Somebody has said so already. See below how it stands."))
    return redirect("vehicle-commands", vehicle_id=vehicle_id)


@require_POST
@access.member
def command_give_back(request: HttpRequest, vehicle_id: int, command_id: int) -> HttpResponse:
    command = access.command(request, vehicle_id, command_id)
    try:
        key = uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None
    try:
        commands.give_back(command, request.user, key)  # type: ignore[arg-type]
        messages.success(request, _("On its way: your departure programs are switched on again."))
    except CommandRefused as refused:
        messages.warning(request, refusal_words(refused, command.vehicle))
    return redirect("vehicle-commands", vehicle_id=vehicle_id)
