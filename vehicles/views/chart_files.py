"""A chart's numbers as a CSV file: all rows of the window, sent as they are read."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from django.utils.text import slugify

from ..charts.chart import Chart, Column
from ..rules.csv_cells import text

_BUFFER_ROWS = 500


class _Echo:
    """What the writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_file(chart: Chart, zone: ZoneInfo, name: str) -> StreamingHttpResponse:
    """Return the chart's rows as a file: UTF-8, ISO times with their zone, units in the header."""
    response = StreamingHttpResponse(_chunks(chart, zone), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = disposition(name, chart.key, "csv")
    return response


def disposition(vehicle: str, key: str, kind: str) -> str:
    """Return the header that names a file after the vehicle and the chart."""
    return f'attachment; filename="{slugify(vehicle) or "vehicle"}-{slugify(key)}.{kind}"'


def _chunks(chart: Chart, zone: ZoneInfo) -> Iterator[str]:
    writer = csv.writer(_Echo())
    buffer = ["\ufeff" + writer.writerow([text(_header(column)) for column in chart.columns])]
    for line in _lines(writer, chart.rows, zone):
        buffer.append(line)
        if len(buffer) >= _BUFFER_ROWS:
            yield "".join(buffer)
            buffer.clear()
    yield "".join(buffer)


def _lines(writer: "csv._writer", rows: Iterable[Iterable[object]], zone: ZoneInfo) -> Iterator[str]:
    for row in rows:
        yield writer.writerow([_cell(value, zone) for value in row])


def _header(column: Column) -> str:
    return f"{column.label} ({column.unit})" if column.unit else column.label


def _cell(value: object, zone: ZoneInfo) -> object:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, int | float):
        return value
    return text(str(value))
