"""Charge mode and charge limits, as they stand beside the planner."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from ..forms.plan_settings import ChargeLimitsForm, ChargeModeForm
from ..models import Vehicle
from ..rules.plan_settings import charge_mode_in, limits_in
from ..services.schedules import Told
from .figures import moment, quantity
from .planner_parts import Obstacle, lack_of, obstacle_of


@dataclass(frozen=True, slots=True)
class SettingCard:
    """Mode or limits: the form, or why there is none."""

    key: str
    title: str
    form: forms.Form | None
    url: str
    once: str
    now_text: str
    read_text: str
    obstacle: Obstacle | None
    readonly: bool


def mode_card(
    vehicle: Vehicle, told: Told, now: datetime, *, may_send: bool, form: forms.Form | None = None
) -> SettingCard:
    """Return the charge mode, as the car told it last."""
    said = charge_mode_in(told.raw) if told.raw else ""
    words = {
        "schedule_mode": _("By the plan"),
        "always_charging": _("As soon as it is plugged in"),
        "delayed": _("After a delay, as set in the car"),
    }
    initial = {"mode": said} if said in ("schedule_mode", "always_charging") else {}
    lacking = _lacking(vehicle, told)
    return SettingCard(
        key="mode",
        title=_("Charge mode"),
        form=None if lacking else form or ChargeModeForm(initial=initial),
        url=reverse("planner-mode", args=[vehicle.pk]),
        once=str(uuid.uuid4()),
        now_text=words.get(said, said),
        read_text=_read(vehicle, told, now),
        obstacle=lacking,
        readonly=not may_send,
    )


def limits_card(
    vehicle: Vehicle, told: Told, now: datetime, *, may_send: bool, form: forms.Form | None = None
) -> SettingCard:
    """Return the minimum and target charge, as they were told last."""
    minimum, target = limits_in(told.raw) if told.raw else (None, None)
    texts = []
    if target is not None:
        texts.append(_("target %(level)s") % {"level": quantity(target, "%")})
    if minimum is not None:
        texts.append(_("minimum %(level)s") % {"level": quantity(minimum, "%")})
    lacking = obstacle_of(vehicle, told)
    return SettingCard(
        key="limits",
        title=_("Charge limits"),
        form=None if lacking else form or ChargeLimitsForm(initial={"minimum": minimum, "target": target}),
        url=reverse("planner-limits", args=[vehicle.pk]),
        once=str(uuid.uuid4()),
        now_text=", ".join(texts),
        read_text=_read(vehicle, told, now),
        obstacle=lacking,
        readonly=not may_send,
    )


def _lacking(vehicle: Vehicle, told: Told) -> Obstacle | None:
    """Return why the mode cannot be set; a car that does not tell its mode can still be told one."""
    return obstacle_of(vehicle, told) if told.endpoint else lack_of(vehicle, told)


def _read(vehicle: Vehicle, told: Told, now: datetime) -> str:
    return moment(told.read_at, now, vehicle.zone) if told.read_at else ""
