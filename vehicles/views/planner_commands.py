"""What was last sent from the planner, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import Command, CommandKind, Vehicle
from ..services import plans
from ..services.command_words import saying
from .figures import moment


@dataclass(frozen=True, slots=True)
class CommandLine:
    """The last command of a kind, and what has become of it."""

    title: str
    state: str
    state_text: str
    tone: str
    text: str
    advice: str
    details: str
    under_way: bool
    again_url: str


_TONES = {
    "confirmed": "charging",
    "refused": "failed",
    "failed": "failed",
    "unknown": "attention",
    "unconfirmed": "attention",
    "expired": "attention",
    "cancelled": "parked",
}
_AGAIN = {
    CommandKind.CHARGE_SCHEDULES: "charging",
    CommandKind.HVAC_SCHEDULES: "climate",
    CommandKind.DEPARTURE_PROGRAMS: "departures",
}
LONG_AGO = timedelta(days=7)


def command_lines(vehicle: Vehicle, kinds: list[str], now: datetime) -> list[CommandLine]:
    """Return the last command of each kind, if it is of this week, the newest first."""
    found = (plans.last_command(vehicle, kind) for kind in kinds)
    recent = [command for command in found if command is not None and now - command.asked_at < LONG_AGO]
    return [_line(command, vehicle, now) for command in sorted(recent, key=lambda each: each.asked_at)[::-1]]


def _line(command: Command, vehicle: Vehicle, now: datetime) -> CommandLine:
    said = saying(command.reason)
    came_to_nothing = command.state in ("refused", "failed", "unknown", "unconfirmed", "expired")
    again = _AGAIN.get(CommandKind(command.kind)) if came_to_nothing else None
    return CommandLine(
        title=command.get_kind_display(),
        state=command.state,
        state_text=command.get_state_display(),
        tone=_TONES.get(command.state, "plugged"),
        text=_text(command, vehicle, now, str(said.words)),
        advice=str(said.advice),
        details=command.error_details,
        under_way=command.state in plans.UNDER_WAY,
        again_url=f"{reverse('planner', args=[vehicle.pk])}?show={again}&again={command.pk}" if again else "",
    )


def _text(command: Command, vehicle: Vehicle, now: datetime, reason: str) -> str:
    values: dict[str, Any] = {
        "who": command.asked_by_name,
        "when": moment(command.asked_at, now, vehicle.zone),
        "shown": moment(command.settled_at, now, vehicle.zone) if command.settled_at else "",
        "reason": reason,
    }
    words = {
        "queued": _("Asked by %(who)s at %(when)s. It goes out in a moment."),
        "sending": _("Asked by %(who)s at %(when)s. It is on its way to Renault."),
        "accepted": _(
            "Asked by %(who)s at %(when)s. Renault took it; the car needs some minutes to show it."
        ),
        "confirmed": _("Asked by %(who)s at %(when)s. The car has it; that was seen at %(shown)s."),
    }
    return words.get(command.state, _("Asked by %(who)s at %(when)s. %(reason)s")) % values
