"""The time zones a person can choose."""

import zoneinfo

REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def time_zone_choices() -> list[tuple[str, str]]:
    """Return the world's time zones by region and place, as choices."""
    names = sorted(name for name in zoneinfo.available_timezones() if name.partition("/")[0] in REGIONS)
    return [(name, name.replace("_", " ")) for name in [*(name for name in names if "/" in name), "UTC"]]
