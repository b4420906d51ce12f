"""At what width and in which theme a page is looked at."""

from dataclasses import dataclass
from typing import Any

PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844, DESK: 800}


@dataclass(frozen=True, slots=True)
class Look:
    """One width in one theme; `touch` is a screen for fingers, as all phones have."""

    width: int
    theme: str
    touch: bool = False

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}"

    @property
    def size(self) -> dict[str, int]:
        """The window's size, as Playwright takes it."""
        return {"width": self.width, "height": HEIGHTS[self.width]}

    @property
    def context(self) -> dict[str, Any]:
        """The options of a browser context for it; nothing moves, so that nothing is caught half-way."""
        return {
            "viewport": self.size,
            "color_scheme": self.theme,
            "has_touch": self.touch or self.width == PHONE,
            "reduced_motion": "reduce",
            "locale": "en-GB",
            "timezone_id": "Europe/Paris",
        }


LOOKS = tuple(Look(width, theme) for width in (PHONE, DESK) for theme in ("light", "dark"))
