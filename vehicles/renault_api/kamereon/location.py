"""Where the car is: personal data, so it never shows in a repr."""

from dataclasses import dataclass, field

from .answer import Answer


@dataclass
class KamereonVehicleLocationData(Answer):
    """Degrees; some cars add `gpsDirection`, kept in `raw_data`."""

    lastUpdateTime: str | None = None
    gpsLatitude: float | None = field(default=None, repr=False)
    gpsLongitude: float | None = field(default=None, repr=False)
