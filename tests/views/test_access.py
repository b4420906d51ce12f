"""Who may open what, beyond the table of every address in tests/guards/routes.py."""

from django.test import Client
from django.urls import reverse

from tests.views.conftest import Cast
from vehicles.models import User


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
