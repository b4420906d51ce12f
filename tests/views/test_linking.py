"""Linking through the pages, against the played servers."""

from typing import Any

from django.urls import reverse

from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import LoginChallenge, RenaultLogin, Vehicle, VehicleStatus
from vehicles.services import polling

ROBIN = {"locale": "fr_FR", "email": "robin@example.com", "password": "demo"}


def test_linking_with_a_code_from_first_form_to_first_figures(cast: Cast, simulator: Any) -> None:
    client = cast.client(cast.owner)
    code_page = client.post(reverse("login-link"), ROBIN)["Location"]
    challenge = LoginChallenge.objects.get()
    page = client.get(code_page).content.decode()
    assert "r***" in page or "example" in page
    from vehicles.services import linking

    address = linking.code_addresses(challenge)[0][0]
    assert client.post(code_page, {"address": address})["Location"] == code_page
    wrong = client.post(code_page, {"code": "000000"})
    assert "not the code" in wrong.content.decode()
    vehicles_page = client.post(code_page, {"code": simulator.control.code("robin@example.com")})["Location"]
    login = RenaultLogin.objects.get(email="robin@example.com")
    assert vehicles_page == reverse("login-vehicles", args=[login.pk])
    page = client.get(vehicles_page).content.decode()
    assert "MyDacia" in page
    chosen = list(Vehicle.objects.filter(account__login=login).values_list("pk", flat=True))
    progress = client.post(vehicles_page, {"vehicles": chosen})["Location"]
    assert 'role="alert"' not in client.get(progress).content.decode()
    polling.poll_login(login.pk)
    assert "Here" in client.get(reverse("login-progress-live", args=[login.pk])).content.decode()
    garage = client.get("/").content.decode()
    assert all(f'data-vehicle="{pk}"' in garage for pk in chosen)


def test_a_new_code_can_be_sent_and_another_address_chosen(cast: Cast, simulator: Any) -> None:
    from vehicles.services import linking

    client = cast.client(cast.owner)
    code_page = client.post(reverse("login-link"), ROBIN)["Location"]
    first, second = linking.code_addresses(LoginChallenge.objects.get())
    client.post(code_page, {"address": first[0]})
    before = simulator.control.code("robin@example.com")
    client.post(code_page, {"action": "resend"})
    assert LoginChallenge.objects.get().sent_to == first[1]
    client.post(f"{code_page}?address=", {"address": second[0]})
    assert LoginChallenge.objects.get().sent_to == second[1]
    assert simulator.control.code("robin@example.com") != before or before is not None


def test_a_wrong_password_keeps_what_was_typed_and_says_what_to_do(cast: Cast, simulator: Any) -> None:
    response = cast.client(cast.owner).post(reverse("login-link"), {**ROBIN, "password": "wrong"})
    page = response.content.decode()
    assert "does not accept this e-mail and password" in page
    assert 'value="robin@example.com"' in page
    assert "wrong" not in page.replace("wrong password", "")


def test_a_login_without_vehicles_says_so(cast: Cast, simulator: Any) -> None:
    client = cast.client(cast.owner)
    page = client.post(reverse("login-link"), {**ROBIN, "email": "empty@example.com"}, follow=True)
    assert "No vehicle" in page.content.decode()


def test_when_the_vehicles_are_not_told_the_sign_in_holds_and_they_can_be_asked_again(
    cast: Cast, simulator: Any
) -> None:
    client = cast.client(cast.owner)
    simulator.control.fault("bad_gateway")
    page = client.post(reverse("login-link"), {**ROBIN, "email": "kim@example.com"}, follow=True)
    assert "did not tell which vehicles" in page.content.decode()
    login = RenaultLogin.objects.get(email="kim@example.com")
    choice = reverse("login-vehicles", args=[login.pk])
    failed = client.post(choice, {"action": "find"}, follow=True)
    assert "do not answer as they should" in failed.content.decode()
    simulator.control.clear()
    found = client.post(choice, {"action": "find"}, follow=True)
    assert "Renault tells of 3 vehicles" in found.content.decode()
    assert Vehicle.objects.filter(account__login=login).count() == 3


