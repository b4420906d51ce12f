"""Every page in every state worth a look: who looks, where, and what is done there first.

An act makes its own household and yields its scenes one after the other; what stands between two scenes
changes the state for those that follow. The acts can be played in this order on one database.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from unittest import mock

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.guards import second_factors
from vehicles import clock, demo, tasks
from vehicles.models import (
    BatterySnapshot,
    CockpitSnapshot,
    Heartbeat,
    Household,
    HvacSnapshot,
    Installation,
    LoginChallenge,
    LoginState,
    Membership,
    RenaultCall,
    RenaultLogin,
    Role,
    User,
    Vehicle,
    VehicleStatus,
)
from vehicles.rules.budget import CALLS_PER_HOUR
from vehicles.services import discovery, linking
from vehicles.simulator import Server, World

from . import steps
from .chromium import Page, expect

# The cars' clock stands at a late evening of spring, whenever the pictures are taken: then some cars charge,
# and one waits for the cheap hours of the night.
EVENING = datetime(2026, 4, 20, 21, 20, tzinfo=UTC)
HISTORY = timedelta(days=200)
PASSWORD = "a long password"
ZOE, ZOE_50, RENAULT_5 = "VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003"
CAPTUR_HYBRID, AUSTRAL, DUSTER = "VF1PLAYEDCA200006", "VF1PLAYEDAU200007", "UU1PLAYEDDU300008"
LONG_NAME = "Großmutters Donaudampfschifffahrtselektrizitätenfamilienwagen"[:60]


@dataclass(frozen=True)
class Scene:
    """One page as one person sees it; `then` is done on it before it is looked at."""

    name: str
    path: str
    user: User | None = None
    then: Callable[[Page], None] | None = None
    status: int = 200
    long_ago: bool = False
    # The page is built as another scene's and differs in its data only: worth a picture, not a check.
    alike: bool = False
    # Further addresses that may answer with an error, on the way.
    errors: list[tuple[str, int]] = field(default_factory=list)


Act = Callable[[Server], Iterator[Scene]]


@contextmanager
def evening() -> Iterator[None]:
    """Let the cars' clock stand still at the evening."""
    with (
        mock.patch.object(settings, "CLOCK_SPEED", 1e-9),
        mock.patch.object(settings, "CLOCK_START", EVENING),
        mock.patch.object(settings, "CLOCK_STARTED_AT", datetime.now(UTC)),
    ):
        yield


def _press(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name).click()


def _worker_lives() -> None:
    Heartbeat.beat("worker", clock.machine_now())


@contextmanager
def _mail() -> Iterator[None]:
    """Let mail be set up."""
    with mock.patch.object(settings, "MAIL_IS_SET_UP", True):
        yield


def a_home(name: str, *roles: Role) -> tuple[Household, list[User]]:
    """Make a household with a member for each role, whose addresses carry its name."""
    home = builders.household(name)
    _worker_lives()
    addresses = [f"{role}.{home.pk}@example.com" for role in roles]
    names = {Role.OWNER: "Olive Martin", Role.DRIVER: "Denis Martin", Role.VIEWER: "Vera Martin"}
    users = []
    for role, address in zip(roles, addresses, strict=True):
        user = builders.member(home, role, address)
        User.objects.filter(pk=user.pk).update(name=names[role])
        user.refresh_from_db()
        users.append(user)
    return home, users


def first_start(_played: Server) -> Iterator[Scene]:
    """Before anybody has an account."""

    def mistakes(page: Page) -> None:
        for label, text in {
            "Set-up code": "WRON-GCOD-EHER",
            "Name of your household": "The Martins",
            "Your name": "Olive Martin",
            "Your e-mail": "olive@example.com",
            "Password again": "something else",
        }.items():
            page.get_by_label(label).fill(text)
        page.get_by_label("Password", exact=True).fill("short")
        page.get_by_role("button", name="Set up the household").click()
        expect(page.get_by_text("That is not the set-up code.")).to_be_visible()

    assert not Installation.is_claimed()
    yield Scene("first-run", "/setup/")
    yield Scene("first-run-mistakes", "/setup/", then=mistakes)


