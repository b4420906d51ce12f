"""A command in words: what was asked, how it stands, and how it went, step by step."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from ..dates import date_format
from ..models import Command, CommandKind, CommandState, OfferBack, Vehicle
from ..models.commands import BY_HAND
from ..models.prepared import Prepared, in_key_slots, key_slots
from ..quantities import set_temperature
from ..rules.refusals import Reason
from ..services.command_words import saying
from .figures import THIN, ago, day_and_time

UNDER_WAY = (CommandState.QUEUED, CommandState.SENDING, CommandState.ACCEPTED)
# On a card only what is fresh, under way or waits for somebody's word.
FRESH = timedelta(hours=24)

_TONES = {
    CommandState.CONFIRMED: "charging",
    CommandState.REFUSED: "failed",
    CommandState.FAILED: "failed",
    CommandState.UNKNOWN: "attention",
    CommandState.UNCONFIRMED: "attention",
    CommandState.EXPIRED: "attention",
}


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One command in a line: for the cards, and as the head of its story."""

    id: int
    title: str
    state: str
    text: str
    advice: str
    tone: str
    age: str
    iso: str
    exact: str
    url: str

    @property
    def said(self) -> str:
        """What is read aloud when it changes."""
        return f"{self.title}: {self.text}"


@dataclass(frozen=True, slots=True)
class Step:
    """What happened when."""

    time: str
    iso: str
    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a story: where it posts to, what it sends, and what it asks before."""

    label: str
    url: str
    name: str = ""
    value: str = ""
    outline: bool = True


@dataclass(frozen=True, slots=True)
class CommandStory:
    """One command as the log tells it."""

    line: CommandLine
    who: str
    steps: list[Step]
    renault_said: str
    presses: list[Press] = field(default_factory=list)
    note: str = ""


def title_of(command: Command) -> str:
    """Return what was asked, with what went with it."""
    arguments = command.arguments
    if command.kind == CommandKind.START_PRECONDITIONING:
        return _("Cabin to %(temperature)s") % {"temperature": set_temperature(arguments["temperature_c"])}
    if command.kind == CommandKind.CHARGE_MODE:
        always = arguments["mode"] == "always_charging"
        return _("Charge whenever plugged in") if always else _("Charge by schedule")
    if command.kind == CommandKind.CHARGE_LIMITS:
        return _("Charge between %(minimum)s and %(target)s") % {
            "minimum": f"{arguments['minimum']}{THIN}%",
            "target": f"{arguments['target']}{THIN}%",
        }
    return str(command.get_kind_display())


def line_of(command: Command, vehicle: Vehicle, now: datetime) -> CommandLine:
    """Return the command in a line; `vehicle` has its household loaded."""
    said = saying(command.reason)
    return CommandLine(
        id=command.pk,
        title=title_of(command),
        state=command.state,
        text=_state_words(command, vehicle, now),
        advice=str(said.advice)
        if command.state not in (CommandState.CONFIRMED, CommandState.CANCELLED)
        else "",
        tone=_tone(command),
        age=ago(command.asked_at, now),
        iso=command.asked_at.isoformat(),
        exact=day_and_time(command.asked_at, vehicle.zone),
        url=reverse("vehicle-commands", args=[vehicle.pk]) + f"#command-{command.pk}",
    )


def _tone(command: Command) -> str:
    if command.reason == Reason.CANNOT_TELL:
        return "unknown"  # nothing is the matter: this is as far as it goes
    return _TONES.get(CommandState(command.state), "unknown")


def last_lines(vehicles: Iterable[Vehicle], now: datetime) -> dict[int, CommandLine]:
    """Return the last command of each vehicle, by vehicle id, where it is still worth a line."""
    by_id = {vehicle.pk: vehicle for vehicle in vehicles}
    if not by_id:
        return {}
    found: dict[int, CommandLine] = {}
    for command in _last_of(len(by_id)).ask(in_key_slots(by_id)):
        waits = command.state in (*UNDER_WAY, CommandState.UNKNOWN)
        if waits or now - (command.settled_at or command.asked_at) < FRESH:
            found[command.vehicle_id] = line_of(command, by_id[command.vehicle_id], now)
    return found


@lru_cache(maxsize=32)
def _last_of(vehicles: int) -> Prepared:
    """Return the question for the last commands of so many vehicles: each look at a card asks it."""
    return Prepared(Command.objects.all().last_of(key_slots(vehicles)))


def _state_words(command: Command, vehicle: Vehicle, now: datetime) -> str:
    state = command.state
    if command.proof == BY_HAND:
        arrived = state == CommandState.CONFIRMED
        words = _("Done, as %(name)s saw") if arrived else _("It did not arrive, as %(name)s saw")
        return words % {"name": command.settled_by or _("somebody")}
    if state == CommandState.QUEUED and command.send_at is not None and command.send_at > now:
        return _("Waits here until %(time)s, then it is sent") % {"time": when(command.send_at, vehicle, now)}
    if state == CommandState.ACCEPTED and command.start_in_car_at is not None:
        return _("Renault took it; the car itself begins at %(time)s") % {
            "time": when(command.start_in_car_at, vehicle, now)
        }
    plain = {
        CommandState.QUEUED: _("Waiting to be sent"),
        CommandState.SENDING: _("Being sent to Renault"),
        CommandState.ACCEPTED: _("Renault took it; the car has not shown it yet"),
        CommandState.CONFIRMED: _proved(command, vehicle, now),
        CommandState.CANCELLED: _("Called off before it was sent"),
    }.get(CommandState(state))
    return plain or str(saying(command.reason).words)


def _proved(command: Command, vehicle: Vehicle, now: datetime) -> str:
    if command.proved_at is None:
        return _("Done: a later look at the car showed it")
    return _("Done: the car told it at %(time)s") % {"time": when(command.proved_at, vehicle, now)}


def when(at: datetime, vehicle: Vehicle, now: datetime) -> str:
    """Return an instant on the car's clock, with its day where that is not today."""
    local, today = at.astimezone(vehicle.zone), now.astimezone(vehicle.zone).date()
    clock_time = date_format(local, "H:i")
    return clock_time if local.date() == today else f"{date_format(local, 'WEEKDAY_DAY')}, {clock_time}"


