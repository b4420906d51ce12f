"""Links a Renault login: signs in, asks for the e-mailed code where Renault wants one, finds vehicles.

Passwords pass through and are never stored; a pending second factor waits sealed, ten minutes at most.
Every failure is a LinkingError whose text a person can act on.
"""

import json
import logging
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .. import clock, gateway
from ..fields import SealBroken, seal, unseal
from ..models import (
    ChangeKind,
    Household,
    LoginChallenge,
    LoginState,
    RenaultLogin,
    User,
    Vehicle,
    VehicleStatus,
)
from ..renault_api import (
    InvalidCredentialsException,
    InvalidVerificationCodeException,
    NotAuthenticatedException,
    PendingTwoFactorAuthenticationException,
    QuotaLimitException,
    RenaultException,
    RenaultSession,
)
from . import changes, discovery, troubles

log = logging.getLogger(__name__)


class LinkingError(Exception):
    """Linking could not go on; the text says why and what to do."""


class WrongCode(LinkingError):
    """The code is not the one that was mailed; the same challenge may be tried again."""


class ChallengeGone(LinkingError):
    """The challenge is over: ten minutes have passed, or it has served."""


def in_words(error: RenaultException) -> str:
    """Return what a failed sign-in means and what to do."""
    if isinstance(error, InvalidCredentialsException):
        return _(
            "Renault does not accept this e-mail and password. Check both, and the country. If they work in "
            "Renault's own app, Renault may have changed its key: see “Renault's keys” in the manual."
        )
    if isinstance(error, QuotaLimitException):
        return _("Renault's limit of calls is used up for now. Wait a quarter of an hour and try again.")
    if isinstance(error, NotAuthenticatedException):
        return _("Renault took the password but then refused the session. Wait a few minutes and try again.")
    return _(
        "Renault's servers do not answer as they should. Nothing was changed; try again in a few minutes."
    )


def sign_in(
    household: Household,
    user: User,
    *,
    locale: str,
    email: str,
    password: str,
    login: RenaultLogin | None = None,
) -> RenaultLogin | LoginChallenge:
    """Sign in at Renault; return the login, or the challenge where an e-mailed code is needed.

    `login` is the one that signs in again: it keeps its vehicles and all their history. Raises
    LinkingError.
    """
    try:
        email = email.strip().lower()
        known = login or RenaultLogin.objects.filter(household=household, email=email).first()
        with gateway.new_session(locale) as session:
            if known is not None:
                _restore_devices(known, session)
            try:
                session.login(email, password)
            except PendingTwoFactorAuthenticationException:
                return _new_challenge(household, user, known, session, email=email, locale=locale)
            except RenaultException as error:
                raise LinkingError(in_words(error)) from None
            return _signed_in(household, session, user, email=email, locale=locale)
    except SealBroken as error:
        raise LinkingError(str(error)) from None


def _restore_devices(login: RenaultLogin, session: RenaultSession) -> None:
    try:
        if devices := gateway.device_ids(login):
            session.set_device_ids(devices)
    except SealBroken:
        log.warning("Device ids of login %s do not open; Renault may ask for a code.", login.pk)


def _challenge_identity(challenge: LoginChallenge) -> str:
    return f"challenge:{challenge.pk}"


def _new_challenge(
    household: Household,
    user: User,
    login: RenaultLogin | None,
    session: RenaultSession,
    *,
    email: str,
    locale: str,
) -> LoginChallenge:
    """Find where the code can be mailed, and mail it where there is no choice."""
    try:
        addresses = [
            (address.id or "", address.obfuscated or "") for address in session.get_two_factor_auth_emails()
        ]
        if len(addresses) == 1:
            session.request_two_factor_auth_code(addresses[0][0])
    except RenaultException as error:
        raise LinkingError(in_words(error)) from None
    if not addresses:
        raise LinkingError(
            _("Renault wants to mail a code but knows no address for this login. See Renault's own app.")
        )
    challenge = LoginChallenge(
        household=household,
        user=user,
        login=login,
        email=email,
        locale=locale,
        sent_to=addresses[0][1][:120] if len(addresses) == 1 else "",
        expires_at=clock.machine_now() + LoginChallenge.LIFETIME,
    )
    with transaction.atomic():
        challenge.save()
        _seal_challenge(challenge, session, addresses)
    return challenge


def _seal_challenge(
    challenge: LoginChallenge, session: RenaultSession, addresses: list[tuple[str, str]]
) -> None:
    content = {"pending": session.pending_challenge, "devices": session.device_ids, "addresses": addresses}
    challenge.sealed = seal(json.dumps(content), identity=_challenge_identity(challenge))
    challenge.save()