def doors(_played: Server) -> Iterator[Scene]:
    """What somebody sees who is not signed in."""
    _, (olive, denis) = a_home("The Martins", Role.OWNER, Role.DRIVER)

    def wrong_password(page: Page) -> None:
        steps.sign_in(page, "nobody@example.com", "not the password")
        expect(page.get_by_text("are not correct")).to_be_visible()

    def second_step(page: Page) -> None:
        steps.sign_in(page, denis.email, PASSWORD)
        expect(page).to_have_url(re.compile("/2fa/authenticate/"))

    yield Scene("sign-in", "/accounts/login/")
    yield Scene("sign-in-refused", "/accounts/login/", then=wrong_password)
    yield Scene("sign-up-closed", "/accounts/signup/")
    yield Scene("account-inactive", "/accounts/inactive/")
    yield Scene("password-reset-without-mail", "/accounts/password/reset/")
    with _mail():
        yield Scene("password-reset", "/accounts/password/reset/")
    yield Scene("password-reset-sent", "/accounts/password/reset/done/")
    yield Scene("password-reset-bad-link", "/accounts/password/reset/key/0-not-a-key/")
    yield Scene("password-reset-link", _reset_path(olive))
    yield Scene("password-reset-finished", "/accounts/password/reset/key/done/")
    yield Scene("e-mail-confirmation-sent", "/accounts/confirm-email/")
    address = EmailAddress.objects.create(user=olive, email="olive@example.org")
    yield Scene("e-mail-confirmation", f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/")
    yield Scene("e-mail-confirmation-bad-link", "/accounts/confirm-email/not-a-key/")
    TOTP.activate(denis, generate_totp_secret())
    yield Scene("second-step", "/accounts/login/", then=second_step)
    address.delete()


def _reset_path(user: User) -> str:
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    key = default_token_generator.make_token(user)
    return f"/accounts/password/reset/key/{user_pk_to_url_str(user)}-{key}/"


def you(_played: Server) -> Iterator[Scene]:
    """A person's own pages, before and after the second step."""
    _, (olive,) = a_home("The Martins", Role.OWNER)
    EmailAddress.objects.create(user=olive, email=olive.email, primary=True, verified=True)
    yield Scene("you", "/you/", olive)
    yield Scene("password-change", "/accounts/password/change/", olive)
    yield Scene("password-again", "/accounts/2fa/totp/activate/", olive, long_ago=True)
    yield Scene("e-mail-addresses-without-mail", "/accounts/email/", olive)
    with _mail():
        yield Scene("e-mail-addresses", "/accounts/email/", olive)
    yield Scene("sign-out", "/accounts/logout/", olive)
    yield Scene("second-step-none", "/accounts/2fa/", olive)
    yield Scene("app-add", "/accounts/2fa/totp/activate/", olive)
    yield Scene("passkeys-none", "/accounts/2fa/webauthn/", olive)
    yield Scene("passkey-add", "/accounts/2fa/webauthn/add/", olive)

    passkey = second_factors.give(olive)
    passkey.wrap().name = "Olive's phone"
    passkey.last_used_at = timezone.now()
    passkey.save()
    yield Scene("second-step-all", "/accounts/2fa/", olive)
    yield Scene("app-remove", "/accounts/2fa/totp/deactivate/", olive)
    yield Scene("recovery-codes", "/accounts/2fa/recovery-codes/", olive)
    yield Scene("recovery-codes-new", "/accounts/2fa/recovery-codes/generate/", olive)
    yield Scene("passkeys", "/accounts/2fa/webauthn/", olive)
    yield Scene("passkey-rename", f"/accounts/2fa/webauthn/keys/{passkey.pk}/edit/", olive)
    yield Scene("passkey-remove", f"/accounts/2fa/webauthn/keys/{passkey.pk}/remove/", olive)
    yield Scene("passkey-again", "/accounts/2fa/webauthn/reauthenticate/", olive)
    olive.set_unusable_password()
    olive.save()
    yield Scene("password-set", "/accounts/password/set/", olive)
    Authenticator.objects.filter(user=olive).delete()
    second = Household.objects.create(name="The house by the sea", time_zone="Europe/Paris")
    Membership.objects.create(user=olive, household=second, role=Role.VIEWER)
    yield Scene("you-two-households", "/you/", olive)


def empty_household(_played: Server) -> Iterator[Scene]:
    """A household that has linked nothing yet, and somebody without one."""
    _, (olive, _denis, vera) = a_home("The Martins", Role.OWNER, Role.DRIVER, Role.VIEWER)
    stranger = User.objects.create_user("stranger@example.com", PASSWORD, name="")
    yield Scene("garage-empty", "/", olive)
    yield Scene("garage-empty-viewer", "/", vera)
    yield Scene("household-empty", "/household/", olive)
    yield Scene("household-empty-viewer", "/household/", vera)
    yield Scene("nobodys-household", "/", stranger)


def linking_a_login(played: Server) -> Iterator[Scene]:
    """Every stage of linking."""
    home, (olive,) = a_home("The Martins", Role.OWNER)

    def wrong_password(page: Page) -> None:
        page.get_by_label("Renault e-mail").fill("robin@example.com")
        page.get_by_label("Renault password").fill("not the password")
        page.get_by_role("button", name="Sign in to Renault").click()
        expect(page.get_by_role("alert")).to_be_visible()

    def wrong_code(page: Page) -> None:
        page.get_by_label("Code from the e-mail").fill("000000")
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_text("That is not the code from the e-mail.")).to_be_visible()

    def none_chosen(page: Page) -> None:
        for box in page.get_by_role("checkbox").all():
            box.uncheck()
        page.get_by_role("button", name="Save and read them").click()
        expect(page.get_by_text("Choose one vehicle at least.")).to_be_visible()

    yield Scene("link", "/household/logins/link/", olive)
    yield Scene("link-refused", "/household/logins/link/", olive, then=wrong_password)

    challenge = _sign_in(home, olive, "robin@example.com")
    assert isinstance(challenge, LoginChallenge)
    at_code = f"/household/logins/code/{challenge.pk}/"
    yield Scene("link-code-address", at_code, olive)
    linking.send_code(challenge, linking.code_addresses(challenge)[0][0])
    yield Scene("link-code", at_code, olive)
    yield Scene("link-code-refused", at_code, olive, then=wrong_code)
    yield Scene("link-code-sent-again", at_code, olive, then=_press("Send it again"), alike=True)

    challenge.refresh_from_db()
    login = linking.finish_with_code(challenge, played.control.code("robin@example.com") or "")
    here = f"/household/logins/{login.pk}"
    yield Scene("link-vehicles", f"{here}/vehicles/", olive)
    yield Scene("link-vehicles-none-chosen", f"{here}/vehicles/", olive, then=none_chosen)
    empty = _sign_in(home, olive, "empty@example.com")
    yield Scene("link-vehicles-nothing-found", f"/household/logins/{empty.pk}/vehicles/", olive)

    discovery.follow(login, list(Vehicle.objects.filter(account__login=login).values_list("pk", flat=True)))
    yield Scene("link-progress", f"{here}/progress/", olive)
    RenaultLogin.objects.filter(pk=login.pk).update(last_error="Renault's servers do not answer just now.")
    yield Scene("link-progress-stopped", f"{here}/progress/", olive)
    tasks.poll_login(login.pk)
    yield Scene("link-progress-finished", f"{here}/progress/", olive)
    yield Scene("link-vehicles-again", f"{here}/vehicles/", olive)
    yield Scene("link-sign-in-again", f"{here}/sign-in/", olive)


