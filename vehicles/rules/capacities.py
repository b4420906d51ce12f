"""How much a vehicle's battery holds, of what its driver can use: by its model, its owner, its charges.

Model codes do not tell every battery: several models were sold with two under one code, and are left
unknown here. The figures are the makers' own, in kWh.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Below this gain the rounding of the percents weighs too much.
LEAST_GAIN_PERCENT = 10
LEAST_CHARGES = 3
# The efficiency of a charge and the rounding of percents cannot explain what lies outside of this.
BELIEVABLE_KWH = (3.0, 250.0)

OWNER, MODEL, ARCHIVE, UNKNOWN = "owner", "model", "archive", ""


@dataclass(frozen=True, slots=True)
class OfModel:
    """What is publicly known of a model code's batteries: one usable capacity, or several, and a note."""

    sold_with_kwh: tuple[float, ...]
    note: str = ""

    @property
    def kwh(self) -> float | None:
        """The capacity, where there is only one."""
        return self.sold_with_kwh[0] if len(self.sold_with_kwh) == 1 else None


BY_MODEL: Mapping[str, OfModel] = {
    "A4E1VE": OfModel((40.0, 52.0), "Renault 4"),
    "A5E1AE": OfModel((52.0,), "Alpine A290"),
    "R5E1VE": OfModel((40.0, 52.0), "Renault 5"),
    "X071VE": OfModel((21.3,), "Twingo III"),
    "X101VE": OfModel((22.0, 41.0), "Zoe phase 1, the first years with the smaller"),
    "X102VE": OfModel((52.0,), "Zoe phase 2; a few of its first were sold with 41"),
    "XBG1VE": OfModel((26.8,), "Spring; the maker's figure, part of which is held back"),
    "XBG2VE": OfModel((26.8,), "Spring of 2025; the maker's figure, part of which is held back"),
    "XCB1SE": OfModel((60.0, 87.0), "Scenic"),
    "XCB1VE": OfModel((60.0,), "Megane; some countries had one with 40"),
    "XDD1VE": OfModel((40.0, 87.0), "Master"),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the archive's charges say of the whole battery (kWh): median, and where the middle half lies."""

    median_kwh: float
    low_kwh: float
    high_kwh: float
    charges: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """Which usable capacity counts (kWh, None where unknown) and where it comes from."""

    kwh: float | None
    source: str


def estimate(charges: Iterable[tuple[float | None, float | None, float | None]]) -> Estimate | None:
    """Return the estimate from charges (start and end in percent, energy told in kWh), or None for too few.

    Only those count that gained enough. Energy told is what went into the battery on some cars and what
    came from the wall on others, so that it may come out a tenth too high.
    """
    found = sorted(
        energy / (end - start) * 100
        for start, end, energy in charges
        if start is not None and end is not None and energy is not None and end - start >= LEAST_GAIN_PERCENT
    )
    found = [kwh for kwh in found if BELIEVABLE_KWH[0] <= kwh <= BELIEVABLE_KWH[1]]
    if len(found) < LEAST_CHARGES:
        return None
    low, median, high = (round(_quantile(found, share), 1) for share in (0.25, 0.5, 0.75))
    return Estimate(median, low, high, len(found))


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def that_counts(owner_kwh: float | None, model_code: str, archive_kwh: float | None) -> Capacity:
    """Return the capacity that counts: the owner's own figure, else the model's, else the archive's."""
    of_model = BY_MODEL.get(model_code)
    if owner_kwh is not None:
        return Capacity(owner_kwh, OWNER)
    if of_model is not None and of_model.kwh is not None:
        return Capacity(of_model.kwh, MODEL)
    return Capacity(archive_kwh, ARCHIVE if archive_kwh is not None else UNKNOWN)
