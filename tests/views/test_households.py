"""Households on pages: settings, made, deleted; accounts deleted; logins unlinked; the log."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import (
    Household,
    HouseholdChange,
    Installation,
    LoginChallenge,
    RenaultLogin,
    Role,
    SummaryDue,
    User,
    Vehicle,
    VehicleStatus,
)
from vehicles.services import people

SETTINGS = {
    "name": "Our home",
    "time_zone": "Europe/Lisbon",
    "positions_fine_days": "30",
    "positions_kept_days": "60",
}


def log(cast: Cast) -> str:
    return cast.client(cast.owner).get(reverse("household-log")).content.decode()


def test_settings_are_kept_and_noted_with_who_changed_what(cast: Cast) -> None:
    builders.tell(
        cast.zoe,
        "battery-status",
        builders.at("2026-03-01 10:00"),
        batteryLevel=50,
        timestamp="2026-03-01T10:00Z",
    )
    SummaryDue.objects.all().delete()
    cast.client(cast.owner).post(reverse("household-settings"), SETTINGS)
    cast.home.refresh_from_db()
    assert (cast.home.name, cast.home.positions_fine_days, cast.home.positions_kept_days) == (
        "Our home",
        30,
        60,
    )
    assert SummaryDue.objects.exists()  # its days follow another clock now
    page = log(cast)
    assert "changed the household&#x27;s settings: " in page
    assert "how long positions are kept" in page
    cast.client(cast.owner).post(reverse("household-settings"), SETTINGS)
    assert HouseholdChange.objects.filter(kind="household").count() == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"positions_kept_days": "20"}, "less than the days above"),
        ({"positions_fine_days": "0"}, "from 1 to 3650"),
    ],
)
def test_ages_that_cannot_be_are_refused_and_nothing_typed_is_lost(
    cast: Cast, days: dict[str, str], words: str
) -> None:
    page = cast.client(cast.owner).post(reverse("household-settings"), {**SETTINGS, **days}).content.decode()
    assert words in page
    assert "Our home" in page
    assert not HouseholdChange.objects.exists()


def test_off_peak_hours_vehicles_and_clocks_are_noted_too(cast: Cast) -> None:
    owner = cast.client(cast.owner)
    owner.post(reverse("household-off-peak"), {"start_1": "22:00", "end_1": "06:00"})
    owner.post(
        reverse("vehicle-settings", args=[cast.zoe.pk]),
        {"name": "Blue", "order": "1", "time_zone": "", "hidden": "on"},
    )
    owner.post(reverse("planner-clock", args=[cast.zoe.pk]), {"wire_clock": "utc"})
    page = log(cast)
    assert "off-peak hours" in page
    assert "changed the settings of Zoé: hidden, name, place in the garage" in page
    assert "clock of its schedules" in page


def test_the_log_goes_back_to_its_first_line(cast: Cast) -> None:
    member = cast.home.memberships.get(user=cast.viewer)
    for number in range(101):
        people.change_role(member, (Role.DRIVER, Role.VIEWER)[number % 2], cast.owner)
    owner = cast.client(cast.owner)
    first = owner.get(reverse("household-log")).content.decode()
    assert first.count("made Viewer") == 100
    older = "?page=" + first.split("?page=")[1].split('"')[0]
    assert owner.get(reverse("household-log") + older).content.decode().count("made Viewer") == 1
    for nonsense in ("x", "-1", "9" * 30):
        assert owner.get(reverse("household-log"), {"page": nonsense}).status_code == 200


def test_who_looks_after_the_server_makes_a_household_and_its_owner_comes_in(cast: Cast) -> None:
    Installation.objects.update(installer=cast.driver)  # of whichever role at home
    page = cast.proven(cast.driver).post(
        reverse("household-new"), {"name": "The neighbours", "time_zone": "Europe/Paris"}
    )
    link = "/join/" + page.content.decode().split("/join/")[1].split('"')[0]
    newcomer = Client()
    newcomer.get(link)
    newcomer.post(
        reverse("join"),
        {
            "name": "Nina",
            "email": "nina@example.com",
            "password": "a long passw0rd",
            "password_again": "a long passw0rd",
        },
    )
    mine = User.objects.get(email="nina@example.com").memberships.get()
    assert (mine.household.name, mine.role) == ("The neighbours", Role.OWNER)
    assert not mine.household.memberships.filter(user=cast.driver).exists()
    assert "The neighbours" not in cast.client(cast.driver).get(reverse("household")).content.decode()


@pytest.mark.parametrize("name", ["household-new", "household-delete", "account-delete", "login-unlink"])
def test_what_goes_or_comes_for_good_asks_who_one_is(cast: Cast, name: str) -> None:
    Installation.objects.update(installer=cast.owner)
    address = reverse(name, args=[cast.login.pk] if name == "login-unlink" else [])
    sent = {"name": cast.home.name, "time_zone": "Europe/Paris", "sure": "on", "history": "delete"}
    response = cast.client(cast.owner).post(address, sent)
    assert response["Location"].startswith("/accounts/reauthenticate/")
    assert Household.objects.filter(leaving_at=None).count() == 2
    assert RenaultLogin.objects.exists()
    assert User.objects.filter(pk=cast.owner.pk).exists()


def test_a_household_goes_only_where_its_name_was_written(cast: Cast) -> None:
    owner, address = cast.proven(cast.owner), reverse("household-delete")
    assert "That is not its name" in owner.post(address, {"name": "Hom"}).content.decode()
    assert cast.home.memberships.exists()
    page = owner.post(address, {"name": " home "}, follow=True).content.decode()
    assert "Home is deleted." in page
    for user in (cast.owner, cast.driver, cast.viewer):
        assert cast.client(user).get(reverse("vehicle", args=[cast.zoe.pk])).status_code == 404
        assert cast.client(user).get(reverse("garage")).status_code == 200


def test_an_account_goes_and_its_session_with_it(cast: Cast) -> None:
    viewer, other = cast.proven(cast.viewer), cast.client(cast.viewer)
    assert "Home goes on without you." in viewer.get(reverse("account-delete")).content.decode()
    assert "Tick this if you mean it." in viewer.post(reverse("account-delete"), {}).content.decode()
    viewer.post(reverse("account-delete"), {"sure": "on"})
    assert not User.objects.filter(pk=cast.viewer.pk).exists()
    for client in (viewer, other):
        assert client.get(reverse("garage"))["Location"].startswith("/accounts/login/")


def test_an_only_owner_is_told_what_to_do_first(cast: Cast) -> None:
    owner = cast.proven(cast.owner)
    assert "You are the only owner of Home" in owner.get(reverse("account-delete")).content.decode()
    page = owner.post(reverse("account-delete"), {"sure": "on"}).content.decode()
    assert "Nothing was deleted" in page
    assert User.objects.filter(pk=cast.owner.pk).exists()


def test_unlinking_asks_what_becomes_of_the_history(cast: Cast) -> None:
    owner, address = cast.proven(cast.owner), reverse("login-unlink", args=[cast.login.pk])
    assert "Choose one of the two." in owner.post(address, {}).content.decode()
    assert RenaultLogin.objects.exists()
    owner.post(address, {"history": "keep"})
    cast.zoe.refresh_from_db()
    assert (cast.zoe.status, cast.zoe.account) == (VehicleStatus.UNLINKED, None)
    page = owner.get(reverse("garage")).content.decode()
    assert cast.zoe.name in page
    assert owner.get(reverse("vehicle", args=[cast.zoe.pk])).status_code == 200


def test_any_owner_enters_the_code_that_another_one_asked_for(cast: Cast, simulator: object) -> None:
    second = builders.member(cast.home, email="second@example.com")
    first, phone = cast.client(cast.owner), cast.client(second)
    first.post(reverse("login-link"), {"locale": "fr_FR", "email": "robin@example.com", "password": "demo"})
    challenge = LoginChallenge.objects.get()
    code_page = reverse("login-code", args=[challenge.pk])
    assert code_page in phone.get(reverse("household")).content.decode()
    assert code_page not in cast.client(cast.viewer).get(reverse("household")).content.decode()
    address = phone.get(code_page).content.decode().split('name="address" value="')[1].split('"')[0]
    phone.post(code_page, {"address": address})
    code = simulator.control.code("robin@example.com")  # type: ignore[attr-defined]
    phone.post(code_page, {"code": code})
    assert RenaultLogin.objects.filter(email="robin@example.com", household=cast.home).exists()
    line = HouseholdChange.objects.get(kind="login_linked")
    assert line.by_name == str(second)
    assert cast.client(cast.driver).get(code_page).status_code == 403


def test_a_sign_in_that_waits_shows_where_the_password_is_asked(cast: Cast) -> None:
    LoginChallenge.objects.create(
        household=cast.home,
        user=cast.owner,
        login=cast.login,
        email=cast.login.email,
        locale="fr_FR",
        sent_to="a***@example.com",
        expires_at=clock.machine_now() + LoginChallenge.LIFETIME,
    )
    second = builders.member(cast.home, email="second@example.com")
    page = cast.client(second).get(reverse("login-sign-in", args=[cast.login.pk])).content.decode()
    assert "The code was mailed to a***@example.com." in page


def test_the_banner_says_where_another_login_has_taken_over(cast: Cast) -> None:
    other = builders.login(cast.home, "second@example.com")
    account = other.accounts.create(account_id="another")
    RenaultLogin.objects.filter(pk=cast.login.pk).update(state="needs_sign_in")
    owner = cast.client(cast.owner)
    assert "no new figures" in owner.get(reverse("garage")).content.decode()
    Vehicle.objects.update(account=account)
    page = owner.get(reverse("garage")).content.decode()
    assert "read through another login meanwhile" in page
    vehicles = owner.get(reverse("login-vehicles", args=[other.pk])).content.decode()
    assert cast.zoe.name in vehicles


def test_everything_is_taken_out_by_an_owner_who_proved_who_they_are(cast: Cast) -> None:
    address = reverse("household-export")
    assert cast.client(cast.owner).post(address)["Location"].startswith("/accounts/reauthenticate/")
    assert cast.proven(cast.driver).post(address).status_code == 403
    assert not HouseholdChange.objects.exists()
    owner = cast.proven(cast.owner)
    assert "Download" in owner.get(address).content.decode()
    response = owner.post(address)
    assert response["Content-Disposition"].startswith('attachment; filename="home-')
    with zipfile.ZipFile(io.BytesIO(b"".join(response))) as file:  # type: ignore[arg-type]
        assert file.testzip() is None
        assert cast.zoe.name in file.read("json/vehicles.json").decode()
    assert "exported everything" in log(cast)
