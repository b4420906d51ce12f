"""What a failure means for the whole Renault login, whoever met it: a poll, a command, a check."""

from datetime import datetime

from django.utils.translation import gettext as _

from ..models import LoginState, RenaultLogin
from ..rules.budget import COOL_DOWN


def set_state(login: RenaultLogin, state: LoginState, error: str) -> None:
    """Keep how the login fares, with a sentence for people."""
    login.state = state
    login.last_error = error[:300]
    if state != LoginState.COOLING:
        login.cooling_until = None
    login.save(update_fields=["state", "last_error", "cooling_until"])


def wants_sign_in(login: RenaultLogin) -> None:
    """Note that nothing goes on until somebody signs in again."""
    set_state(login, LoginState.NEEDS_SIGN_IN, _("Renault wants you to sign in again."))


def cool_down(login: RenaultLogin, now: datetime) -> None:
    """Leave the login alone for a quarter of an hour: Renault's own limit is reached."""
    login.cooling_until = now + COOL_DOWN
    set_state(login, LoginState.COOLING, _("Renault's limit of calls is used up for now."))
