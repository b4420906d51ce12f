"""What matters asks once more who one is, and loses nothing that was typed."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles.models import Invitation, Role

ASKED = "/accounts/reauthenticate/?next="


def prove(client: Client, asked_at: str) -> str:
    """Type the password where it is asked for, and return where one comes out."""
    asked = client.get(asked_at).context_data
    assert asked is not None
    response = client.post(
        "/accounts/reauthenticate/",
        {"password": builders.PASSWORD, "next": asked["redirect_field_value"]},
    )
    assert response.status_code == 302
    return response["Location"]


def records(client: Client, *given: dict[str, object]) -> None:
    """Write into the session how its person proved who they are."""
    session = client.session
    session["account_authentication_methods"] = list(given)
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


def test_a_filled_in_form_comes_back_as_it_was_and_is_not_sent_by_itself(cast: Cast) -> None:
    owner = cast.client(cast.owner)
    typed = {"role": Role.VIEWER, "email": "nina@example.com", "vehicles": [str(cast.zoe.pk)]}
    asked = owner.post(reverse("invite"), typed)
    assert asked["Location"].startswith(ASKED)
    back = prove(owner, asked["Location"])
    assert back == reverse("invite")
    form = owner.get(back).context["form"]
    assert {name: form[name].value() for name in typed} == typed
    assert not Invitation.objects.exists()
    assert owner.get(back).context["form"]["email"].value() is None


def test_what_is_secret_is_not_written_down_meanwhile(cast: Cast) -> None:
    owner = cast.client(cast.owner)
    owner.post(reverse("invite"), {"role": Role.VIEWER, "renault_password": "hunter2", "code": "123456"})
    kept = owner.session["sudo_kept"]["fields"]
    assert kept == "role=viewer"


def test_a_button_leads_back_to_the_page_on_which_it_stands(cast: Cast) -> None:
    viewer = cast.home.memberships.get(user=cast.viewer)
    owner = cast.client(cast.owner)
    asked = owner.post(reverse("member-remove", args=[viewer.pk]))
    assert prove(owner, asked["Location"]) == reverse("member", args=[viewer.pk])
    assert cast.home.memberships.filter(pk=viewer.pk).exists()


def test_ten_minutes_later_it_is_asked_again(cast: Cast) -> None:
    owner = cast.client(cast.owner)
    for seconds_ago, status in ((590, 200), (610, 302)):
        at = time.time() - seconds_ago
        records(owner, {"method": "password", "at": at, "reauthenticated": True})
        assert owner.get(reverse("invite")).status_code == status


@pytest.mark.parametrize(
    ("proof", "status"),
    [
        ({"method": "mfa", "type": "webauthn", "reauthenticated": True}, 200),
        ({"method": "mfa", "type": "totp", "reauthenticated": True}, 302),
        ({"method": "mfa", "type": "recovery_codes", "reauthenticated": True}, 302),
        ({"method": "password"}, 302),
    ],
    ids=["passkey", "code", "recovery code", "signing in"],
)
def test_only_password_or_passkey_again_are_proof(cast: Cast, proof: dict[str, object], status: int) -> None:
    owner = cast.client(cast.owner)
    records(owner, {**proof, "at": time.time()})
    assert owner.get(reverse("invite")).status_code == status


def test_a_code_from_an_app_is_not_offered_as_the_only_proof(cast: Cast) -> None:
    Authenticator.objects.create(user=cast.owner, type="totp", data={"secret": "x"})
    owner = cast.client(cast.owner)
    page = owner.get(reverse("account_reauthenticate")).content.decode()
    assert "app or code" not in page
    assert owner.get(reverse("mfa_reauthenticate"))["Location"].startswith("/accounts/reauthenticate/")


def test_somebody_elses_proof_does_not_count(cast: Cast) -> None:
    owner = cast.client(cast.owner)
    records(owner, {"method": "password", "at": time.time(), "reauthenticated": True})
    session = owner.session
    session["account_authentication_methods_user"] = str(cast.driver.pk)
    session.save()
    assert owner.get(reverse("invite")).status_code == 302


def test_who_may_not_is_told_so_without_being_asked_for_a_password(cast: Cast) -> None:
    assert cast.client(cast.driver).get(reverse("invite")).status_code == 403


def test_a_part_of_a_page_leads_the_whole_page_to_the_proof(cast: Cast) -> None:
    owner = cast.client(cast.owner)
    response = owner.post(reverse("invite"), headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith(ASKED)
