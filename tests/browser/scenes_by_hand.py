"""Charges by hand: the pages on which somebody adds, corrects, splits, joins, deletes and takes back."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from tests import builders
from vehicles.models import ChargeSession, Role, User, Vehicle
from vehicles.services import archive, by_hand, told_lists
from vehicles.services.by_hand import Limits, Said
from vehicles.simulator import Server

from .chromium import Page, expect
from .scenes import EVENING, LONG_NAME, Scene, a_home


def charges_by_hand(_played: Server) -> Iterator[Scene]:
    """Each form as it opens and with a mistake beside its field; what cannot be done; what was deleted."""
    home, (olive, denis) = a_home("The Martins", Role.OWNER, Role.DRIVER)
    zoe = builders.vehicle(home, "Zoe", brand="Renault", model_label="Zoe")
    page = f"/vehicles/{zoe.pk}/charges/"
    yield Scene("deleted-none", f"{page}deleted/", olive)
    early, late = _told(zoe, days=2), _told(zoe, days=1.8)

    yield Scene("charge-add", f"{page}add/", denis)
    yield Scene("charge-add-mistakes", f"{page}add/", denis, then=_add_with_mistakes)
    yield Scene("charge-add-overlaps", f"{page}add/", denis, then=_add_over(early))
    yield Scene("charge-edit", f"{page}{early.pk}/edit/", olive)
    yield Scene("charge-edit-mistake", f"{page}{early.pk}/edit/", olive, then=_save_a_word)
    yield Scene("charge-split", f"{page}{early.pk}/split/", olive)
    yield Scene("charge-split-mistake", f"{page}{early.pk}/split/", olive, then=_split_long_ago)
    yield Scene("charge-join", f"{page}{early.pk}/join/", olive)
    yield Scene("charge-join-none", f"{page}{late.pk}/join/", olive)
    yield Scene("charge-delete", f"{page}{early.pk}/delete/", olive)

    drawn = _drawn(zoe, olive)
    yield Scene("charge-edit-by-hand", f"{page}{drawn.pk}/edit/", olive)
    by_hand.delete(drawn, olive)
    by_hand.delete(late, olive)
    yield Scene("deleted", f"{page}deleted/", olive)
    Vehicle.objects.filter(pk=zoe.pk).update(name=LONG_NAME)
    yield Scene("charge-edit-long-name", f"{page}{early.pk}/edit/", olive, alike=True)
    yield Scene("deleted-long-name", f"{page}deleted/", olive, alike=True)


def _told(car: Vehicle, days: float) -> ChargeSession:
    """Let Renault tell of a charge that began so many days ago."""
    start = EVENING - timedelta(days=days)
    row = {
        "chargeStartDate": start.isoformat(),
        "chargeEndDate": (start + timedelta(hours=3, minutes=12)).isoformat(),
        "chargeStartBatteryLevel": 31,
        "chargeEndBatteryLevel": 80,
        "chargeEnergyRecovered": 26.4,
        "chargeEndStatus": "ok",
    }
    told_lists.store_charges(car, [row], EVENING)
    archive.rebuild(car)
    return ChargeSession.objects.get(vehicle=car, started_at=start)


def _drawn(car: Vehicle, person: User) -> ChargeSession:
    start = EVENING - timedelta(days=4)
    limits = Limits(start, start + timedelta(minutes=40), 22.0, 74.0)
    note = (
        "Motorway services at Montélimar, the long queue on the Saturday before Easter, and the last free one"
    )
    return by_hand.add(car, person, limits, Said(energy_kwh=27.5, cost=None, note=note))


def _fill_times(page: Page, start: str, end: str) -> None:
    page.get_by_label("Start", exact=True).fill(start)
    page.get_by_label("End", exact=True).fill(end)


def _send(page: Page, button: str) -> None:
    page.locator("form[method=post]").last.evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name=button).click()
    expect(page.locator(".errors, [role=alert]").first).to_be_visible()


def _add_with_mistakes(page: Page) -> None:
    _fill_times(page, "2026-03-29T02:30", "2031-01-01T10:00")
    page.get_by_label("State of charge at the start").fill("80")
    page.get_by_label("State of charge at the end").fill("20")
    page.get_by_label("Energy").fill("a lot")
    page.get_by_label("Note").fill("Nothing typed is lost")
    _send(page, "Add it")


def _add_over(session: ChargeSession) -> Callable[[Page], None]:
    at = session.started_at.astimezone(session.vehicle.zone) + timedelta(minutes=20)

    def add(page: Page) -> None:
        _fill_times(page, f"{at:%Y-%m-%dT%H:%M}", f"{at + timedelta(minutes=30):%Y-%m-%dT%H:%M}")
        _send(page, "Add it")

    return add


def _save_a_word(page: Page) -> None:
    page.get_by_label("Energy").fill("a lot")
    page.get_by_label("Cost").fill("-4")
    _send(page, "Save")


def _split_long_ago(page: Page) -> None:
    page.get_by_label("The second one begins at").fill("2026-01-01T10:00")
    _send(page, "Split it")
