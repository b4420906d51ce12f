"""What the dashboard shows."""

from dataclasses import dataclass

from .answer import Answer


@dataclass
class KamereonVehicleCockpitData(Answer):
    """Fuel range (km), fuel (l), mileage (km); electric cars say 0 for fuel."""

    fuelAutonomy: float | None = None
    fuelQuantity: float | None = None
    totalMileage: float | None = None


@dataclass
class KamereonVehicleNotificationSettingsData(Answer):
    """Which notifications the owner wants, as received."""
