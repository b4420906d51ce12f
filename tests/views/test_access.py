"""Who may open what, beyond the table of every address in tests/guards/routes.py."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import LoginChallenge, User


def test_a_challenge_belongs_to_the_person_who_began_it(cast: Cast) -> None:
    challenge = LoginChallenge.objects.create(
        household=cast.home,
        user=cast.owner,
        email="renault@example.com",
        locale="fr_FR",
        expires_at=clock.machine_now() + timedelta(minutes=5),
    )
    other_owner = builders.member(cast.home, email="second-owner@example.com")
    assert cast.client(other_owner).get(reverse("login-code", args=[challenge.pk])).status_code == 404


def test_a_form_without_its_token_is_refused_in_words(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post(reverse("vehicle-look", args=[cast.zoe.pk]))
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
    assert not User.objects.filter(email="eve@example.com").exists()


def test_there_is_no_admin_site(cast: Cast) -> None:
    assert cast.client(cast.owner).get("/admin/").status_code == 404