def test_a_vehicle_chosen_again_is_read_anew(cast: Cast, simulator: Any) -> None:
    from tests import builders
    from vehicles.services import discovery

    login = builders.linked(cast.home, cast.owner)
    polling.poll_login(login.pk)
    mine = list(Vehicle.objects.filter(account__login=login).values_list("pk", flat=True))
    discovery.follow(login, mine[:1])
    discovery.follow(login, mine)
    live = reverse("login-progress-live", args=[login.pk])
    assert "All is read" not in cast.client(cast.owner).get(live).content.decode()
    before = simulator.control.calls(login.email)
    polling.poll_login(login.pk)
    assert simulator.control.calls(login.email) > before
    assert "All is read" in cast.client(cast.owner).get(live).content.decode()


def test_a_code_before_an_address_was_chosen_leads_back_to_the_addresses(cast: Cast, simulator: Any) -> None:
    client = cast.client(cast.owner)
    code_page = client.post(reverse("login-link"), ROBIN)["Location"]
    page = client.post(code_page, {"code": "123456"}).content.decode()
    assert "Send the code" in page


def test_choosing_no_vehicle_is_refused_beside_the_choice(cast: Cast, simulator: Any) -> None:
    client = cast.client(cast.owner)
    choice = client.post(reverse("login-link"), {**ROBIN, "email": "alex@example.com"})["Location"]
    assert " checked" in client.get(choice).content.decode()
    refused = client.post(choice, {}).content.decode()
    assert "Choose one vehicle at least" in refused
    assert " checked" not in refused  # what was unticked stays so
    foreign = client.post(choice, {"vehicles": [cast.zoe.pk]})
    assert foreign.status_code == 200
    assert not Vehicle.objects.filter(
        account__login__email="alex@example.com", status=VehicleStatus.FOLLOWED
    ).exists()


def test_signing_in_again_needs_only_the_password_and_polls_at_once(cast: Cast, simulator: Any) -> None:
    from tests import builders

    login = builders.linked(cast.home, cast.owner)
    simulator.control.revoke(login.email)
    client = cast.client(cast.owner)
    address = reverse("login-sign-in", args=[login.pk])
    assert login.email in client.get(address).content.decode()
    assert client.post(address, {"password": "demo"})["Location"] == reverse(
        "login-progress", args=[login.pk]
    )


def test_renault_being_down_is_said_and_nothing_is_lost(cast: Cast, simulator: Any) -> None:
    simulator.control.fault("gigya_down")
    page = cast.client(cast.owner).post(reverse("login-link"), ROBIN).content.decode()
    assert "do not answer as they should" in page
    assert 'value="robin@example.com"' in page


def test_the_past_charges_are_told_as_they_come(cast: Cast, simulator: Any) -> None:
    from tests import builders
    from vehicles.models import RenaultCall
    from vehicles.services import fetching

    login = builders.linked(cast.home, cast.owner)
    address = reverse("login-progress-live", args=[login.pk])
    client = cast.client(cast.owner)
    assert "Past charges: not asked yet." in client.get(address).content.decode()
    polling.poll_login(login.pk)
    RenaultCall.objects.all().delete()
    fetching.fetch(login.pk)
    page = client.get(address).content.decode()
    assert "Renault knows of none before that" in page
    assert "entries" in page
    assert "hx-get" not in page


def test_the_progress_page_says_when_the_hours_calls_are_used_up(cast: Cast, simulator: Any) -> None:
    from tests import builders
    from vehicles.models import RenaultCall
    from vehicles.rules.archive_plan import CALLS_WITH_ARCHIVE
    from vehicles.services import fetching

    login = builders.linked(cast.home, cast.owner)
    RenaultCall.objects.all().delete()
    RenaultCall.objects.bulk_create(
        [RenaultCall(login=login, at=clock.now()) for _ in range(CALLS_WITH_ARCHIVE - 1)]
    )
    fetching.fetch(login.pk)
    page = cast.client(cast.owner).get(reverse("login-progress-live", args=[login.pk])).content.decode()
    assert "1 month asked, back to" in page
    assert "It goes on at" in page
