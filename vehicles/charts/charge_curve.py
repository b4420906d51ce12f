"""One charge, or any other stretch of time, closely: state of charge and power."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..models import BatterySnapshot, ChargeSession, ChargeState, Vehicle
from ..models.snapshots import CHARGE_CODES
from . import readings, shades
from .chart import MOST_POINTS, MOST_ROWS, Asked, Chart, Column, Kind, Series, Value, Window
from .windows import is_long

_MOST_STRAIGHT = MOST_POINTS // 3  # a start, an end and a gap each


def charge_curve(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of state of charge and power; without readings, of a charge's start and end."""
    if asked.all_rows:
        return Chart("charge_curve", _("Charging curve"), _columns(), _rows(vehicle, asked.window))
    if is_long(asked):
        return _straight(vehicle, asked, [_("For so long a time only the charges' ends are drawn; zoom in.")])
    told = readings.told(
        vehicle,
        BatterySnapshot,
        asked.window,
        {
            "state_of_charge": "state_of_charge",
            "charge": "charge_state",
            "measured": "charge_power_kw",
            "admissible": "admissible_power_kw",
        },
    )
    if len(told.at) < 2:
        words = _("No reading of ours lies in this charge: the line joins its start and its end.")
        return _straight(vehicle, asked, [words])
    power, notes = _power(told)
    percent = told.values["state_of_charge"]
    return Chart(
        "charge_curve",
        _("Charging curve"),
        _columns(),
        _rows(vehicle, asked.window, newest=MOST_ROWS),
        x=told.at,
        series=[Series("state_of_charge", _("State of charge"), "%", percent), *power],
        shaded=shades.charges(vehicle, asked.window),
        notes=notes,
        more_rows=told.readings > MOST_ROWS,
        y_range=(0, 100),
    )


def _while_charging(told: readings.Told, name: str) -> list[Value]:
    """Return a power while it charges: many cars keep telling the last one when the charge is over."""
    charging = told.states("charge", CHARGE_CODES[ChargeState.CHARGING])
    pairs = zip(charging, told.values[name], strict=True)
    return [value if holds else None for (_at, holds), value in pairs]


def _power(told: readings.Told) -> tuple[list[Series], list[str]]:
    measured, admissible = _while_charging(told, "measured"), _while_charging(told, "admissible")
    if any(measured):
        label, values, notes = _("Power"), measured, []
    elif any(admissible):
        label, values = _("Power, at most"), admissible
        notes = [_("This car tells the power that it would accept, not what flows.")]
    else:
        return [], []
    return [Series("power", label, "kW", values, "steps", "right", digits=1, tone="plugged")], notes


def _straight(vehicle: Vehicle, asked: Asked, notes: list[str]) -> Chart:
    """Return a line from start to end of each charge: all that is known of one before our first reading."""
    found = ChargeSession.objects.that_count().filter(
        vehicle_id=vehicle.pk, started_at__gte=asked.window.start, started_at__lte=asked.window.end
    )
    at: list[float] = []
    percent: list[float | None] = []
    columns = ("started_at", "ended_at", "start_percent", "end_percent")
    newest = found.order_by("-started_at").values_list(*columns)[:_MOST_STRAIGHT]
    for start, end, low, high in reversed(newest):
        if end is not None and low is not None and high is not None:
            at += [start.timestamp(), end.timestamp(), end.timestamp() + 1]
            percent += [low, high, None]
    return Chart(
        "charge_curve",
        _("Charging curve"),
        _columns(),
        _rows(vehicle, asked.window, newest=MOST_ROWS),
        x=at,
        series=[Series("state_of_charge", _("State of charge"), "%", percent)],
        shaded=shades.charges(vehicle, asked.window),
        notes=notes if at else [],
        y_range=(0, 100),
        empty=_("Nothing is known of the state of charge in this time."),
    )


def _columns() -> list[Column]:
    return [
        Column("reported_at", _("Time"), "time"),
        Column("state_of_charge", _("State of charge"), unit="%"),
        Column("power", _("Power"), unit="kW", digits=1),
        Column("admissible_power", _("Power, at most"), unit="kW", digits=1),
        Column("energy", _("Energy in the battery"), unit="kWh", digits=1),
        Column("charge_state", _("Charge"), "text"),
    ]


def _rows(vehicle: Vehicle, window: Window, newest: int | None = None) -> Iterator[tuple[object, ...]]:
    found = readings.rows(vehicle, BatterySnapshot, window)
    if newest is not None:
        found = found.order_by("-reported_at", "-correction")[:newest]
    words = dict(ChargeState.choices)
    columns = ("charge_power_kw", "admissible_power_kw", "available_energy_kwh", "charge_state")
    told = found.values_list("reported_at", "state_of_charge", *columns)
    for *figures, state in told.iterator(chunk_size=2000):
        yield (*figures, str(words[state]) if state in words else None)


def _charges(vehicle: Vehicle) -> bool:
    return vehicle.charges


KINDS = (Kind("charge_curve", charge_curve, _charges, ranges=()),)
