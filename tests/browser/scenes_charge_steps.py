"""How people change charges, in every state worth a look."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

from tests import builders
from tests.charges import row, zulu
from vehicles import clock
from vehicles.models import ChargeSession, Role, ToldList, Vehicle
from vehicles.services import archive, by_hand, told_lists
from vehicles.services.by_hand import Said
from vehicles.simulator import Server

from .chromium import Page, expect
from .scenes import LONG_NAME, Scene, a_home


def charges_by_hand(_played: Server) -> Iterator[Scene]:
    """Add, correct, split, join, delete and take back; what is refused; one that goes on."""
    home, (olive, vera) = a_home("The Martins", Role.OWNER, Role.VIEWER)
    zoe = builders.vehicle(
        home, name="Zoé", brand="Renault", model_label="Zoe", registration_number="AB-123-CD"
    )
    first, second = _told(zoe)
    pages = f"/vehicles/{zoe.pk}/charges/"
    yield Scene("charge-add", f"{pages}add/", olive)
    yield Scene("charge-add-refused", f"{pages}add/", olive, then=_type_nonsense)
    yield Scene("charge-add-twice", f"{pages}add/", olive, then=_type_the_hour_that_came_twice)
    yield Scene("charge-add-not-yours", f"{pages}add/", vera, status=403)
    yield Scene("charge-edit", f"{pages}{first.pk}/edit/", olive)
    by_hand.correct(first, olive, Said(15.5, Decimal("3.40"), "Supermarket " + LONG_NAME))
    yield Scene("charge-split", f"{pages}{first.pk}/split/", olive)
    yield Scene("charge-join", f"{pages}{first.pk}/join/", olive)
    yield Scene("charge-join-nothing", f"{pages}{second.pk}/join/", olive, alike=True)
    yield Scene("charge-delete", f"{pages}{first.pk}/delete/", olive)
    yield Scene("charges-deleted-none", f"{pages}deleted/", olive)
    by_hand.delete(first, olive)
    by_hand.delete(second, olive)
    yield Scene("charges-deleted", f"{pages}deleted/", olive, then=_see("Take it back"))
    now = clock.now()
    builders.tell(
        zoe,
        "battery-status",
        now,
        timestamp=zulu(now - timedelta(minutes=4)),
        batteryLevel=47,
        plugStatus=1,
        chargingStatus=1.0,
    )
    archive.bring_up_to_date([zoe])
    running = ChargeSession.objects.get(vehicle=zoe, ended_at=None)
    yield Scene("charge-goes-on", f"{pages}{running.pk}/delete/", olive, alike=True)


def _told(zoe: Vehicle) -> tuple[ChargeSession, ChargeSession]:
    """Let Renault tell of two charges of yesterday, and return them."""
    start = (clock.now() - timedelta(days=1)).replace(hour=9, minute=12, second=0, microsecond=0)
    rows = [
        row(start, start + timedelta(minutes=96), energy=14.2, first=41, last=68, status="ok"),
        row(start + timedelta(hours=3), start + timedelta(hours=4), energy=6.1, first=60, last=71),
    ]
    told_lists.store_charges(zoe, rows, clock.now())
    archive.bring_up_to_date([zoe])
    ToldList.objects.create(vehicle=zoe, kind=ToldList.CHARGES, reached_on=start.date(), complete=True)
    first, second = ChargeSession.objects.filter(vehicle=zoe).order_by("started_at")
    return first, second


def _type(page: Page, start: str, end: str) -> None:
    page.get_by_label("Start", exact=True).fill(start)
    page.get_by_label("End", exact=True).fill(end)


def _type_nonsense(page: Page) -> None:
    _type(page, "2026-03-29T02:30", "2026-03-29T01:00")
    page.get_by_label("Energy, kWh").fill("a lot")
    page.get_by_label("Cost").fill("12,80")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("the clocks were put forward")).to_be_visible()


def _type_the_hour_that_came_twice(page: Page) -> None:
    _type(page, "2025-10-26T02:30", "2025-10-26T05:00")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Choose one of the two")).to_be_visible()


def _see(name: str) -> Callable[[Page], None]:
    return lambda page: expect(page.get_by_role("button", name=name).first).to_be_visible()
