"""Contracts and warranties as a household reads them: what it is, until when, what to mind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..rules import contracts
from ..rules.contracts import Contract, State
from .details import day
from .figures import Age, quantity

KINDS: Mapping[str, Promise] = {
    "WARRANTY": gettext_lazy("Warranty"),
    "CONNECTED_SERVICES": gettext_lazy("Connected services"),
    "WARRANTY_MAINTENANCE_CONTRACTS": gettext_lazy("Maintenance contract"),
}
# Renault's codes of the warranties every car comes with.
NAMES: Mapping[str, Promise] = {
    "ManufacturerWarranty": gettext_lazy("Manufacturer's warranty"),
    "MakersWarranty": gettext_lazy("Manufacturer's warranty"),
    "PaintingWarranty": gettext_lazy("Warranty on the paint"),
    "CorrosionWarranty": gettext_lazy("Warranty against corrosion"),
    "GMPeWarranty": gettext_lazy("Warranty on the electric drive"),
    "AssistanceWarranty": gettext_lazy("Roadside assistance"),
}
TONES = {State.RUNNING: "charging", State.ENDS_SOON: "attention", State.NOT_BEGUN: "plugged"}


@dataclass(frozen=True, slots=True)
class ContractLine:
    """One contract: its name, what it is in Renault's words, and when it ends in ours."""

    name: str
    detail: str
    when: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class Contracts:
    """All contracts of a vehicle; `reason` says why there is none."""

    running: list[ContractLine]
    over: list[ContractLine]
    reason: str
    age: Age


def contracts_of(raw: Mapping[str, Any] | None, today: date, reason: str, age: Age) -> Contracts:
    """Return the contracts of a kept answer as they stand today; `reason` is why there is no answer."""
    told = raw.get("contractList") if isinstance(raw, Mapping) else None
    rows = [each for each in told if isinstance(each, Mapping)] if isinstance(told, Sequence) else []
    found = contracts.read(rows, today)
    over = [each for each in found if each.state in (State.ENDED, State.REFUSED)]
    running = [each for each in found if each not in over]
    if raw is not None:
        reason = _("Renault knows of no contract for this vehicle.")
    return Contracts(
        running=[_line(each, today) for each in running],
        over=[_line(each, today) for each in over],
        reason="" if found else reason,
        age=age,
    )


def _line(contract: Contract, today: date) -> ContractLine:
    name = str(NAMES.get(contract.code, "")) or contract.title
    kind = str(KINDS.get(contract.kind, contract.kind.replace("_", " ").capitalize()))
    detail = " · ".join(dict.fromkeys(part for part in (kind, contract.title) if part and part != name))
    return ContractLine(
        name=name or kind,
        detail=detail,
        when=_when(contract, today),
        state=_state(contract),
        tone=TONES.get(contract.state, "unknown"),
    )


def _state(contract: Contract) -> str:
    return {
        State.RUNNING: _("runs"),
        State.ENDS_SOON: _("ends soon"),
        State.NOT_BEGUN: _("not begun"),
        State.ENDED: _("over"),
        State.REFUSED: _("not active"),
    }[contract.state]


def _when(contract: Contract, today: date) -> str:
    if contract.state is State.REFUSED:
        return _("Renault says: %(words)s") % {"words": contract.told_state or _("refused")}
    if contract.state is State.NOT_BEGUN and contract.starts_on is not None:
        return _("Begins on %(day)s") % {"day": day(contract.starts_on)}
    if contract.state is State.ENDED:
        if contract.ends_on is None or contract.ends_on >= today:
            return _("Renault says: %(words)s") % {"words": contract.told_state or _("ended")}
        ago = span((today - contract.ends_on).days)
        return _("Ended %(day)s, %(span)s ago") % {"day": day(contract.ends_on), "span": ago}
    if contract.ends_on is None:
        return _("No end told")
    left = (contract.ends_on - today).days
    text = (
        _("Ends today")
        if left == 0
        else _("Ends in %(span)s, on %(day)s") % {"span": span(left), "day": day(contract.ends_on)}
    )
    if contract.most_km is not None:
        text = _("%(end)s, or at %(km)s if that comes first") % {
            "end": text,
            "km": quantity(contract.most_km, "km"),
        }
    return text


def span(days: int) -> str:
    """Return a length of days as people say it: "23 days", "3 months", "4 years"."""
    if days < 60:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if days < 730:
        months = round(days / 30.4)
        return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}
    years = days // 365
    return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
