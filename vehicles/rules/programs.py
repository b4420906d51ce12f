"""Departure programs that a start of a charge switched off, and how they are given back.

ev/settings is one object, read, changed and written whole; unknown fields are kept.
"""

from collections.abc import Mapping
from typing import Any

_SWITCH = "programActivationStatus"


def programs_of(settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the programs in an object of ev/settings; none where it has none."""
    programs = settings.get("programs")
    if not isinstance(programs, list):
        return []
    return [program for program in programs if isinstance(program, dict)]


def any_active(programs: list[dict[str, Any]]) -> bool:
    """Return whether any of the programs is switched on, so that there is something to remember."""
    return any(program.get(_SWITCH) for program in programs)


def given_back(settings: Mapping[str, Any], remembered: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the settings with the remembered programs, or None where somebody changed them meanwhile.

    Only what was switched off is switched on again: times, days and number must be as remembered, and
    nothing may be on that was off.
    """
    now = programs_of(settings)
    if [_rest(program) for program in now] != [_rest(program) for program in remembered]:
        return None
    if any(there.get(_SWITCH) and not then.get(_SWITCH) for there, then in zip(now, remembered, strict=True)):
        return None
    return {**settings, "programs": remembered}


def _rest(program: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in program.items() if name != _SWITCH}
