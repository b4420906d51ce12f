"""The navigation says in which part of the site one is."""

import re

import pytest
from django.urls import reverse

from tests import builders
from tests.guards import routes
from tests.views.conftest import Cast
from vehicles.models import RenaultLogin
from vehicles.rules.site_parts import part_of


def marked(page: str) -> list[str]:
    """Return the words of the main navigation's marked links."""
    main = page[page.index('class="main-navigation"') :]
    page = main[: main.index("</nav>")]
    found = re.findall(r"<a [^>]*aria-current=\"[^>]*>(.*?)</a>", page, re.DOTALL)
    return [re.sub(r"<[^>]*>|\s", "", each) for each in found]


@pytest.mark.parametrize("route", routes.ROUTES, ids=lambda route: route.name)
def test_every_page_for_people_belongs_to_a_part(route: routes.Route) -> None:
    if routes.IN in route.get.values() and route.get["nobody"] == routes.SIGN_IN:
        assert part_of(route.name)


def test_the_page_of_a_login_belongs_to_the_household(cast: Cast) -> None:
    login = RenaultLogin.objects.get(household=cast.home)
    page = cast.client(cast.owner).get(reverse("login", args=[login.pk])).content.decode()
    assert marked(page) == ["Household"]


def test_the_page_of_a_charge_belongs_to_the_garage(cast: Cast) -> None:
    charge = builders.charge(cast.zoe, "2026-03-01 10:00", "2026-03-01 12:00")
    page = cast.client(cast.owner).get(reverse("charge-delete", args=[cast.zoe.pk, charge.pk])).content
    assert marked(page.decode()) == ["Garage"]
