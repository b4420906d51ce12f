"""How far back the archive of charges reaches, in words."""

from django.utils.translation import gettext as _

from ..dates import date_format
from ..models import ToldList, Vehicle


def how_far_back(vehicle: Vehicle) -> str:
    """Return one sentence on how far Renault's past of the vehicle has been read."""
    told = ToldList.objects.filter(vehicle_id=vehicle.pk, kind=ToldList.CHARGES).first()
    if told is None or told.reached_on is None:
        if vehicle.account is None:
            return _("Charges show here as far as readings and entries of yours tell of them.")
        return _("Renault's list of charges has not been read yet; what our readings tell is here already.")
    reached = {"day": date_format(told.reached_on, "DAY_YEAR")}
    if told.complete:
        return _("Renault's list of charges is read back to %(day)s; it told nothing older.") % reached
    return _("Renault's list of charges is being read: back to %(day)s so far.") % reached
