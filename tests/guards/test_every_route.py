"""Every address of the site, asked by every kind of person, for their own household's things and for others'.

The table of what each one gets is in `routes.py`.
"""

import re
from typing import Any

import pytest

from .addresses import address_of, missing_of
from .asking import OF_SESSIONS, Answer, ask
from .routes import IN, PERSONS, ROUTES, SIGN_IN, Route
from .town import MISSING, Home, Town

LOGIN = "/accounts/login/"
PROVE = ("/accounts/reauthenticate/?next", "/accounts/2fa/reauthenticate/?next")
BY_ROUTE = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
# What the site might take for an id of something, in the query or in what is posted.
IDS = {
    "household": "{household_id}",
    "household_id": "{household_id}",
    "vehicle": "{vehicle_id}",
    "vehicle_id": "{vehicle_id}",
    "vehicles": "{vehicle_id}",
    "member": "{member_id}",
    "membership": "{member_id}",
    "login": "{login_id}",
    "command": "{command_id}",
    "before": "{command_id}",
    "again": "{command_id}",
    "session": "{session_id}",
    "invitation": "{invitation_id}",
    "challenge": "{challenge_id}",
}
# Where a page repeats what it was asked for.
PATH_ID = re.compile(r"(?<=/)\d+(?=/)")
QUERY_ID = re.compile(rf"(?<=[?&;])({'|'.join(IDS)}|level_\d+)=\d+|(?<=valid choice. )\d+")


@BY_ROUTE
def test_each_person_gets_what_the_table_says(town: Town, route: Route) -> None:
    for method, audience, inside in (("GET", route.get, route.ok), ("POST", route.post, route.done)):
        for person in PERSONS:
            answer = visit(town, person, method, route)
            expected = audience[person]
            if expected == SIGN_IN:
                assert answer.status == 302, f"{method} by {person}"
                assert answer.location.startswith(LOGIN), f"{method} by {person}"
            else:
                wanted = inside if expected == IN else expected
                assert answer.status == wanted, f"{method} by {person}: {answer.status}, not {wanted}"


@BY_ROUTE
def test_what_is_anothers_looks_like_what_is_not_there(town: Town, route: Route) -> None:
    """One part of the address at a time is another household's; the others are one's own."""
    for part in missing_of(route):
        anothers = town.elsewhere.things[route.things.get(part, part)]
        for person in ("owner", "driver"):
            for method in ("GET", "POST"):
                theirs = visit(town, person, method, route, **{part: anothers})
                none = visit(town, person, method, route, **{part: MISSING})
                assert theirs.without(PATH_ID) == none.without(PATH_ID), f"{method} by {person}"


@BY_ROUTE
def test_an_id_of_anothers_thing_does_what_an_id_of_nothing_does(town: Town, route: Route) -> None:
    nothing = dict.fromkeys(town.home.things, MISSING)
    address = address_of(route, town.home)
    for method in ("GET", "POST"):
        theirs, none = (
            ask(town.client("owner"), method, address, sends(route, town.home, method) | _ids(route, things))
            for things in (town.elsewhere.things, nothing)
        )
        assert theirs.without(QUERY_ID) == none.without(QUERY_ID), method


@BY_ROUTE
def test_old_proof_of_who_one_is_does_where_the_table_says(town: Town, route: Route) -> None:
    for method, audience in (("GET", route.get), ("POST", route.post)):
        answer = visit(town, "owner long ago", method, route)
        is_asked = answer.status == 302 and answer.location.startswith(PROVE)
        if audience["owner"] in (IN, 302):
            assert is_asked == route.proven, f"{method}: {answer.status} {answer.location}"
        assert not is_asked or set(answer.writes) <= OF_SESSIONS


def visit(town: Town, person: str, method: str, route: Route, **ids: Any) -> Answer:
    """Ask for a route of the household at home as one of the persons; `ids` instead of some of its own."""
    address = address_of(route, town.home, **ids)
    return ask(town.client(person), method, address, sends(route, town.home, method))


def sends(route: Route, home: Home, method: str) -> dict[str, str]:
    if method == "GET":
        return {}
    return {key: str(value).format(**home.things) for key, value in route.sends.items()}


def _ids(route: Route, things: dict[str, Any]) -> dict[str, str]:
    named = IDS | route.ids
    return {name.format(**things): str(value).format(**things) for name, value in named.items()}
