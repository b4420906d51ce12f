"""Where no mail is set up, nothing promises a message, and second steps work all the same."""

from typing import Any

from django.test import Client

from tests.views.conftest import Cast


def test_a_forgotten_password_is_answered_with_the_command_that_helps(cast: Cast) -> None:
    for response in (
        Client().get("/accounts/password/reset/"),
        Client().post("/accounts/password/reset/", {"email": cast.owner.email}),
    ):
        assert "manage.py changepassword" in response.content.decode()


def test_with_mail_the_reset_is_allauths(cast: Cast, settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    assert 'name="email"' in Client().get("/accounts/password/reset/").content.decode()


def test_looking_at_the_address_does_not_lock_anybody_out_of_the_second_step(cast: Cast) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": cast.owner.email, "password": "a long password"})
    assert "no mail set up" in client.get("/accounts/email/").content.decode()
    ask_again = client.get("/accounts/2fa/totp/activate/")["Location"]
    page = client.post(ask_again, {"password": "a long password"}, follow=True)
    assert page.redirect_chain[-1][0] == "/accounts/2fa/totp/activate/"
    assert page.status_code == 200


def test_a_name_that_is_not_allowed_is_answered_with_what_to_do(cast: Cast) -> None:
    response = Client().get("/", headers={"host": "nas.fritz.box"})
    assert response.status_code == 400
    assert "ALLOWED_HOSTS" in response.content.decode()
