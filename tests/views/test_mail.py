"""Mail for forgotten passwords and new addresses; where none is set up, nothing promises a message."""

import re
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles.models import Household

NEW = "quite another one"


@pytest.fixture
def with_mail(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.DEFAULT_FROM_EMAIL = "cars@example.com"


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"http://testserver(/\S+)", str(message.body))
    assert found, message.body
    return found[1]


def signs_in(email: str, password: str) -> bool:
    return Client().post("/accounts/login/", {"login": email, "password": password}).status_code == 302


def test_a_forgotten_password_is_replaced_by_a_link_in_a_mail_that_opens_once(
    cast: Cast, with_mail: None
) -> None:
    Client().post("/accounts/password/reset/", {"email": cast.owner.email})
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Choose a new password", [cast.owner.email])
    client = Client()
    form = client.get(link_in(message), follow=True).redirect_chain[-1][0]
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert signs_in(cast.owner.email, NEW)
    assert "This link no longer works" in Client().get(link_in(message)).content.decode()


def test_whether_somebody_has_an_account_is_told_to_nobody(cast: Cast, with_mail: None) -> None:
    known = Client().post("/accounts/password/reset/", {"email": cast.owner.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


def test_a_new_address_counts_once_its_link_was_opened(cast: Cast, with_mail: None) -> None:
    owner = cast.proven(cast.owner)
    owner.post("/accounts/email/", {"action_add": "", "email": "olive@example.org"})
    (message,) = mail.outbox
    assert (message.subject, message.to) == ("Confirm your e-mail address", ["olive@example.org"])
    old = cast.owner.email
    owner.post("/accounts/email/", {"action_primary": "", "email": "olive@example.org"})
    cast.owner.refresh_from_db()
    assert cast.owner.email == old
    owner.post(link_in(message))
    owner.post("/accounts/email/", {"action_primary": "", "email": "olive@example.org"})
    cast.owner.refresh_from_db()
    assert cast.owner.email == "olive@example.org"
    assert signs_in("olive@example.org", builders.PASSWORD)
    owner.post("/accounts/email/", {"action_remove": "", "email": old})
    assert not signs_in(old, builders.PASSWORD)


def test_an_address_is_changed_only_by_whoever_proved_who_they_are(cast: Cast, with_mail: None) -> None:
    response = cast.client(cast.owner).post(
        "/accounts/email/", {"action_add": "", "email": "thief@example.org"}
    )
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert mail.outbox == []


def test_a_forgotten_password_is_answered_with_the_command_that_helps(cast: Cast) -> None:
    for response in (
        Client().get("/accounts/password/reset/"),
        Client().post("/accounts/password/reset/", {"email": cast.owner.email}),
    ):
        assert "manage.py reset_link" in response.content.decode()


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


def test_an_invitation_is_mailed_and_its_link_lets_in(cast: Cast, with_mail: None) -> None:
    Household.objects.filter(pk=cast.home.pk).update(name="Home\nBcc: thief@example.org")
    sent = {"role": "driver", "email": "nina@example.com"}
    page = cast.proven(cast.owner).post(reverse("invite"), sent).content.decode()
    assert "The link has been mailed to nina@example.com." in page
    (message,) = mail.outbox
    assert (message.to, message.bcc, "\n" in message.subject) == (["nina@example.com"], [], False)
    assert "Join Home" in Client().get(link_in(message), follow=True).content.decode()


def test_a_mail_server_that_is_away_costs_no_invitation(
    cast: Cast, with_mail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> int:
        raise SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
    sent = {"role": "driver", "email": "nina@example.com"}
    page = cast.proven(cast.owner).post(reverse("invite"), sent).content.decode()
    assert "could not be mailed to nina@example.com" in page
    link = "/join/" + page.split("/join/")[1].split('"')[0]
    assert "Join Home" in Client().get(link, follow=True).content.decode()
