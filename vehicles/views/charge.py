"""One charge of a vehicle: its curve, its figures, how they are known, and what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from .. import clock
from ..charts.chart import Window
from ..dates import date_format
from ..models import ChargeRecord, ChargeSession, EnergySource, SessionStatus
from ..rules import charge_records
from . import access, charge_links, charge_words
from .chart_asked import of_event
from .chart_cards import ChartCard, event_card
from .figures import UNKNOWN, day_and_time, number, quantity
from .frames import frame

# What is shown before the start and after the end: a share of the charge's length.
_MARGIN, _SHORTEST_MARGIN = 0.1, timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ChargeFact:
    """One figure of the strip: unknown is a dash with its reason."""

    label: str
    text: str
    detail: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of Renault's list, in Renault's own words."""

    label: str
    fields: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class ChargePage:
    day: str
    hours: str
    goes_on: bool
    facts: list[ChargeFact]
    chart: ChartCard
    how: list[str]
    note: str
    set_by: str
    records: list[SourceRow]
    links: Mapping[str, str]
    list_url: str
    earlier: Neighbour | None
    later: Neighbour | None


@require_safe
@access.member
def vehicle_charge(request: HttpRequest, vehicle_id: int, session_id: int) -> HttpResponse:
    charge = access.charge(request, vehicle_id, session_id)
    context = {"page": _page(request, charge), "frame": frame(charge.vehicle, "vehicle-charges")}
    return render(request, "vehicles/charge.html", context)


def _page(request: HttpRequest, charge: ChargeSession) -> ChargePage:
    vehicle, now = charge.vehicle, clock.now()
    records = list(charge.records.order_by("started_at", "pk"))
    return ChargePage(
        day=charge_words.day(charge.started_at, vehicle.zone),
        hours=charge_words.hours(charge, vehicle.zone),
        goes_on=charge.ended_at is None,
        facts=_facts(charge, now),
        chart=event_card(request, vehicle, "charge_curve", of_event(request, vehicle, _window(charge, now))),
        how=_how(charge, records),
        note=charge.note_set,
        set_by=_set_by(charge),
        records=[_source(record, charge) for record in records],
        links=charge_links.of(vehicle, charge) if access.may_drive(request, vehicle) else {},
        list_url=reverse("vehicle-charges", args=[vehicle.pk]),
        earlier=_neighbour(charge, later=False),
        later=_neighbour(charge, later=True),
    )


def _window(charge: ChargeSession, now: datetime) -> Window:
    end = charge.ended_at or max(now, charge.started_at + _SHORTEST_MARGIN)
    margin = max((end - charge.started_at) * _MARGIN, _SHORTEST_MARGIN)
    start = (charge.started_at - margin).replace(microsecond=0)
    return Window(start, (end + margin).replace(microsecond=0))


def _facts(charge: ChargeSession, now: datetime) -> list[ChargeFact]:
    facts = [
        ChargeFact(
            _("Energy"),
            charge_words.energy(charge),
            charge_words.how_known(charge) if charge.known_energy_kwh is not None else "",
            _("Renault told none, and it cannot be worked out from what is known."),
        ),
        ChargeFact(
            _("State of charge"),
            charge_words.percent(charge),
            _gained(charge),
            _("It was told neither at the start nor at the end."),
        ),
        ChargeFact(
            _("Length"), charge_words.length(charge, now), _("so far") if charge.ended_at is None else ""
        ),
        ChargeFact(
            _("Average power"),
            charge_words.power(charge),
            _highest(charge),
            _("It is the energy by the time, of which one is not known."),
        ),
    ]
    if charge.cost_set is not None:
        facts.append(ChargeFact(_("Cost"), number(float(charge.cost_set), 2), _("entered by hand")))
    if charge.mileage_km is not None:
        facts.append(ChargeFact(_("Mileage"), quantity(charge.mileage_km, "km")))
    return facts


def _gained(charge: ChargeSession) -> str:
    if charge.start_percent is None or charge.end_percent is None:
        return ""
    return _("%(percent)s gained") % {"percent": quantity(charge.end_percent - charge.start_percent, "%")}


def _highest(charge: ChargeSession) -> str:
    if charge.measured_power_kw is not None:
        return _("at most %(power)s flowed") % {"power": quantity(charge.measured_power_kw, "kW", 1)}
    if charge.admissible_power_kw is not None:
        return _("the car would accept %(power)s") % {"power": quantity(charge.admissible_power_kw, "kW", 1)}
    return ""


