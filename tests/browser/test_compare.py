"""Vehicles side by side, as a person chooses them."""

import re

from tests import builders
from vehicles import clock
from vehicles.models import Energy, Role

from . import scenes
from .chromium import Browser, expect
from .look import LOOKS
from .site import Site
from .years import add_years


def test_choosing_vehicles_keeps_the_time_shown_and_the_address_shows_the_same_again(
    browser: Browser, site: Site
) -> None:
    home, (olive,) = scenes.a_home("The Martins", Role.OWNER)
    cars = [builders.vehicle(home, "Zoe"), builders.vehicle(home, "Duster", energy=Energy.FUEL)]
    for car in cars:
        add_years(car, clock.now().date(), 400)
    context = browser.new_context(base_url=site.url, **LOOKS[0].context)
    context.add_cookies([site.session_of(olive)])
    page = context.new_page()
    page.goto("/")
    page.get_by_role("link", name="Compare").click()
    distance = page.locator("#chart-distance")
    expect(distance.locator(".chart-legend")).to_have_text("ZoeDuster")
    distance.get_by_role("link", name="All").click()
    expect(distance.locator("[aria-current]")).to_have_text(["By month", "All"])
    distance.get_by_role("link", name="By year").click()
    expect(page).to_have_url(re.compile("range=all&step=year"))
    page.get_by_label("Zoe").uncheck()
    page.get_by_role("button", name="Show these").click()
    expect(page).to_have_url(re.compile(rf"vehicle={cars[1].pk}&chosen=1&range=all&step=year"))
    expect(distance.locator(".chart-legend")).to_have_text("Duster")
    expect(distance.locator("[aria-current]")).to_have_text(["By year", "All"])
    page.reload()
    expect(page.get_by_label("Zoe")).not_to_be_checked()
    expect(distance.locator(".chart-legend")).to_have_text("Duster")
    distance.locator("summary").click()
    expect(distance.locator("th")).to_have_text(["Year", "Duster"])
    context.close()
