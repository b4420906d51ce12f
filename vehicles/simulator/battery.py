"""How a battery takes its charge: power in kW, energy in kWh, state of charge in %."""

from .models import Model

INTO_BATTERY = 0.9  # what is left of the socket's power after the charger


def taper(soc: float, fast: bool) -> float:
    """Return the share of its power that a charge still has; it falls above 80 %."""
    if fast:
        return max(0.12, min(1.0, 1.15 - soc / 130 if soc < 80 else 0.53 - (soc - 80) * 0.022))
    return 1.0 if soc <= 80 else max(0.3, 1.0 - (soc - 80) * 0.033)


def power_kw(model: Model, source_kw: float, soc: float, temperature: float) -> float:
    """Return what flows: less from a weak socket, into a full battery, or into a cold one."""
    fast = source_kw > 25
    most = model.max_dc_kw if fast and model.max_dc_kw else model.max_ac_kw
    chill = 1.0 if not fast or temperature >= 15 else max(0.5, 1 - (15 - temperature) * 0.025)
    return min(source_kw, most * chill) * taper(soc, fast)


def admissible_kw(model: Model, soc: float, temperature: float) -> float:
    """Return the most that the battery would take from any socket."""
    chill = max(0.4, min(1.0, 0.55 + temperature * 0.03))
    return max(model.max_ac_kw, model.max_dc_kw) * chill * taper(soc, fast=True)


def minutes_to(model: Model, source_kw: float, soc: float, target: float, temperature: float) -> int:
    """Return how long the car expects to charge for."""
    minutes, step = 0.0, 5.0
    while soc < target - 0.01:
        rise = min(step, target - soc)
        flow = power_kw(model, source_kw, soc, temperature) * INTO_BATTERY
        minutes += rise / 100 * model.battery_kwh / flow * 60
        soc += rise
    return round(minutes)
