"""The plug of one car: when it charges, how fast, and what is left to remember."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .battery import INTO_BATTERY, admissible_kw, minutes_to, power_kw
from .seen import Battery, Charge
from .settings import charge_windows
from .weather import outside_c, thirst

if TYPE_CHECKING:
    from .car import Car

IDLE, WAITING, ENDED, CHARGING = 0.0, 0.1, 0.2, 1.0
FAST_KW = 25.0
PAUSES, FAST_PAUSES = (360, 600), (240, 400)  # seconds between two words of a charging car


class Charger:
    """Charges a car; `state` is the wire's chargingStatus, `charges` all that have ended."""

    def __init__(self, car: Car) -> None:
        self._car = car
        self.plugged = False
        self.state = IDLE
        self.charges: list[Charge] = []
        self.place = "home"
        self._source_kw = 0.0
        self._target = 100.0
        self._then: Callable[[float], None] | None = None
        self._round = 0  # a decision makes the events of earlier ones void
        self._kw = 0.0
        self._last_kw: float | None = None
        self._since = 0.0
        self._began: tuple[float, float, float] = (0.0, 0.0, 0.0)
        self._kwh = 0.0
        self._until = 0.0

    @property
    def charging(self) -> bool:
        return self.state == CHARGING

    def plug(
        self,
        at: float,
        source_kw: float,
        place: str,
        target: float | None = None,
        then: Callable[[float], None] | None = None,
    ) -> None:
        """Plug the car in where it stands; `then` is called when a fast charge has done its part."""
        if self.plugged or self._car.driving or self._car.place != place:
            return
        self.plugged, self._source_kw, self.place, self._then = True, source_kw, place, then
        self._target = target or 0.0
        self.decide(at)
        self._car.report(at, "battery")

    def unplug(self, at: float) -> None:
        if self.charging:
            self._finish(at, reached=False)
        self._round += 1
        self.plugged, self.state, self._then, self._target = False, IDLE, None, 0.0

    def decide(self, at: float) -> None:
        """Charge now or wait, as the owner's settings say; away from home nobody waits."""
        if not self.plugged:
            return
        if self.charging:
            self._finish(at, reached=False)
        self._round += 1
        windows = charge_windows(self._car.row, self._car.settings, at) if self.place == "home" else None
        if self._car.soc >= self.target - 0.5:
            self.state = ENDED
        elif windows is None:
            self._begin(at, float("inf"))
        elif windows[0].start <= at:
            self._begin(at, windows[0].end)
        else:
            self.state = WAITING
            self._car.timeline.push(windows[0].start, self._open, self._round)

    def start_now(self, at: float) -> None:
        """Charge whatever the settings say, until full or unplugged."""
        if self.plugged and not self.charging and self._car.soc < self.target - 0.5:
            self._round += 1
            self._begin(at, float("inf"))

    def pause(self, at: float) -> None:
        """Stop until told to start, or unplugged."""
        if self.plugged:
            if self.charging:
                self._finish(at, reached=False)
            self._round += 1
            self.state = IDLE

    @property
    def target(self) -> float:
        """The state of charge at which this charge ends, in %."""
        if self._target:
            return self._target
        limited = "ev/soc-levels" in self._car.model.reads
        return float(self._car.settings.soc_target) if limited else 100.0

    def seen(self, at: float) -> Battery:
        """Return what the car says of its battery now."""
        car = self._car
        temperature = outside_c(car.seed, at)
        remaining = 0
        if self.charging:
            remaining = minutes_to(car.model, self._source_kw, car.soc, self.target, temperature)
        consumption = car.model.consumption * thirst(temperature)
        return Battery(
            at=at,
            soc=car.soc,
            plugged=self.plugged,
            state=self.state,
            power_kw=self._kw if self.charging else self._last_kw,
            admissible_kw=admissible_kw(car.model, car.soc, temperature),
            remaining_minutes=remaining,
            range_km=car.soc / 100 * car.model.battery_kwh / consumption * 100,
            temperature=car.battery_c(temperature, self.charging),
        )

    def _open(self, at: float, round_: int) -> None:
        if round_ == self._round:
            self.decide(at)
            self._car.report(at, "battery")

    def _begin(self, at: float, until: float) -> None:
        self.state, self._since, self._until, self._kwh = CHARGING, at, until, 0.0
        self._flow(at)
        self._began = (at, self._car.soc, self._kw)
        self._push_tick(at)

    def _flow(self, at: float) -> None:
        self._kw = power_kw(self._car.model, self._source_kw, self._car.soc, outside_c(self._car.seed, at))
        self._last_kw = self._kw

    def _push_tick(self, at: float) -> None:
        shortest, longest = FAST_PAUSES if self._source_kw > FAST_KW else PAUSES
        pause = self._car.rng.uniform(shortest, longest)
        missing = (self.target - self._car.soc) / 100 * self._car.model.battery_kwh
        full = at + missing / (self._kw * INTO_BATTERY) * 3600
        self._car.timeline.push(
            min(round(at + pause), max(round(full), at + 1), self._until), self._tick, self._round
        )

    def _tick(self, at: float, round_: int) -> None:
        if round_ != self._round:
            return
        self._take(at)
        if self._car.soc >= self.target - 0.05:
            self._finish(at, reached=True)
            self.state = ENDED
            if self._then:
                self._then(at)
        elif at >= self._until:
            self.decide(at)
        else:
            self._flow(at)
            self._push_tick(at)
        self._car.report(at, "battery")

    def _take(self, at: float) -> None:
        """Put into the battery what has flowed since the last look."""
        kwh = self._kw * INTO_BATTERY * (at - self._since) / 3600
        self._kwh += kwh
        self._since = at
        self._car.soc = min(100.0, self._car.soc + kwh / self._car.model.battery_kwh * 100)

    def _finish(self, at: float, reached: bool) -> None:
        if not reached:
            self._take(at)
        began, soc, start_kw = self._began
        self.state = IDLE
        if at - began >= 60:
            self.charges.append(
                Charge(began, at, soc, self._car.soc, self._kwh, start_kw, self.place, reached)
            )
