"""A chart that was built in metric units is shown in the reader's, in all its parts."""

from datetime import date

import pytest

from vehicles.charts.chart import Chart, Column, Series
from vehicles.charts.in_units import in_units
from vehicles.rules.units import METRIC, Consumption, Distance, Temperature, Units

BRITISH = Units(Distance.MILES, Consumption.MILES_PER_KWH, Temperature.FAHRENHEIT)


def a_chart() -> Chart:
    return Chart(
        "any",
        "Consumption by outside temperature",
        [Column("day", "Day", "day"), Column("y", "Consumption", unit="kWh/100 km", digits=1)],
        iter([[date(2026, 11, 21), 20.0], [date(2026, 11, 22), None]]),
        x_kind="number",
        x=[0.0, 10.0],
        x_label="Outside",
        x_unit="°C",
        series=[
            Series(
                "y", "Consumption", "kWh/100 km", [20.0, None], low=[10.0, None], high=[40.0, None], digits=1
            )
        ],
        y_range=(0.0, 50.0),
    )


def test_columns_rows_axes_and_bands_are_converted() -> None:
    shown = in_units(a_chart(), BRITISH)
    assert [column.unit for column in shown.columns] == ["", "mi/kWh"]
    assert list(shown.rows) == [[date(2026, 11, 21), 3.1069], [date(2026, 11, 22), None]]
    assert (list(shown.x), shown.x_unit) == ([32.0, 50.0], "°F")
    (series,) = shown.series
    assert (series.unit, series.values) == ("mi/kWh", [3.1069, None])
    assert series.low == [1.5534, None], "more is less there: the lowest comes of the highest"
    assert series.high == [6.2137, None]
    assert shown.y_range is None


def test_a_range_of_the_axis_goes_along() -> None:
    chart = Chart(
        "any", "Range", [], [], series=[Series("km", "Range", "km", [160.9344])], y_range=(0.0, 321.8688)
    )
    shown = in_units(chart, BRITISH)
    assert shown.series[0].values == [pytest.approx(100.0)]
    assert shown.y_range == pytest.approx((0.0, 200.0))


def test_a_metric_reader_gets_the_very_same_figures() -> None:
    chart = a_chart()
    shown = in_units(chart, METRIC)
    assert shown.rows is chart.rows
    assert shown.series == chart.series
    assert shown.x is chart.x