def _sign_in(home: Household, owner: User, email: str) -> RenaultLogin | LoginChallenge:
    return linking.sign_in(home, owner, locale="fr_FR", email=email, password="demo")


def full_household(played: Server) -> Iterator[Scene]:
    """A household with eight cars and their history, and all that can be the matter with them."""
    home, (olive, denis, vera) = a_home("The Martins", Role.OWNER, Role.DRIVER, Role.VIEWER)
    with mock.patch.object(demo, "PEOPLE", ((Role.OWNER, olive.email, olive.name, PASSWORD),)):
        demo.link_all(home, played)
    vehicles = {vehicle.vin: vehicle for vehicle in Vehicle.objects.filter(household=home)}
    born_at = EVENING - HISTORY
    others = Vehicle.objects.exclude(household=home).filter(status=VehicleStatus.FOLLOWED)
    others.update(status=VehicleStatus.SOLD)
    demo.add_history(World(seed=1, born_at=born_at, start=EVENING), born_at, EVENING, lambda _share: None)
    Vehicle.objects.filter(household=home).update(due_at=clock.now() + timedelta(minutes=12))

    Vehicle.objects.filter(pk=vehicles[ZOE].pk).update(name="Léa's Zoe")

    def pages_of(vin: str) -> str:
        return f"/vehicles/{vehicles[vin].pk}/"

    yield Scene("garage", "/", olive)
    yield Scene("garage-viewer", "/", vera)
    yield Scene("household", "/household/", olive)
    yield Scene("household-viewer", "/household/", vera)
    for key in ("day", "week", "month", "year", "all"):
        alike = key not in ("day", "week")
        yield Scene(f"vehicle-{key}", f"{pages_of(ZOE_50)}?range={key}", olive, alike=alike)
    noon = int((EVENING - timedelta(days=2, hours=8)).timestamp())
    yield Scene("vehicle-zoomed", f"{pages_of(ZOE_50)}?range=week&from={noon}&to={noon + 6 * 3600}", olive)
    yield Scene(
        "vehicle-as-table",
        pages_of(RENAULT_5),
        olive,
        then=lambda page: page.locator("summary").first.click(),
    )
    yield Scene("vehicle-viewer", pages_of(ZOE), vera)
    yield Scene("vehicle-hybrid", pages_of(CAPTUR_HYBRID), olive)
    yield Scene("vehicle-petrol", pages_of(DUSTER), olive)
    yield Scene("vehicle-settings", f"{pages_of(ZOE_50)}settings/", olive)
    yield Scene(
        "vehicle-settings-mistake",
        f"{pages_of(ZOE_50)}settings/",
        olive,
        then=lambda page: _save_with_name(page, "   "),
    )
    yield Scene("vehicle-settings-forbidden", f"{pages_of(ZOE_50)}settings/", denis, status=403)
    yield Scene("vehicle-look-now", pages_of(ZOE), denis, then=_look_now)

    _use_up_calls(vehicles[ZOE])
    yield Scene("vehicle-look-refused", pages_of(ZOE), denis, then=_look_now)

    _let_sleep(vehicles[RENAULT_5], days=4)
    yield Scene("vehicle-stale", pages_of(RENAULT_5), olive)
    BatterySnapshot.objects.filter(vehicle=vehicles[ZOE]).delete()
    yield Scene("vehicle-nothing-told", pages_of(ZOE), olive)
    Vehicle.objects.filter(pk=vehicles[ZOE_50].pk).update(name=LONG_NAME)
    yield Scene("vehicle-long-name", pages_of(ZOE_50), olive)
    yield Scene("vehicle-long-name-settings", f"{pages_of(ZOE_50)}settings/", olive)
    Vehicle.objects.filter(pk=vehicles[AUSTRAL].pk).update(status=VehicleStatus.UNLINKED)
    Vehicle.objects.filter(pk=vehicles[CAPTUR_HYBRID].pk).update(privacy_since=EVENING)
    yield Scene("garage-troubles", "/", olive)

    Vehicle.objects.filter(pk=vehicles[DUSTER].pk).update(hidden=True)
    Vehicle.objects.filter(pk=vehicles[AUSTRAL].pk).update(status=VehicleStatus.SOLD)
    cooling = RenaultLogin.objects.get(household=home, email="alex@example.com")
    cooling.state, cooling.cooling_until = LoginState.COOLING, clock.now() + timedelta(minutes=9)
    yield Scene("login", f"/household/logins/{cooling.pk}/", olive)
    cooling.last_error, cooling.pause_minutes = "Renault's limit of calls is used up for now.", 30
    cooling.save()
    yield Scene("login-cooling", f"/household/logins/{cooling.pk}/", olive)
    expired = RenaultLogin.objects.get(household=home, email="robin@example.com")
    expired.state, expired.last_error = LoginState.NEEDS_SIGN_IN, "Renault wants you to sign in again."
    expired.save()
    yield Scene("garage-login-expired", "/", olive)
    yield Scene("garage-login-expired-viewer", "/", vera, alike=True)
    yield Scene("household-login-expired", "/household/", olive)
    yield Scene("login-sign-in-again", f"/household/logins/{expired.pk}/sign-in/", olive)

    expired.state, expired.last_error = LoginState.OK, ""
    expired.save()
    Heartbeat.beat("worker", clock.machine_now() - timedelta(hours=3))
    yield Scene("garage-worker-silent", "/", olive)
    _worker_lives()


