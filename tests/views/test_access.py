"""Who may open what: every address of ours, for every kind of person."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import Energy, LoginChallenge, Role, VehiclePicture
from vehicles.services import commands, invitations, tokens
from vehicles.urls import urlpatterns

ANYBODY, MEMBERS, DRIVERS, OWNERS = "anybody", "members", "drivers", "owners"
# Every address: who may see it, and whether it takes POST only.
PAGES: dict[str, tuple[str, bool]] = {
    "garage": (MEMBERS, False),
    "garage-cards": (MEMBERS, False),
    "vehicle": (MEMBERS, False),
    "vehicle-figures": (MEMBERS, False),
    "vehicle-charges": (MEMBERS, False),
    "vehicle-charge": (MEMBERS, False),
    "charge-add": (DRIVERS, False),
    "charge-edit": (DRIVERS, False),
    "charge-split": (DRIVERS, False),
    "charge-join": (DRIVERS, False),
    "charge-delete": (DRIVERS, False),
    "charge-restore": (DRIVERS, True),
    "charges-deleted": (DRIVERS, False),
    "chart-json": (MEMBERS, False),
    "chart-csv": (MEMBERS, False),
    "vehicle-distance": (MEMBERS, False),
    "vehicle-battery": (MEMBERS, False),
    "vehicle-fuel": (MEMBERS, False),
    "vehicle-look": (MEMBERS, True),
    "vehicle-controls": (MEMBERS, False),
    "vehicle-last-command": (MEMBERS, False),
    "vehicle-commands": (MEMBERS, False),
    "vehicle-commands-live": (MEMBERS, False),
    "vehicle-command-cancel": (DRIVERS, True),
    "vehicle-command-settle": (DRIVERS, True),
    "vehicle-command-give-back": (DRIVERS, True),
    "vehicle-capabilities": (MEMBERS, False),
    "vehicle-settings": (OWNERS, False),
    "vehicle-timeline": (MEMBERS, False),
    "vehicle-timeline-csv": (MEMBERS, False),
    "vehicle-timeline-json": (MEMBERS, False),
    "vehicle-about": (MEMBERS, False),
    "vehicle-picture": (MEMBERS, False),
    "planner": (MEMBERS, False),
    "planner-live": (MEMBERS, False),
    "planner-read": (MEMBERS, True),
    "planner-charging": (DRIVERS, False),
    "planner-climate": (DRIVERS, False),
    "planner-departures": (DRIVERS, False),
    "planner-mode": (DRIVERS, False),
    "planner-limits": (DRIVERS, False),
    "planner-clock": (DRIVERS, False),
    "household-off-peak": (OWNERS, False),
    "vehicle-told": (MEMBERS, False),
    "compare": (MEMBERS, False),
    "compare-json": (MEMBERS, False),
    "compare-csv": (MEMBERS, False),
    "household": (MEMBERS, False),
    "switch-household": (MEMBERS, True),
    "invite": (OWNERS, False),
    "invitation-revoke": (OWNERS, True),
    "member": (OWNERS, False),
    "member-remove": (OWNERS, True),
    "household-log": (OWNERS, False),
    "join": (ANYBODY, False),
    "join-link": (ANYBODY, False),
    "login-link": (OWNERS, False),
    "login-code": (OWNERS, False),
    "login-vehicles": (OWNERS, False),
    "login-progress": (OWNERS, False),
    "login-progress-live": (OWNERS, False),
    "login-sign-in": (OWNERS, False),
    "first-run": (ANYBODY, False),
    "you": (MEMBERS, False),
    "token-revoke": (MEMBERS, True),
    "tokens": (MEMBERS, False),
    "manifest": (ANYBODY, False),
    "live": (ANYBODY, False),
    "ready": (ANYBODY, False),
    "ready-worker": (ANYBODY, False),
    # The last one: whoever has left sees nothing more.
    "leave": (MEMBERS, True),
}
WITHOUT_IDS = {
    "garage",
    "garage-cards",
    "household",
    "household-off-peak",
    "you",
    "login-link",
    "switch-household",
    "invite",
    "leave",
    "household-log",
    "tokens",
    "compare",
    "compare-json",
    "compare-csv",
}


@pytest.fixture
def addresses(cast: Cast) -> dict[str, str]:
    challenge = LoginChallenge.objects.create(
        household=cast.home,
        user=cast.owner,
        email="renault@example.com",
        locale="fr_FR",
        expires_at=clock.machine_now() + timedelta(minutes=5),
    )
    command = commands.ask(cast.zoe, cast.owner, "stop_charge", {}, uuid.uuid4())
    invited = invitations.invite(cast.home, cast.owner, role=Role.VIEWER)
    VehiclePicture.objects.create(vehicle=cast.zoe, content=b"a picture", content_type="image/png")
    session = builders.charge(cast.zoe, "2026-03-01 10:00", "2026-03-01 12:00")
    owners_token = tokens.make(
        cast.home.memberships.get(user=cast.owner), name="x", scope="read", lasts=timedelta(days=1)
    ).token
    removed = builders.member(cast.home, Role.VIEWER, "removed@example.com")
    ids = {
        "session_id": session.pk,
        "vehicle_id": cast.zoe.pk,
        "login_id": cast.login.pk,
        "challenge_id": challenge.pk,
        "command_id": command.pk,
        "invitation_id": invited.invitation.pk,
        "member_id": cast.home.memberships.get(user=removed).pk,
        "token": invited.token,
        "token_id": owners_token.pk,
        "chart": "distance",
    }
    duster = builders.vehicle(cast.home, "Duster", energy=Energy.FUEL)
    # What a page is about where the Zoe has no such page.
    others = {"vehicle-fuel": {"vehicle_id": duster.pk}}
    return {
        pattern.name: reverse(
            pattern.name,
            kwargs={key: others.get(pattern.name, ids)[key] for key in pattern.pattern.regex.groupindex},
        )
        for pattern in urlpatterns
    }


def status(client: Client, name: str, address: str) -> int:
    sent = {"key": str(uuid.uuid4())}
    return client.post(address, sent).status_code if PAGES[name][1] else client.get(address).status_code


def test_every_address_has_its_line_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(PAGES)


def test_nobody_is_led_to_the_sign_in(cast: Cast, addresses: dict[str, str]) -> None:
    for name, (who, post) in PAGES.items():
        if who is ANYBODY:
            continue
        response = Client().post(addresses[name]) if post else Client().get(addresses[name])
        assert response.status_code == 302, name
        assert response["Location"].startswith("/accounts/login/"), name


def test_members_see_what_is_theirs_and_only_owners_change_it(cast: Cast, addresses: dict[str, str]) -> None:
    for name, (who, _post) in PAGES.items():
        for user in (cast.viewer, cast.driver):
            refused = who is OWNERS or (who is DRIVERS and user is cast.viewer)
            allowed = (403,) if refused else (200, 302, 404, 503) if who is ANYBODY else (200, 302)
            assert status(cast.client(user), name, addresses[name]) in allowed, (name, user)
        if who is not ANYBODY:
            assert status(cast.proven(cast.owner), name, addresses[name]) in (200, 302), name


def test_what_is_anothers_is_not_found_exactly_like_what_does_not_exist(
    cast: Cast, addresses: dict[str, str]
) -> None:
    stranger = cast.proven(cast.stranger)
    for name, address in addresses.items():
        if name in WITHOUT_IDS or PAGES[name][0] is ANYBODY:
            continue
        missing = address.replace(str(cast.zoe.pk), "987654", 1) if "vehicles/" in address else None
        assert status(stranger, name, address) == 404, name
        if missing and name.startswith(("vehicle", "charge")):
            assert status(stranger, name, missing) == 404, name


def test_a_challenge_belongs_to_the_person_who_began_it(cast: Cast, addresses: dict[str, str]) -> None:
    other_owner = builders.member(cast.home, email="second-owner@example.com")
    assert cast.client(other_owner).get(addresses["login-code"]).status_code == 404


def test_a_form_without_its_token_is_refused_in_words(cast: Cast, addresses: dict[str, str]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post(addresses["vehicle-look"])
    assert response.status_code == 403
    assert "open too long" in response.content.decode()


def test_switching_to_a_household_that_is_not_yours_changes_nothing(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    other = cast.stranger.memberships.get().household
    client.post(reverse("switch-household"), {"household": other.pk})
    assert cast.home.name in client.get(reverse("household")).content.decode()
    for nonsense in ("x", "-1", "9" * 19, "9" * 5000, ""):
        assert client.post(reverse("switch-household"), {"household": nonsense}).status_code == 302


def test_nobody_can_sign_up_by_themselves(cast: Cast) -> None:
    page = Client().get("/accounts/signup/")
    assert "invitation" in page.content.decode().lower()
    Client().post(
        "/accounts/signup/",
        {"email": "eve@example.com", "password1": "a long passw0rd", "password2": "a long passw0rd"},
    )
    from vehicles.models import User

    assert not User.objects.filter(email="eve@example.com").exists()


def test_there_is_no_admin_site(cast: Cast) -> None:
    assert cast.client(cast.owner).get("/admin/").status_code == 404