def _how(charge: ChargeSession, records: list[ChargeRecord]) -> list[str]:
    """Return how the charge and its energy are known, in sentences."""
    sentences = [_origin(charge, len(records)), _length_sentence(records), _energy_sentence(charge)]
    if charge.energy_set_kwh is not None and charge.energy_kwh is not None:
        told = {"energy": quantity(charge.energy_kwh, "kWh", 1)}
        sentences.append(_("Without that entry it would be %(energy)s.") % told)
    if charge.end_status:
        status = {"status": charge.end_status}
        sentences.append(
            _("Renault says that it ended with “%(status)s”, which it says of good charges, too.") % status
            if charge.end_status != "ok"
            else _("Renault says that it ended well (“%(status)s”).") % status
        )
    return [sentence for sentence in sentences if sentence]


def _origin(charge: ChargeSession, records: int) -> str:
    if charge.status == SessionStatus.BY_HAND:
        return _("Its start and its end were set by hand.")
    rows = ngettext(
        "It is %(count)s row of Renault's list of charges.",
        "It is %(count)s rows of Renault's list of charges, put together: one charge, told in parts.",
        records,
    ) % {"count": records}
    if records and charge.from_readings:
        return rows + " " + _("Our own readings saw it, too.")
    if records:
        return rows
    return _(
        "Only our own readings tell of it; Renault's list does not (yet). Start and end may be off by as "
        "much as lies between two readings."
    )


def _length_sentence(records: list[ChargeRecord]) -> str:
    """Return what is odd in the lengths that Renault tells beside start and end; nothing where they agree."""
    told = [record for row in records if (record := charge_records.read(row.raw)) is not None]
    odd = sum(charge_records.duration_agrees(record) is False for record in told)
    words = ngettext(
        "The length that Renault tells in one row does not fit its own start and end; these count.",
        "The length that Renault tells in %(count)s rows does not fit their starts and ends; these count.",
        odd,
    )
    return words % {"count": odd} if odd else ""


def _energy_sentence(charge: ChargeSession) -> str:
    if charge.known_energy_kwh is None:
        return ""
    return {
        EnergySource.TOLD: _("Renault told the energy."),
        EnergySource.STATE_OF_CHARGE: _(
            "The energy is an estimate: the state of charge gained, times the usable capacity of the battery."
        ),
        EnergySource.AVAILABLE_ENERGY: _(
            "The energy is an estimate: what was in the battery at the end, less what was in it at the start."
        ),
        EnergySource.BY_HAND: _("The energy was entered by hand."),
    }.get(charge.known_energy_source, "")  # type: ignore[call-overload]


def _set_by(charge: ChargeSession) -> str:
    if charge.edited_at is None:
        return ""
    words = {
        "who": str(charge.edited_by) if charge.edited_by else _("somebody who is no longer here"),
        "when": day_and_time(charge.edited_at, charge.vehicle.zone),
    }
    return _("Last changed by %(who)s, %(when)s.") % words


def _source(record: ChargeRecord, charge: ChargeSession) -> SourceRow:
    at = record.started_at
    label = _("Without a start") if at is None else day_and_time(at, charge.vehicle.zone)
    return SourceRow(label, [(str(name), _raw(value)) for name, value in sorted(record.raw.items())])


def _raw(value: object) -> str:
    return UNKNOWN if value is None or value == "" else str(value)


def _neighbour(charge: ChargeSession, *, later: bool) -> Neighbour | None:
    others = ChargeSession.objects.that_count().filter(vehicle_id=charge.vehicle_id)
    same = Q(started_at=charge.started_at)
    if later:
        beyond = Q(started_at__gt=charge.started_at) | (same & Q(pk__gt=charge.pk))
        found = others.filter(beyond).order_by("started_at", "pk").first()
    else:
        beyond = Q(started_at__lt=charge.started_at) | (same & Q(pk__lt=charge.pk))
        found = others.filter(beyond).newest_first().first()
    if found is None:
        return None
    zone = charge.vehicle.zone
    url = reverse("vehicle-charge", args=[charge.vehicle_id, found.pk])
    return Neighbour(url, date_format(found.started_at.astimezone(zone), "WEEKDAY_DAY"))