def story_of(command: Command, vehicle: Vehicle, now: datetime, *, may_drive: bool) -> CommandStory:
    """Return the command with all its steps, and what may still be done about it."""
    line = line_of(command, vehicle, now)
    return CommandStory(
        line=line,
        who=_who(command),
        steps=_steps(command, vehicle, line),
        renault_said=_renault_said(command),
        presses=_presses(command, vehicle) if may_drive else [],
        note=_note(command),
    )


def _who(command: Command) -> str:
    if command.by_itself:
        return _("by itself, as %(name)s had chosen") % {"name": command.asked_by_name}
    return command.asked_by_name


def _steps(command: Command, vehicle: Vehicle, line: CommandLine) -> list[Step]:
    told = [
        (command.asked_at, _("Asked for")),
        (command.sending_at if _has_left(command) else None, _("Sent to Renault")),
        (command.answered_at, _("Taken by Renault")),
        (command.settled_at, line.text),
    ]
    return [Step(day_and_time(at, vehicle.zone), at.isoformat(), text) for at, text in told if at is not None]


def _has_left(command: Command) -> bool:
    """Whether it was on its way to Renault, or may have been; the mark alone is set before."""
    if command.state in (CommandState.REFUSED, CommandState.FAILED):
        return bool(command.proof) or (command.state == CommandState.REFUSED and bool(command.error_code))
    return command.sending_at is not None and command.state != CommandState.SENDING


def _renault_said(command: Command) -> str:
    if not command.error_code:
        return ""
    return command.error_details or command.error_code


def _presses(command: Command, vehicle: Vehicle) -> list[Press]:
    def to(name: str) -> str:
        return reverse(name, args=[vehicle.pk, command.pk])

    if command.state == CommandState.QUEUED:
        return [Press(_("Call it off"), to("vehicle-command-cancel"))]
    if command.state == CommandState.UNKNOWN:
        settle = to("vehicle-command-settle")
        return [
            Press(_("It did arrive"), settle, "arrived", "yes"),
            Press(_("It did not"), settle, "arrived", "no"),
        ]
    if command.offer_back in (OfferBack.BY_PRESS, OfferBack.AFTER_CHARGE) and command.state not in UNDER_WAY:
        # The same key until one was given back, so that a second press is the first one.
        key = uuid.uuid5(command.key, f"pressed {command.tries_to_give_back}")
        label = _("Switch the programs on again")
        return [Press(label, to("vehicle-command-give-back"), "key", str(key), outline=False)]
    return []


def _note(command: Command) -> str:
    words = {
        OfferBack.BY_PRESS: _(
            "Your departure programs were switched off for this charge. They are remembered."
        ),
        OfferBack.AFTER_CHARGE: _(
            "Your departure programs were switched off for this charge. "
            "They are switched on again by themselves when it is over."
        ),
        OfferBack.GIVEN: _("Your departure programs have been switched on again."),
    }
    return str(words.get(OfferBack(command.offer_back), ""))