def _opened(challenge: LoginChallenge) -> dict[str, Any]:
    if challenge.expires_at < clock.machine_now() or not challenge.sealed:
        challenge.delete()
        raise ChallengeGone(_("The ten minutes for the code are over. Sign in once more."))
    try:
        return dict(json.loads(unseal(challenge.sealed, identity=_challenge_identity(challenge))))
    except SealBroken:
        challenge.delete()
        raise ChallengeGone(_("This sign-in cannot be gone on with. Sign in once more.")) from None


def _restore_challenge(content: dict[str, Any], session: RenaultSession) -> None:
    if content["devices"]:
        session.set_device_ids(content["devices"])
    session.restore_challenge(content["pending"])


def code_addresses(challenge: LoginChallenge) -> list[tuple[str, str]]:
    """Return where Renault can mail the code, as (id, veiled address); raises ChallengeGone."""
    return [(address_id, veiled) for address_id, veiled in _opened(challenge)["addresses"]]


def send_code(challenge: LoginChallenge, address_id: str) -> None:
    """Have Renault mail a code to one of the addresses; raises LinkingError."""
    content = _opened(challenge)
    veiled = dict(content["addresses"]).get(address_id)
    if veiled is None:
        raise LinkingError(_("Choose one of the addresses."))
    with gateway.new_session(challenge.locale) as session:
        _restore_challenge(content, session)
        try:
            session.request_two_factor_auth_code(address_id)
        except RenaultException as error:
            raise LinkingError(in_words(error)) from None
        challenge.sent_to = veiled[:120]
        _seal_challenge(challenge, session, content["addresses"])


def finish_with_code(challenge: LoginChallenge, code: str, by: User | None = None) -> RenaultLogin:
    """Finish a sign-in with the mailed code and return the login; raises WrongCode or LinkingError.

    `by` is who had the code: another owner, perhaps, than the one who began.
    """
    content = _opened(challenge)
    with gateway.new_session(challenge.locale) as session:
        _restore_challenge(content, session)
        try:
            session.complete_two_factor_auth(code.strip().replace(" ", ""))
        except InvalidVerificationCodeException:
            _seal_challenge(challenge, session, content["addresses"])
            raise WrongCode(
                _("That is not the code from the e-mail. Look again, or have a new one sent.")
            ) from None
        except RenaultException as error:
            raise LinkingError(in_words(error)) from None
        login = _signed_in(
            challenge.household,
            session,
            by or challenge.user,
            email=challenge.email,
            locale=challenge.locale,
        )
    return login


def _signed_in(
    household: Household, session: RenaultSession, by: User, *, email: str, locale: str
) -> RenaultLogin:
    """Keep the sealed token, find the accounts and their vehicles, and return the login."""
    with transaction.atomic():
        # A household that is given up at this moment takes no login any more.
        if Household.objects.select_for_update().filter(pk=household.pk, leaving_at=None).first() is None:
            raise LinkingError(_("This household is being deleted."))
        login, created = RenaultLogin.objects.get_or_create(
            household=household, email=email, defaults={"locale": locale, "country": locale[-2:]}
        )
        login.locale, login.country = locale, locale[-2:]
        troubles.changed(f"Login {login.pk}", login.last_error, "")
        login.last_error, login.wait_until = "", None
        # Signing in ends no pause that Renault asked for.
        login.state = LoginState.COOLING if login.is_cooling(clock.now()) else LoginState.OK
        gateway.seal_tokens(login, session)
        login.save()
        kind = ChangeKind.LOGIN_LINKED if created else ChangeKind.LOGIN_SIGNED_IN
        changes.note(household, by, kind, login=email)
        # Whatever else was begun for it need not be finished any more.
        LoginChallenge.objects.filter(household=household, email=email).delete()
    try:
        discovery.find_vehicles(login, session)
    except RenaultException as error:
        # The sign-in itself holds; which vehicles there are can be asked again without a password.
        log.warning("Login %s is signed in, its vehicles were not told: %s", login.pk, type(error).__name__)
        login.last_error = gettext_noop("Signed in, but Renault did not tell which vehicles there are.")
        login.save(update_fields=["last_error"])
    # History goes on where it stopped.
    Vehicle.objects.filter(account__login=login, status=VehicleStatus.FOLLOWED).update(due_at=clock.now())
    return login


def find_again(login: RenaultLogin) -> int:
    """Ask Renault once more which vehicles a login has, and return how many; raises LinkingError."""
    try:
        with gateway.open_session(login) as session:
            found = discovery.find_vehicles(login, session)
    except RenaultException as error:
        raise LinkingError(in_words(error)) from None
    except SealBroken as error:
        raise LinkingError(str(error)) from None
    login.last_error = ""
    login.save(update_fields=["last_error"])
    return found
