"""What people read when a command came to nothing: what happened, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.refusals import Reason


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence and an advice; either may hold %(…)s for what only the case knows."""

    words: str | Promise
    advice: str | Promise = ""


SAYINGS: Mapping[str, Saying] = {
    Reason.MODEL: Saying(
        _("Not available on this model."),
        _("Owners report that this model cannot be told this over the air; the car's own screen may."),
    ),
    Reason.NO_BATTERY: Saying(_("This vehicle has no battery to plug in."), ""),
    Reason.NO_PROGRAMS: Saying(
        _("This model has no departure programs."), _("It is planned with charge schedules, if at all.")
    ),
    Reason.PROGRAMS: Saying(
        _("This model is planned with departure programs, not with charge schedules."),
        _("Use the departure programs instead."),
    ),
    Reason.BAD_ARGUMENTS: Saying(_("This cannot be sent to a car."), _("Check what you entered.")),
    Reason.BAD_TIME: Saying(
        _("The time must lie ahead, and no more than seven days."), _("Choose another time.")
    ),
    Reason.TOO_MANY: Saying(
        _("This vehicle was told five things in five minutes."), _("Wait a few minutes, then try again.")
    ),
    Reason.BUDGET: Saying(
        _("The hour's calls to Renault are used up, so it was not sent."),
        _("Try again later; the car is as it was."),
    ),
    Reason.COOLING: Saying(
        _("Renault said that its limit of calls is reached, so nothing is sent for a while."),
        _("Leave it alone meanwhile, the phone app included. The car is as it was."),
    ),
    Reason.NO_LOGIN: Saying(
        _("No Renault login is linked for this vehicle."), _("An owner can link one on the household page.")
    ),
    Reason.SIGN_IN: Saying(
        _("Renault wants somebody to sign in again, so it was not sent."),
        _("An owner can sign in on the household page. Then try again."),
    ),
    Reason.TAKEN_OFF: Saying(
        _("This vehicle was taken off the Renault account."),
        _("Add it again in Renault's own app, then link it here."),
    ),
    Reason.POSITIONS_OFF: Saying(
        _("Positions are switched off for this vehicle, so it is not asked where it is."),
        _("An owner can switch them on in the vehicle's settings."),
    ),
    Reason.ROLE: Saying(
        _("Only owners and drivers may tell a vehicle what to do."), _("Ask an owner of the household.")
    ),
    Reason.KEY: Saying(
        _("This form has been used for something else."), _("Load the page again, then press once more.")
    ),
    Reason.NOTHING_TO_GIVE: Saying(_("There is nothing to give back."), _("It was given back already.")),
    Reason.NOT_PLUGGED: Saying(
        _("The car is not plugged in, so it cannot charge."), _("Plug it in, then try again.")
    ),
    Reason.BATTERY_LOW: Saying(
        _("The battery is too low for this."), _("Charge the car first; then it will do it.")
    ),
    Reason.PRIVACY: Saying(
        _("Privacy mode is on in the car, so it takes nothing from outside."),
        _("Choose another profile on the car's screen, then try again."),
    ),
    Reason.CONTRACT: Saying(
        _("Renault does not allow this for this car."),
        _("It may not be part of its contract. See in Renault's own app whether the service is active."),
    ),
    Reason.IN_PROGRESS: Saying(
        _("Another change is still on its way to the car."), _("Wait a few minutes, then try again.")
    ),
    Reason.NOT_AVAILABLE: Saying(
        _("Renault says that this is not available on this model."), _("The car itself may be able to do it.")
    ),
    Reason.QUOTA: Saying(
        _("Renault's own limit of calls is reached, so it was not done."),
        _("Leave it alone for a while, the phone app included. The login's page says until when."),
    ),
    Reason.NOT_UNDERSTOOD: Saying(
        _("Renault could not make sense of this, so nothing was changed."),
        _("This model may want it in another form; please report it with the details in the log."),
    ),
    Reason.NOT_FORWARDED: Saying(
        _("Renault could not pass it on, so it was not done."), _("Try again in a minute or two.")
    ),
    Reason.UNAUTHORIZED: Saying(
        _("Renault did not accept the sign-in, so it was not done."),
        _("Try again in a few minutes. If it stays so, sign in again on the household page."),
    ),
    Reason.OTHER: Saying(
        _("Renault said no."), _("Its own words are in the log. If they do not help, try again later.")
    ),
    Reason.CHANGED: Saying(
        _("The programs have been changed meanwhile, so they were left as they are."),
        _("Look at the car's programs, and change there what you want."),
    ),
    Reason.NO_CONNECTION: Saying(
        _("Renault's servers could not be reached. Nothing was sent."),
        _("Check the internet connection, then try again; the car is as it was."),
    ),
    Reason.IDENTITY_DOWN: Saying(
        _("Signing in at Renault did not work just now. Nothing was sent."),
        _("Try again in a few minutes; the car is as it was."),
    ),
    Reason.NOT_READ: Saying(
        _("The car's programs could not be read, so they could not be remembered. Nothing was sent."),
        _("Try again in a few minutes; the car is as it was."),
    ),
    Reason.KEYS: Saying(
        _("The stored Renault login cannot be opened. Nothing was sent."),
        _("Put back the key file, or sign in to Renault again on the household page."),
    ),
    Reason.NO_ANSWER: Saying(
        _("It was sent, and no answer came back. Nobody can say whether it arrived."),
        _("Look at the car, then say whether it did it."),
    ),
    Reason.UNREADABLE: Saying(
        _("It was sent, and the answer could not be read. Nobody can say whether it arrived."),
        _("Look at the car, then say whether it did it."),
    ),
    Reason.SERVER_FAILED: Saying(
        _("It was sent, and one of Renault's servers failed. Nobody can say whether it arrived."),
        _("Look at the car, then say whether it did it."),
    ),
    Reason.WORKER_DIED: Saying(
        _("The worker stopped while it was sending. Nobody can say whether it arrived."),
        _("Look at the car, then say whether it did it. It is not sent again by itself."),
    ),
    Reason.NOT_SHOWN: Saying(
        _("Renault took it, but the car's own data has not shown it in time."),
        _("Look at the car. A car without reception may do it later."),
    ),
    Reason.CANNOT_TELL: Saying(
        _("Renault took it. Cars like this one do not tell whether they did it."),
        _("You will see or hear it."),
    ),
    Reason.LATE: Saying(
        _("It could not be sent in time, so it was dropped. Nothing was sent."),
        _("Press again if you still want it."),
    ),
}


def saying(reason: str) -> Saying:
    """Return what is said for a reason; nothing for none."""
    return SAYINGS.get(reason, Saying(""))
