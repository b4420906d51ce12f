"""How a household is set up, taken out, unlinked and ended, in every state worth a look."""

from collections.abc import Iterator

from tests import builders
from vehicles import clock
from vehicles.models import Household, Installation, LoginChallenge, Membership, RenaultLogin, Role, User
from vehicles.services import households, people
from vehicles.simulator import Server

from .chromium import Page
from .scenes import LONG_NAME, Scene, a_home


def life_of_a_household(_played: Server) -> Iterator[Scene]:
    """Settings, a code that waits, two logins with one car, the file, and all the ways to end."""
    home, (olive, denis) = a_home("The Martins", Role.OWNER, Role.DRIVER)
    login = _two_logins(home)
    _begun(home, denis, login.email, "o•••@example.com")
    _begun(home, denis, "a.new.one.with.a.long.address@example.com", "")
    yield Scene("household-code-waits", "/household/", olive)
    yield Scene("link-sign-in-code-waits", f"/household/logins/{login.pk}/sign-in/", olive)
    RenaultLogin.objects.filter(pk=login.pk).update(state="needs_sign_in")
    yield Scene("household-taken-over", "/household/", olive)
    yield Scene("link-vehicles-of-another", f"/household/logins/{login.pk}/vehicles/", olive)
    yield Scene("login-unlink", f"/household/logins/{login.pk}/unlink/", olive)
    yield Scene(
        "login-unlink-refused",
        f"/household/logins/{login.pk}/unlink/",
        olive,
        then=_press("Unlink"),
        alike=True,
    )

    yield Scene("household-settings", "/household/settings/", olive)
    yield Scene("household-settings-refused", "/household/settings/", olive, then=_odd_ages)
    yield Scene("household-export", "/household/export/", olive)
    _many_changes(home, olive, denis)
    yield Scene("household-log-pages", "/household/log/?page=2", olive)

    Installation.objects.update(installer=olive)
    yield Scene("household-care-of-the-installer", "/household/", olive, alike=True)
    yield Scene("household-new", "/household/new/", olive)
    yield Scene("household-made", "/household/new/", olive, then=_make)
    yield Scene("household-delete", "/household/delete/", olive)
    yield Scene("household-delete-refused", "/household/delete/", olive, then=_press("Delete everything"))

    yield Scene("account-delete-only-owner", "/you/delete/", olive)
    Membership.objects.create(user=denis, household=builders.household("Denis's own"), role=Role.OWNER)
    yield Scene("account-delete", "/you/delete/", denis)
    yield Scene("account-delete-refused", "/you/delete/", denis, then=_press("Delete my account"), alike=True)


def _two_logins(home: Household) -> RenaultLogin:
    """Make two logins in whose accounts the same car is; the second one reads it."""
    first = builders.login(home, "olive.martin@example.com")
    second = builders.login(home, "denis.martin@example.com")
    zoe = builders.vehicle(home, "Zoé", through=second)
    long = builders.vehicle(home, LONG_NAME, through=first)
    long.accounts.add(long.account)
    zoe.accounts.add(zoe.account, first.accounts.get())
    return first


def _begun(home: Household, by: User, email: str, sent_to: str) -> None:
    LoginChallenge.objects.create(
        household=home,
        user=by,
        email=email,
        locale="fr_FR",
        sent_to=sent_to,
        expires_at=clock.machine_now() + LoginChallenge.LIFETIME,
    )


def _many_changes(home: Household, owner: User, other: User) -> None:
    member = home.memberships.get(user=other)
    for number in range(102):
        people.change_role(member, (Role.VIEWER, Role.DRIVER)[number % 2], owner)
    households.change_settings(home, {"positions_kept_days": 200}, owner)


def _odd_ages(page: Page) -> None:
    page.get_by_label("Keep exact positions for (days)").fill("90")
    page.get_by_label("Keep positions for (days)").fill("30")
    page.get_by_role("button", name="Save").click()


def _make(page: Page) -> None:
    page.get_by_label("Name of the household").fill("The neighbours")
    page.get_by_role("button", name="Make it").click()


def _press(name: str):  # type: ignore[no-untyped-def]
    return lambda page: page.get_by_role("button", name=name).click()
