"""The timeline as a CSV file and as JSON."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from .. import reader
from ..rules.stretches import Stretch


def columns() -> tuple[str, ...]:
    """Return the names of the columns, with the reader's unit of distance."""
    return (
        "start",
        "end",
        "what",
        "about",
        f"distance_{reader.unit('km').name}",
        "state_of_charge_start_percent",
        "state_of_charge_end_percent",
        "energy_kwh",
    )


def rows(stretches: Iterable[Stretch], zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """Yield the stretches, the oldest first: ISO 8601 times on the car's clock, None for what is unknown."""
    names, way = columns(), reader.unit("km")
    for each in stretches:
        values = (
            each.start.astimezone(zone).isoformat(timespec="seconds"),
            each.end.astimezone(zone).isoformat(timespec="seconds"),
            each.kind.value,
            each.about,
            None if each.distance_km is None else round(way.show(each.distance_km) or 0.0, 2),
            each.from_percent,
            each.to_percent,
            each.charge.energy_kwh if each.charge is not None else None,
        )
        yield dict(zip(names, values, strict=True))


def csv_text(stretches: Iterable[Stretch], zone: ZoneInfo) -> str:
    """Return the stretches as CSV, with a mark at its beginning by which spreadsheets know UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns())
    writer.writeheader()
    for row in rows(stretches, zone):
        writer.writerow({**row, "about": "yes" if row["about"] else "no"})
    return "\ufeff" + text.getvalue()
