"""What a vehicle's contracts and warranties come to: which run, which are over, and until when.

Renault's status lags behind the dates ("ACTIVE" years after the end), so a date counts before a word.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from vehicles.renault_api import KamereonVehicleContract

SOON_DAYS = 60


class State(Enum):
    """Whether a contract holds on a day."""

    RUNNING = "running"
    ENDS_SOON = "ends_soon"
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract in our words; `kind` and `code` are Renault's, `title` is in the login's language."""

    kind: str
    code: str
    title: str
    starts_on: date | None
    ends_on: date | None
    most_km: float | None
    state: State
    told_state: str


def read(told: Iterable[Mapping[str, Any]], today: date) -> list[Contract]:
    """Return the contracts as they stand on a day: those that hold first, by their end, then the others."""
    found = [_contract(KamereonVehicleContract.from_raw(dict(raw)), raw, today) for raw in told]
    return sorted(found, key=_order)


def _contract(told: KamereonVehicleContract, raw: Mapping[str, Any], today: date) -> Contract:
    starts_on, ends_on = _day(told.startDate), _day(told.endDate)
    return Contract(
        kind=told.type or "",
        code=told.code or "",
        title=told.description or told.code or "",
        starts_on=starts_on,
        ends_on=ends_on,
        most_km=_most_km(raw.get("conditions")),
        state=_state((told.status or "").upper(), starts_on, ends_on, today),
        told_state=told.statusLabel or told.status or "",
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _most_km(conditions: Any) -> float | None:
    """Return the mileage at which it ends, where one is told in kilometres."""
    for condition in conditions if isinstance(conditions, list) else []:
        if not isinstance(condition, dict) or condition.get("unlimitedMileage") is True:
            continue
        most, unit = condition.get("maximumMileage"), str(condition.get("mileageUnit") or "km")
        is_number = isinstance(most, int | float) and not isinstance(most, bool)
        if is_number and unit.lower() == "km" and 0 < most < 5_000_000:  # type: ignore[operator]
            return float(most)  # type: ignore[arg-type]
    return None


def _state(status: str, starts_on: date | None, ends_on: date | None, today: date) -> State:
    if status == "REJECTED":
        return State.REFUSED
    if ends_on is not None and ends_on < today:
        return State.ENDED
    if status == "ENDED":
        return State.ENDED
    if starts_on is not None and starts_on > today:
        return State.NOT_BEGUN
    if ends_on is not None and (ends_on - today).days <= SOON_DAYS:
        return State.ENDS_SOON
    return State.RUNNING


def _order(contract: Contract) -> tuple[bool, int, str]:
    """Sort what holds by its end, the nearest first; then what is over, the latest first."""
    if contract.state in (State.ENDED, State.REFUSED):
        return True, -(contract.ends_on or date.min).toordinal(), contract.title
    return False, (contract.ends_on or date.max).toordinal(), contract.title
