"""The state of charge of one vehicle over time, with its charges, and the range that the car foresees."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext as _

from ..models import BatterySnapshot, ChargeState, PlugState, Vehicle
from ..models.snapshots import CHARGE_CODES, PLUG_CODES
from . import days, readings, shades
from .chart import MOST_ROWS, Asked, Chart, Column, Kind, Lane, Series, Span, Value, Window
from .windows import is_long

Rows = list[tuple[object, ...]]


def state_of_charge(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the state of charge: charges are shaded, beneath lies when it was plugged in."""
    title = _("State of charge")
    if asked.all_rows:
        return Chart("state_of_charge", title, _columns(), _every_row(vehicle, asked.window))
    if is_long(asked):
        return _long_state_of_charge(vehicle, asked.window, title)
    columns = {"state_of_charge": "state_of_charge", "plug": "plug_state", "charge": "charge_state"}
    told = readings.told(vehicle, BatterySnapshot, asked.window, columns)
    plugged = shades.while_true(
        told.states("plug", PLUG_CODES[PlugState.PLUGGED]), "plugged", _("Plugged in")
    )
    charging = shades.charges(vehicle, asked.window) or _charging(told)
    return Chart(
        "state_of_charge",
        title,
        _columns(),
        _newest_rows(vehicle, asked.window),
        x=told.at,
        series=[_series(told, "state_of_charge", title, "%")],
        shaded=charging,
        lanes=[Lane("plugged", _("Plugged in"), plugged), Lane("charging", _("Charging"), charging)],
        more_rows=told.readings > MOST_ROWS,
        y_range=(0, 100),
    )


def remaining_range(vehicle: Vehicle, asked: Asked) -> Chart:
    """Build the chart of the range that the car foresees; over months, that of a full battery."""
    title = _("Range")
    if asked.all_rows:
        return Chart("range", title, _columns(), _every_row(vehicle, asked.window))
    if is_long(asked):
        return _long_range(vehicle, asked.window)
    columns = {"range_km": "range_km", "charge": "charge_state"}
    told = readings.told(vehicle, BatterySnapshot, asked.window, columns)
    return Chart(
        "range",
        title,
        _columns(),
        _newest_rows(vehicle, asked.window),
        x=told.at,
        series=[_series(told, "range_km", title, "km", "plugged")],
        shaded=shades.charges(vehicle, asked.window) or _charging(told),
        more_rows=told.readings > MOST_ROWS,
        y_range=_from_nought(told.high.get("range_km") or told.values["range_km"]),
    )


def _long_state_of_charge(vehicle: Vehicle, window: Window, title: str) -> Chart:
    names = ("state_of_charge_last", "state_of_charge_min", "state_of_charge_max")
    told, rows = days.line(vehicle, window, *names)
    return Chart(
        "state_of_charge",
        title,
        [
            Column("day", _("Day"), "day"),
            Column("last", _("Last"), unit="%"),
            Column("low", _("Lowest"), unit="%"),
            Column("high", _("Highest"), unit="%"),
        ],
        rows[:MOST_ROWS],
        x=told.at,
        series=[_series(told, names[0], title, "%")],
        shaded=shades.charges(vehicle, window),
        notes=[
            _("The line is each day's last figure, the band its lowest to its highest."),
            *days.notes(vehicle),
        ],
        more_rows=len(rows) > MOST_ROWS,
        y_range=(0, 100),
    )


def _long_range(vehicle: Vehicle, window: Window) -> Chart:
    told, rows = days.line(vehicle, window, *["range_full_km"] * 3)
    title = _("Range at 100\u202f%")
    return Chart(
        "range",
        title,
        [Column("day", _("Day"), "day"), Column("range_full_km", title, unit="km")],
        [row[:2] for row in rows[:MOST_ROWS]],
        x=told.at,
        series=[_series(told, "range_full_km", title, "km", "plugged")],
        notes=[
            _("Over so long a time: the range with a full battery, the median of each day."),
            *days.notes(vehicle),
        ],
        more_rows=len(rows) > MOST_ROWS,
        y_range=_from_nought(told.high["range_full_km"]),
    )


def _from_nought(values: Sequence[Value]) -> tuple[float, float]:
    highest = max((value for value in values if value is not None), default=0.0)
    return 0.0, max(highest * 1.08, 50.0)


def _series(told: readings.Told, key: str, label: str, unit: str, tone: str = "charging") -> Series:
    return Series(
        key, label, unit, told.values[key], tone=tone, low=told.low.get(key), high=told.high.get(key)
    )


def _charging(told: readings.Told) -> list[Span]:
    charging = told.states("charge", CHARGE_CODES[ChargeState.CHARGING])
    return shades.while_true(charging, "charging", _("Charging"))


def _columns() -> list[Column]:
    return [
        Column("reported_at", _("Time"), "time"),
        Column("state_of_charge", _("State of charge"), unit="%"),
        Column("range_km", _("Range"), unit="km"),
        Column("plug_state", _("Plug"), "text"),
        Column("charge_state", _("Charge"), "text"),
    ]


def _newest_rows(vehicle: Vehicle, window: Window) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a page's table, which are read when they are shown."""
    found = readings.rows(vehicle, BatterySnapshot, window).order_by("-reported_at", "-correction")
    yield from _plain(found[:MOST_ROWS])


def _every_row(vehicle: Vehicle, window: Window) -> Iterator[tuple[object, ...]]:
    return _plain(readings.rows(vehicle, BatterySnapshot, window))


def _plain(found: "QuerySet[BatterySnapshot]") -> Iterator[tuple[object, ...]]:
    plug, charge = _words(PlugState), _words(ChargeState)
    columns = ("reported_at", "state_of_charge", "range_km", "plug_state", "charge_state")
    for at, percent, km, plug_state, charge_state in found.values_list(*columns).iterator(chunk_size=2000):
        yield (at, percent, km, plug.get(plug_state), charge.get(charge_state))


def _words(states: type[TextChoices]) -> dict[str, str]:
    """Return the states in the reader's words, each looked up once for all rows."""
    return {str(state): str(label) for state, label in states.choices}


def _charges(vehicle: Vehicle) -> bool:
    return vehicle.charges


KINDS = (
    Kind("state_of_charge", state_of_charge, _charges, range="week"),
    Kind("range", remaining_range, _charges, range="week"),
)
