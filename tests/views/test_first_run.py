"""The first-run page."""

import pytest
from django.test import Client

from vehicles.models import Household, User
from vehicles.services import first_run

pytestmark = pytest.mark.django_db

FORM = {
    "household": "The Martins",
    "time_zone": "Europe/Paris",
    "name": "Ann",
    "email": "Ann@Example.com",
    "password": "correct horse 7",
    "password_again": "correct horse 7",
}


def test_everything_leads_to_it_until_it_has_been_used() -> None:
    client = Client()
    for address in ("/", "/accounts/login/", "/household/"):
        assert client.get(address)["Location"] == "/setup/"
    assert client.get("/setup/").status_code == 200
    assert client.get("/manifest.webmanifest").status_code == 200


def test_it_makes_the_first_account_signs_in_and_closes_for_good() -> None:
    client = Client()
    response = client.post("/setup/", {**FORM, "code": first_run.setup_code()})
    assert response["Location"] == "/"
    assert client.get("/").status_code == 200
    assert User.objects.get().email == "ann@example.com"
    assert Client().get("/setup/").status_code == 404
    assert Client().post("/setup/", {**FORM, "code": first_run.setup_code()}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "AAAA-AAAA-AAAA"}, "not the set-up code"),
        ({"password_again": "something else"}, "not the same"),
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"email": "nonsense"}, "valid email"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(wrong: dict[str, str], said: str) -> None:
    response = Client().post("/setup/", {**FORM, "code": first_run.setup_code(), **wrong})
    page = response.content.decode()
    assert response.status_code == 200
    assert said in page
    assert "The Martins" in page
    assert not Household.objects.exists()
