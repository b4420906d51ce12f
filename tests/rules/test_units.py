"""What is stored is metric; what is read is in the reader's units."""

import pytest

from vehicles.rules.units import METRIC, Consumption, Distance, Pressure, Temperature, Units

BRITISH = Units(Distance.MILES, Consumption.MILES_PER_KWH, Temperature.FAHRENHEIT, Pressure.PSI)


@pytest.mark.parametrize(
    ("metric", "value", "name", "shown"),
    [
        ("km", 100.0, "mi", 62.137),
        ("kWh/100 km", 20.0, "mi/kWh", 3.107),
        ("°C", 21.0, "°F", 69.8),
        ("°C", -40.0, "°F", -40.0),
        ("bar", 2.5, "psi", 36.259),
        ("kWh", 12.5, "kWh", 12.5),
        ("%", 80.0, "%", 80.0),
        ("mi", 5.0, "mi", 5.0),  # shown already
    ],
)
def test_a_metric_figure_is_shown_in_the_chosen_unit(
    metric: str, value: float, name: str, shown: float
) -> None:
    unit = BRITISH.of(metric)
    assert (unit.name, unit.show(value)) == (name, pytest.approx(shown, abs=0.001))
    assert METRIC.of(metric).show(value) == value


def test_miles_of_no_energy_have_no_figure() -> None:
    unit = BRITISH.of("kWh/100 km")
    assert unit.show(0.0) is None
    assert unit.show(-3.0) is None


def test_a_turned_unit_turns_lowest_and_highest_too() -> None:
    assert BRITISH.of("kWh/100 km").show_all((10.0, 20.0)) == (
        pytest.approx(3.107, abs=0.001),
        pytest.approx(6.214, abs=0.001),
    )


def test_a_difference_of_temperatures_has_no_offset() -> None:
    assert BRITISH.of("°C").show_difference(10.0) == pytest.approx(18.0)


def test_a_step_is_even_where_it_is_read() -> None:
    assert METRIC.of("°C").even_step(2) == 2
    assert BRITISH.of("°C").even_step(2) * 1.8 == pytest.approx(4.0)


def test_a_pressure_in_psi_needs_no_decimals() -> None:
    assert (METRIC.of("bar").digits_of(1), BRITISH.of("bar").digits_of(1)) == (1, 0)
