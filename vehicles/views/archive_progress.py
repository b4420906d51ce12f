"""How far Renault's past of a vehicle has been fetched, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..dates import date_format
from ..models import Archive, ToldList, Vehicle
from ..services import lists
from . import figures

# What waits for longer is told by the clock, and not watched.
SOON = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class ArchiveProgress:
    """A sentence, and whether it is about to change by itself."""

    text: str
    going_on: bool


def progress_of(vehicle: Vehicle, now: datetime) -> ArchiveProgress | None:
    """Return how far the list of past charges has been asked for; None where there can be none."""
    if not vehicle.charges:
        return None
    archive = Archive.objects.filter(vehicle=vehicle).first()
    told = ToldList.objects.filter(vehicle=vehicle, kind=ToldList.CHARGES).first()
    if told is None or told.reached_on is None:
        return _not_begun(archive, vehicle, now)
    records = vehicle.charge_records.count()
    charges = ngettext("%(count)s entry", "%(count)s entries", records) % {"count": figures.number(records)}
    back_to = date_format(told.reached_on, "DAY_YEAR")
    words = {"charges": charges, "day": back_to}
    if told.complete:
        return ArchiveProgress(
            _("Past charges: asked back to %(day)s, %(charges)s; Renault knows of none before that.") % words,
            False,
        )
    windows = ngettext("%(count)s month asked", "%(count)s months asked", told.windows_done)
    words["windows"] = windows % {"count": told.windows_done}
    text = _("Past charges: %(windows)s, back to %(day)s, %(charges)s so far.") % words
    return _waiting(text, archive, vehicle, now)


def _not_begun(archive: Archive | None, vehicle: Vehicle, now: datetime) -> ArchiveProgress:
    if ToldList.CHARGES not in lists.kinds_of(vehicle, now):
        return ArchiveProgress(_("Past charges: Renault does not tell them of this model."), going_on=False)
    return _waiting(_("Past charges: not asked yet."), archive, vehicle, now)


def _waiting(text: str, archive: Archive | None, vehicle: Vehicle, now: datetime) -> ArchiveProgress:
    due_at = archive.due_at if archive is not None else None
    if due_at is None or due_at <= now + SOON:
        return ArchiveProgress(text, going_on=True)
    clock_time = date_format(due_at.astimezone(vehicle.zone), "H:i")
    later = _("It goes on at %(time)s, so that the hour's calls to Renault suffice.") % {"time": clock_time}
    return ArchiveProgress(f"{text} {later}", going_on=False)