def _save_with_name(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_be_visible()


def _look_now(page: Page) -> None:
    page.get_by_role("button", name="Look now").click()
    expect(page.locator("#look-answer")).not_to_be_empty()


def _use_up_calls(vehicle: Vehicle) -> None:
    login = RenaultLogin.objects.get(accounts__vehicles=vehicle)
    login.calls.all().delete()
    now = clock.now()
    RenaultCall.objects.bulk_create(
        RenaultCall(login=login, at=now - timedelta(seconds=40 * number)) for number in range(CALLS_PER_HOUR)
    )


def _let_sleep(vehicle: Vehicle, days: int) -> None:
    since = EVENING - timedelta(days=days)
    for table in (BatterySnapshot, CockpitSnapshot, HvacSnapshot):
        table.objects.filter(vehicle=vehicle, reported_at__gt=since).delete()


def errors(_played: Server) -> Iterator[Scene]:
    """What is shown when a request cannot be answered."""
    _, (olive,) = a_home("The Martins", Role.OWNER)

    def refused(page: Page) -> None:
        title = page.title()
        steps.sign_in(page, "nobody@example.com", "not the password")
        expect(page).not_to_have_title(title)

    def refused_without_cookies(page: Page) -> None:
        page.context.clear_cookies()
        refused(page)

    yield Scene("error-404", "/vehicles/0/", olive, status=404)
    yield Scene("error-404-nobody", "/no/such/page/", status=404)
    yield Scene("error-400", f"/accounts/login/?{'&'.join(f'n{n}=1' for n in range(1100))}", status=400)
    with mock.patch("vehicles.views.garage._page", side_effect=RuntimeError("for the picture")):
        yield Scene("error-500", "/", olive, status=500)
    sign_in = "/accounts/login/"
    yield Scene("error-csrf", sign_in, then=refused_without_cookies, errors=[(sign_in, 403)])
    for _ in range(31):
        Client(REMOTE_ADDR="127.0.0.1").post(sign_in, {"login": "nobody@example.com", "password": "not it"})
    yield Scene("error-429", sign_in, then=refused, errors=[(sign_in, 429)])
    cache.clear()
