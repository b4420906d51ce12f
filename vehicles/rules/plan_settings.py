"""Charge mode and limits as a car tells them beside its schedules."""

from collections.abc import Mapping
from typing import Any

# A car reports more modes than it takes (owners' reports); ev/settings writes them in capitals.
_MODES = {
    "always": "always_charging",
    "always_charging": "always_charging",
    "scheduled": "schedule_mode",
    "schedule_mode": "schedule_mode",
}


def charge_mode_in(raw: Mapping[str, Any]) -> str:
    """Return the charge mode in an answer, in the words of what can be sent; what else it says as it is."""
    told = raw.get("chargeMode") or raw.get("mode") or raw.get("chargeModeRq") or ""
    return _MODES.get(str(told).lower(), str(told))


def limits_in(raw: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """Return minimum and target charge (%) in an answer of soc-levels; None for what it does not say."""
    minimum, target = (_percent(raw.get(name)) for name in ("socMin", "socTarget"))
    return minimum, target


def _percent(value: Any) -> int | None:
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
    return int(value) if whole and 0 <= value <= 100 else None
