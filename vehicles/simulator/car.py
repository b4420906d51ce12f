"""One car that drives, parks, is plugged in and tells Renault's servers about it."""

import math
import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from .cars import CarRow
from .charger import Charger
from .rhythm import Leg, minutes_for, plan_of_day
from .seen import Climate, Cockpit, Location, Locks, Tyres
from .settings import first_settings, warm_ups
from .timeline import Timeline
from .weather import outside_c, thirst
from .zone import local_day, midnight

ALL = ("battery", "cockpit", "location", "climate", "tyres", "locks", "settings")
AFTER_DRIVE = ("battery", "cockpit", "location", "climate", "tyres", "locks")
RESERVE = 9.0  # the % that nobody drives into
LOW = 23.0  # the % below which somebody sees to a charge
EVENING = 73_800
CLIMATE_SECONDS = 600
LONGEST_STOP = 10_800
CLIMATE_KWH = 0.3
WORTH_IT = 12.0  # the % below which nobody takes the cable out for a charge


class Car:
    """A car from its birth on; `seen` holds what the servers last heard, by concern.

    `on_report(at, concerns)` is called when the car has told something.
    """

    def __init__(self, row: CarRow, seed: int, born_at: float) -> None:
        self.row, self.model, self.seed = row, row.model, seed
        self.timeline = Timeline(born_at)
        self.rng = random.Random(f"{seed}:{row.vin}:carried")
        self.order_rng = random.Random(f"{seed}:{row.vin}:orders")
        self.soc = self.rng.uniform(45, 85) if self.model.electric else 0.0
        self.fuel_l = self.model.tank_l * self.rng.uniform(0.4, 0.9)
        self.mileage = row.mileage
        self.place, self.position, self.direction = "home", row.home, 0
        self.driving = False
        self.climate_on, self._climate_round, self._inside_c = False, 0, 20.0
        self.settings = first_settings(row, born_at)
        self.charger = Charger(self)
        self.pending_modes = 0
        self.done: list[tuple[float, str]] = []
        self.seen: dict[str, NamedTuple] = {}
        self.on_report: Callable[[float, tuple[str, ...]], None] | None = None
        self._plug_draw, self._public_draw = 1.0, 1.0
        self._stops = 0
        self.timeline.push(born_at, self._first_word)
        self.timeline.push(born_at, self._begin_day)

    def battery_c(self, outside: float, charging: bool) -> float:
        """Return the temperature of the battery in °C: slower than the air, warmer while charging."""
        return round(12 + (outside - 12) * 0.7 + (6 if charging else 0))

    def report(self, at: float, *concerns: str) -> None:
        """Tell the servers how things stand."""
        for concern in concerns:
            look = _LOOKS.get(concern)
            if look:
                self.seen[concern] = look(self, at)
        if self.on_report:
            self.on_report(at, concerns)

    def turn_climate_on(self, at: float, inside: float = 21.0) -> None:
        """Warm or cool the car for ten minutes, unless the battery is too low for it."""
        if self.driving or self.soc < self.model.soc_threshold:
            return
        self.climate_on, self._inside_c = True, inside
        self._climate_round += 1
        self.soc = max(0.0, self.soc - CLIMATE_KWH / self.model.battery_kwh * 100)
        self.timeline.push(at + CLIMATE_SECONDS, self._climate_over, self._climate_round)
        self.report(at, "climate")

    def turn_climate_off(self, at: float) -> None:
        if self.climate_on:
            self.climate_on = False
            self._climate_round += 1
            self.report(at, "climate", "battery")

    def plan_warm_ups(self, at: float) -> None:
        """Plan what is left of today's warm-ups by the settings that hold now."""
        tomorrow = midnight(local_day(at) + timedelta(days=1))
        for ready in warm_ups(self.row, self.settings, at + CLIMATE_SECONDS, tomorrow + CLIMATE_SECONDS):
            self.timeline.push(ready - CLIMATE_SECONDS, self._warm_up, self.settings.changed_at)

    def _first_word(self, at: float) -> None:
        self.report(at, *ALL)

    def _begin_day(self, at: float) -> None:
        day = local_day(at)
        self.timeline.push(midnight(day + timedelta(days=1)), self._begin_day)
        plan = plan_of_day(self.seed, self.row, day)
        self._plug_draw, self._public_draw = plan.plugs_in, plan.public
        for leg in plan.legs:
            if leg.at > at:
                self.timeline.push(leg.at, self._depart, leg, leg.km)
        if self.model.electric:
            self.plan_warm_ups(at)
            for hour in (1, 4, 7, 10, 13, 16, 19, 22):  # a sleeping car wakes now and then and says how it is
                self.timeline.push(midnight(day) + round((hour + self.rng.random() * 2) * 3600), self._wake)

            self.timeline.push(midnight(day) + EVENING, self._look_after)

    def _look_after(self, at: float) -> None:
        """See in the evening to a car that could not be driven tomorrow, whatever brought it there."""
        if self.place != "home" or self.driving or self.soc >= LOW:
            return
        if not self.charger.plugged:
            self.charger.plug(at, self.model.home_kw, "home")
        elif not self.charger.charging:
            self.charger.decide(at)
            self.report(at, "battery")

    def _wake(self, at: float) -> None:
        if not self.driving and not self.charger.charging:
            self.report(at, "battery")

    def _warm_up(self, at: float, settled_at: float) -> None:
        if settled_at == self.settings.changed_at and self.place == "home":
            self.turn_climate_on(at)

    def _climate_over(self, at: float, round_: int) -> None:
        if round_ == self._climate_round:
            self.turn_climate_off(at)

    def _depart(self, at: float, leg: Leg, km: float) -> None:
        if self.driving or (self.place == "stop" and km == leg.km):
            self.timeline.push(at + 1200, self._depart, leg, km)
            return
        if self.place == leg.place:
            return
        kwh_km = self._kwh_per_km(at, leg) if self.model.electric else 0.0
        reach = self._reach_km(kwh_km)
        if not leg.far and self.place == "home" and reach < km * 2.1:
            return  # too little to come back on: they take the bus
        if self.charger.plugged:
            self.charger.unplug(at)
        if self.climate_on:
            self.climate_on = False
            self._climate_round += 1
        distance = km if reach >= km else max(1.0, reach * 0.95)
        self.driving = True
        self.direction = _bearing(self.position, leg.position)
        self.report(at, "battery", "climate", "locks")
        arrival = round(at + minutes_for(leg.km) * 60 * distance / leg.km)
        self.timeline.push(arrival, self._arrive, leg, km, distance, kwh_km)

    def _arrive(self, at: float, leg: Leg, km: float, driven: float, kwh_km: float) -> None:
        self.driving = False
        self.mileage = round(self.mileage + driven, 2)
        share = driven / km
        (north, east), (to_north, to_east) = self.position, leg.position
        self.position = north + (to_north - north) * share, east + (to_east - east) * share
        self.place = leg.place if driven >= km else "stop"
        if self.model.electric:
            self.soc = max(1.0, self.soc - driven * kwh_km / self.model.battery_kwh * 100)
        else:
            self._burn(at, driven)
        self.report(at, *AFTER_DRIVE)
        if self.model.electric:
            self._plug_in_perhaps(at, leg, km - driven, kwh_km)

    def _go_on(self, at: float, leg: Leg, km: float, stop: int) -> None:
        if stop == self._stops and self.place == "stop" and not self.driving:
            self._depart(at, leg, km)

    def _plug_in_perhaps(self, at: float, leg: Leg, km_left: float, kwh_km: float) -> None:
        soon = at + round(self.rng.uniform(60, 300))
        model, habits = self.model, self.row.habits
        if self.place == "stop":
            needed = km_left * kwh_km / model.battery_kwh * 100 + RESERVE + 8
            target = min(82.0, max(needed, self.soc + 20))
            source = max(model.max_dc_kw, model.max_ac_kw)
            self._stops += 1
            go_on = partial(self._go_on, leg=leg, km=km_left, stop=self._stops)
            self.timeline.push(
                soon,
                self.charger.plug,
                source,
                "stop",
                target,
                lambda end: self.timeline.push(end + 150, go_on),
            )
            self.timeline.push(soon + LONGEST_STOP, go_on)  # were the charge paused, they leave all the same
        elif self.place == "home":
            if self.soc < habits.plug_below or (
                self._plug_draw < habits.plug_chance and self.soc < self.charger.target - WORTH_IT
            ):
                self.timeline.push(soon, self.charger.plug, model.home_kw, "home")
        elif self.place == "away":
            self.timeline.push(soon, self.charger.plug, min(7.4, model.max_ac_kw), "away")
        elif self._public_draw < habits.public_chance or self.soc < LOW:
            self.timeline.push(soon, self.charger.plug, min(22.0, model.max_ac_kw), self.place)

    def _burn(self, at: float, km: float) -> None:
        cold = 1 + 0.004 * max(0.0, 18 - outside_c(self.seed, at))
        self.fuel_l -= km * self.model.consumption / 100 * cold * self.rng.uniform(0.92, 1.1)
        if self.fuel_l < self.model.tank_l * 0.14:
            self.fuel_l = self.model.tank_l * self.rng.uniform(0.9, 1.0)

    def _kwh_per_km(self, at: float, leg: Leg) -> float:
        speed = 1.17 if leg.far else 1.0
        weather = thirst(outside_c(self.seed, at))
        return self.model.consumption / 100 * weather * speed * self.rng.uniform(0.93, 1.07)

    def _reach_km(self, kwh_km: float) -> float:
        if not self.model.electric:
            return math.inf
        return max(0.0, self.soc - RESERVE) / 100 * self.model.battery_kwh / kwh_km

    def _see_climate(self, at: float) -> Climate:
        outside = outside_c(self.seed, at)
        inside = self._inside_c if self.climate_on else outside + (3 if self.driving else 1)
        tells = "next_start" in self.model.quirks
        coming = warm_ups(self.row, self.settings, at, at + 86_400) if tells else []
        return Climate(at, self.climate_on, inside, outside, coming[0] if coming else None)

    def _see_tyres(self, at: float) -> Tyres:
        warm = (outside_c(self.seed, at) - 12) * 8
        fl, fr, rl, rr = (round((2480 + offset + warm) / 10) * 10 for offset in (0, 10, -30, -20))
        return Tyres(at, (fl, fr, rl, rr))


def _bearing(start: tuple[float, float], end: tuple[float, float]) -> int:
    east = (end[1] - start[1]) * math.cos(math.radians(start[0]))
    return round(math.degrees(math.atan2(east, end[0] - start[0]))) % 360


_LOOKS: dict[str, Callable[[Car, float], Any]] = {
    "battery": lambda car, at: car.charger.seen(at) if car.model.electric else None,
    "cockpit": lambda car, at: Cockpit(at, car.mileage, car.fuel_l),
    "location": lambda car, at: Location(at, car.position, car.direction),
    "climate": Car._see_climate,
    "tyres": Car._see_tyres,
    "locks": lambda car, at: Locks(at, not car.driving),
}
