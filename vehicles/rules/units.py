"""The units in which a person reads figures; everything that is stored is metric.

    metric        shown instead
    km            mi
    kWh/100 km    mi/kWh        the other way round: more is less
    °C            °F
    bar           psi

This is the one place that converts.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

KM_OF_A_MILE = 1.609344
PSI_OF_A_BAR = 14.503773773


class Distance(StrEnum):
    KM = "km"
    MILES = "mi"


class Consumption(StrEnum):
    KWH_PER_100_KM = "kWh/100 km"
    MILES_PER_KWH = "mi/kWh"


class Temperature(StrEnum):
    CELSIUS = "°C"
    FAHRENHEIT = "°F"


class Pressure(StrEnum):
    BAR = "bar"
    PSI = "psi"


@dataclass(frozen=True, slots=True)
class Unit:
    """How figures of one metric unit are shown: times `factor`, plus `offset`.

    Where it is `turned`, `factor` is divided by the figure instead: of 20 kWh/100 km comes 3.1 mi/kWh.
    `digits` come on top of those that the metric figure has.
    """

    name: str
    factor: float = 1.0
    offset: float = 0.0
    digits: int = 0
    turned: bool = False
    metric: bool = False

    def show(self, value: float) -> float | None:
        """Return a metric figure in this unit; None where it has none, such as miles by no energy."""
        if self.metric:
            return value
        if self.turned:
            return self.factor / value if value > 0 else None
        return value * self.factor + self.offset

    def show_all(self, values: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
        """Return a lowest and a highest metric figure in this unit, the lowest first."""
        low, high = (None if value is None else self.show(value) for value in values)
        return (high, low) if self.turned else (low, high)

    def show_difference(self, value: float) -> float:
        """Return how far two metric figures lie apart, in this unit."""
        return value if self.metric else value * self.factor

    def digits_of(self, digits: int) -> int:
        """Return with how many digits a figure is shown whose metric one has so many."""
        return max(digits + self.digits, min(digits, 0))

    def even_step(self, step: float) -> float:
        """Return the metric step that is an even number of this unit, and nearest to a metric one."""
        return step if self.metric else max(2, 2 * round(step * self.factor / 2)) / self.factor


_SHOWN: dict[str, Unit] = {
    Distance.MILES: Unit("mi", 1 / KM_OF_A_MILE),
    Consumption.MILES_PER_KWH: Unit("mi/kWh", 100 / KM_OF_A_MILE, turned=True),
    Temperature.FAHRENHEIT: Unit("°F", 1.8, 32.0),
    Pressure.PSI: Unit("psi", PSI_OF_A_BAR, digits=-1),
}


@dataclass(frozen=True, slots=True)
class Units:
    """The units that a person has chosen."""

    distance: str = Distance.KM
    consumption: str = Consumption.KWH_PER_100_KM
    temperature: str = Temperature.CELSIUS
    pressure: str = Pressure.BAR

    @lru_cache(maxsize=512)  # noqa: B019  nothing is kept alive that is larger than four words
    def of(self, metric: str) -> Unit:
        """Return how figures of a metric unit are shown; what has no other unit, such as kWh, as it is."""
        chosen: dict[str, str] = {
            Distance.KM: self.distance,
            Consumption.KWH_PER_100_KM: self.consumption,
            Temperature.CELSIUS: self.temperature,
            Pressure.BAR: self.pressure,
        }
        return _SHOWN.get(chosen.get(metric, "")) or Unit(metric, metric=True)


METRIC = Units()
