"""What was measured, printed as it comes, each against its limit."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """Prints figures and remembers which missed their limit."""

    missed: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def figure(
        self,
        what: str,
        value: float,
        unit: str,
        *,
        most: float | None = None,
        least: float | None = None,
        digits: int = 1,
    ) -> None:
        """Print a figure; one above `most` or below `least` counts as missed."""
        limit = "" if most is None else f"  (at most {most:g})"
        limit += "" if least is None else f"  (at least {least:g})"
        if (most is not None and value > most) or (least is not None and value < least):
            limit += "  MISSED"
            self.missed.append(f"{what}: {value:.{digits}f} {unit}")
        print(f"  {what:<58}{value:>12,.{digits}f} {unit}{limit}", flush=True)

    def text(self, text: str) -> None:
        print(f"  {text}", flush=True)

    def end(self) -> int:
        """Print the verdict and return the exit status."""
        self.title("All limits are kept." if not self.missed else "Limits that were missed:")
        for each in self.missed:
            self.text(each)
        return 1 if self.missed else 0
