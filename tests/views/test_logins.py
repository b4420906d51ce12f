"""The page of a Renault login: used this hour, next look, what it waits for, how often each car is asked."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import RenaultCall, RenaultLogin, User, Vehicle, VehicleGrant
from vehicles.services import login_states


def page(cast: Cast, user: User | None = None, name: str = "login") -> str:
    """Return the page's words with single spaces."""
    answer = cast.client(user or cast.owner).get(reverse(name, args=[cast.login.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def count(cast: Cast, calls: int, minutes_ago: int = 10) -> None:
    at = clock.now() - timedelta(minutes=minutes_ago)
    RenaultCall.objects.bulk_create([RenaultCall(login=cast.login, at=at) for _ in range(calls)])


def test_the_household_leads_to_it_and_it_refreshes_itself(cast: Cast) -> None:
    household = cast.client(cast.viewer).get(reverse("household")).content.decode()
    assert f'href="{reverse("login", args=[cast.login.pk])}"' in household
    assert f'hx-get="{reverse("login-live", args=[cast.login.pk])}"' in page(cast)
    assert "Asking Renault" in page(cast, name="login-live")


def test_it_shows_the_hours_calls_the_next_look_and_how_often_each_car_is_asked(cast: Cast) -> None:
    count(cast, 34)
    count(cast, 9, minutes_ago=61)
    Vehicle.objects.filter(pk=cast.zoe.pk).update(
        pace="asleep", due_at=clock.now() + timedelta(minutes=12, seconds=30)
    )
    shown = page(cast)
    assert "34 of 60 calls this hour" in shown
    assert '<progress value="34" max="60"' in shown
    assert "Asleep: asked every hour" in shown
    assert shown.count("in 12 min") == 2  # of the login and of its car


def test_an_hour_that_is_used_up_looks_like_it(cast: Cast) -> None:
    count(cast, 49)
    assert '<progress class="tone-attention"' not in page(cast)
    count(cast, 1)
    assert '<progress class="tone-attention" value="50"' in page(cast)


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        ("charging", "Charging: asked every 5 minutes"),
        ("lively", "Just used: asked every 5 minutes"),
        ("parked", "Parked: asked every half hour"),
        ("asleep", "Asleep: asked every hour"),
        ("private", "Privacy mode: asked every hour"),
    ],
)
def test_each_pace_has_its_words(pace: str, words: str, cast: Cast) -> None:
    Vehicle.objects.filter(pk=cast.zoe.pk).update(pace=pace)
    assert words in page(cast)


def test_cars_that_share_the_hour_say_so(cast: Cast) -> None:
    for number in range(11):
        builders.vehicle(cast.home, f"Car {number}", through=cast.login)
    Vehicle.objects.update(pace="charging")
    shown = page(cast)
    assert "Charging: asked about every " in shown
    assert "(12 vehicles share the hour's calls)" in shown


def test_a_pause_says_until_when_and_why_and_that_it_has_grown(cast: Cast) -> None:
    login_states.cool_down(cast.login, clock.now())
    shown = page(cast)
    assert "Paused after Renault's limit" in shown
    assert "Renault said that its own limit of calls is reached. Nothing is asked or sent until " in shown
    assert "paused until " in shown
    assert "so the pause is longer" not in shown
    RenaultLogin.objects.update(cooling_until=clock.now())
    login_states.cool_down(cast.login, clock.now() + timedelta(minutes=1))
    assert "so the pause is longer now: 30 min." in page(cast)


def test_an_hour_that_is_used_up_says_when_it_goes_on(cast: Cast) -> None:
    count(cast, 50)
    Vehicle.objects.update(due_at=clock.now() - timedelta(minutes=1))
    login_states.wait(cast.login, clock.now() + timedelta(minutes=50, seconds=30))
    shown = page(cast)
    assert "This hour's 50 looks are used up. It goes on at " in shown
    assert "in 50 min" in shown


def test_servers_that_do_not_answer_are_said_with_the_next_try(cast: Cast) -> None:
    login_states.say(cast.login, "Renault's servers do not answer just now.")
    login_states.wait(cast.login, clock.now() + timedelta(minutes=5))
    assert "Renault's servers do not answer just now. Tried again at " in page(cast)


def test_a_car_that_was_taken_off_is_asked_no_more_and_says_so(cast: Cast) -> None:
    Vehicle.objects.filter(pk=cast.zoe.pk).update(status="unlinked", due_at=clock.now())
    assert "Taken off the Renault account: asked no more" in page(cast)


def test_an_ended_sign_in_leads_its_owner_to_signing_in(cast: Cast) -> None:
    login_states.wants_sign_in(cast.login)
    sign_in = reverse("login-sign-in", args=[cast.login.pk])
    assert sign_in in page(cast)
    assert sign_in not in page(cast, cast.driver)
    assert "not until someone signs in again" in page(cast)


def test_who_may_not_see_a_car_does_not_find_it_here(cast: Cast) -> None:
    VehicleGrant.objects.create(membership=cast.viewer.memberships.get(), vehicle=cast.zoe, level="none")
    assert "Zoé" in page(cast, cast.driver)
    assert "Zoé" not in page(cast, cast.viewer)


def test_somebody_elses_login_is_not_found(cast: Cast) -> None:
    for name in ("login", "login-live"):
        assert cast.client(cast.stranger).get(reverse(name, args=[cast.login.pk])).status_code == 404


def test_twelve_cars_take_no_more_questions_than_one(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    client = cast.client(cast.owner)
    client.get(reverse("login", args=[cast.login.pk]))
    for number in range(11):
        builders.vehicle(cast.home, f"Car {number}", through=cast.login)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get(reverse("login", args=[cast.login.pk]))
