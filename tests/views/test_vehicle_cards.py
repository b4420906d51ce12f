"""The garage's cards are drawn once as long as they show the same, and anew as soon as they do not."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import builders
from tests.builders import answer
from vehicles import clock
from vehicles.models import Vehicle
from vehicles.rules.units import Distance
from vehicles.services.storing import store
from vehicles.templatetags.vehicle_cards import vehicle_card
from vehicles.views.cards import cards_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe() -> Vehicle:
    vehicle = builders.vehicle(builders.household())
    now = clock.now()
    store(
        vehicle,
        [
            answer("battery-status", now, timestamp=now.isoformat(), batteryLevel=57, batteryAutonomy=188),
            answer("cockpit", now, totalMileage=12000),
        ],
    )
    return vehicle


def test_equal_cards_are_drawn_once_and_any_other_text_draws_anew(zoe: Vehicle) -> None:
    now = clock.now()
    (card,), (same,) = cards_of([zoe], now), cards_of([zoe], now)
    assert card == same
    assert vehicle_card(card) is vehicle_card(same)
    older = cards_of([zoe], now + timedelta(hours=2))[0]
    assert "2 h ago" in vehicle_card(older)
    assert "2 h ago" not in vehicle_card(card)
    assert "Fleetwood" in vehicle_card(replace(card, name="Fleetwood"))


def test_a_card_is_drawn_for_each_language(zoe: Vehicle) -> None:
    now = clock.now()
    unknown = replace(cards_of([zoe], now)[0], facts=())
    unknown = replace(unknown, headline=replace(unknown.headline, known=False, value="–", reason="?"))
    assert "unknown: ?" in vehicle_card(unknown)  # a word of the template alone
    with translation.override("fr"):
        word = translation.gettext("unknown")
        assert word != "unknown"
        assert f"{word}: ?" in vehicle_card(unknown)


def test_the_garage_shows_new_figures_at_once_and_each_person_their_own_units(zoe: Vehicle) -> None:
    url = reverse("garage-cards")
    kilometres, miles = Client(), Client()
    kilometres.force_login(builders.member(zoe.household))
    other = builders.member(zoe.household, email="miles@example.com")
    other.distance_unit = Distance.MILES
    other.save()
    miles.force_login(other)
    assert "188\u202fkm" in kilometres.get(url).content.decode()
    assert "117\u202fmi" in miles.get(url).content.decode()
    now = clock.now() + timedelta(seconds=1)
    store(zoe, [answer("battery-status", now, timestamp=now.isoformat(), batteryLevel=99)])
    for client in (kilometres, miles):
        assert 'headline">99<' in client.get(url).content.decode()
