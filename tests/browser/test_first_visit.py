"""From the first start to cars in the garage, and out again."""

from typing import Any

from vehicles.services import first_run

from .chromium import Page, expect
from .worker import Worker

PASSWORD = "correct horse battery"


def test_a_household_is_set_up_links_robins_cars_with_a_mailed_code_and_signs_out(
    page: Page, simulator: Any, worker: Worker
) -> None:
    page.goto("/")
    expect(page).to_have_url("/setup/")
    page.get_by_label("Set-up code").fill(first_run.setup_code().lower())
    page.get_by_label("Name of your household").fill("The Durands")
    page.get_by_label("Time zone").select_option("Europe/Paris")
    page.get_by_label("Your name").fill("Camille Durand")
    page.get_by_label("Your e-mail").fill("camille@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Set up the household").click()

    expect(page.get_by_role("heading", name="No vehicle yet")).to_be_visible()
    page.get_by_role("link", name="Link a Renault login").click()
    page.get_by_label("Renault e-mail").fill("robin@example.com")
    page.get_by_label("Renault password").fill("demo")
    page.get_by_role("button", name="Sign in to Renault").click()

    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Send the code").click()
    code = page.get_by_label("Code from the e-mail")
    expect(code).to_be_visible()
    code.fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("That is not the code from the e-mail.")).to_be_visible()
    code.fill(simulator.control.code("robin@example.com"))
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("checkbox")).to_have_count(2)
    page.get_by_role("button", name="Save and read them").click()
    expect(page.get_by_role("heading", name="All is read")).to_be_visible()
    page.get_by_role("link", name="Go to the garage").click()

    cards = page.get_by_role("article")
    expect(cards).to_have_count(2)
    for number in range(2):
        expect(cards.nth(number).locator(".big-figure")).to_contain_text("%")
    page.get_by_role("link", name="You", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
