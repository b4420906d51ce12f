"""What is kept from one member of the household shows on no page, file or chart they can open."""

from .addresses import address_of
from .asking import ask
from .routes import IN, ROUTES, named
from .town import LATITUDE, Town

NAMES = ("Zoé of Home", "Duster of Home")
PLACE = f"{LATITUDE}"[:5]


def test_the_name_of_a_vehicle_that_is_kept_from_them(town: Town) -> None:
    assert NAMES[0] in ask(town.client("viewer"), "GET", address_of(named("garage"), town.home)).body
    for route in ROUTES:
        if route.get["kept_out"] == IN:
            body = ask(town.client("kept_out"), "GET", address_of(route, town.home)).body
            assert not [name for name in NAMES if name in body], route.name


def test_where_a_vehicle_is_whose_positions_are_kept_from_them(town: Town) -> None:
    assert PLACE in ask(town.client("viewer"), "GET", address_of(named("vehicle"), town.home)).body
    for route in ROUTES:
        if route.get["blind"] == IN:
            body = ask(town.client("blind"), "GET", address_of(route, town.home)).body
            assert PLACE not in body, route.name
