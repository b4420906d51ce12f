"""What a failure means for the whole Renault login, whoever met it: a poll, a command, a check.

Several processes may know the same login, each as it was when they began. So what is written here hangs on
how the row stands now: a poll that goes well does not undo that another was told to stop.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop as _  # kept in English

from ..models import LoginState, RenaultLogin
from ..rules.budget import next_pause
from . import handover, troubles

FIELDS = ("state", "last_error", "cooling_until", "pause_minutes", "wait_until")


def say(login: RenaultLogin, error: str) -> None:
    """Keep a sentence for people of what goes wrong, or none; it goes on all the same."""
    _write(login, [LoginState.OK], last_error=error[:300])


def wants_sign_in(login: RenaultLogin) -> None:
    """Note that nothing goes on until somebody signs in again, but through another login that may."""
    _write(
        login,
        LoginState.values,
        state=LoginState.NEEDS_SIGN_IN,
        last_error=_("Renault wants you to sign in again."),
    )
    handover.hand_over_usable(login)


def cool_down(login: RenaultLogin, now: datetime) -> None:
    """Leave the login alone for a while: Renault's own limit is reached; longer where that comes again.

    Where another process was told so at the same time, it is one pause.
    """
    with transaction.atomic():
        fresh = RenaultLogin.objects.select_for_update().get(pk=login.pk)
        if not fresh.is_cooling(now):
            pause = next_pause(timedelta(minutes=fresh.pause_minutes), fresh.cooling_until, now)
            _write(
                login,
                [LoginState.OK, LoginState.COOLING],
                state=LoginState.COOLING,
                last_error=_("Renault's limit of calls is used up for now."),
                cooling_until=now + pause,
                pause_minutes=pause // timedelta(minutes=1),
            )
    login.refresh_from_db(fields=FIELDS)


def end_pause(login: RenaultLogin, now: datetime) -> None:
    """Go on after a pause whose time is over."""
    if login.state == LoginState.COOLING and not login.is_cooling(now):
        _write(login, [LoginState.COOLING], state=LoginState.OK, last_error="")


def wait(login: RenaultLogin, until: datetime | None) -> None:
    """Let no poll begin before; what is due stays due, in its order. None: at once."""
    _write(login, LoginState.values, wait_until=until)


def _write(login: RenaultLogin, where: list[str], **values: object) -> None:
    if RenaultLogin.objects.filter(pk=login.pk, state__in=where).update(**values):
        if "last_error" in values:
            troubles.changed(f"Login {login.pk}", login.last_error, str(values["last_error"]))
        for name, value in values.items():
            setattr(login, name, value)
