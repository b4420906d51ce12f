"""Charts and charges in every state worth a look."""

from collections.abc import Iterator
from datetime import timedelta

from tests import builders
from vehicles.models import Role, Vehicle
from vehicles.services import archive
from vehicles.simulator import Server

from .charged_year import add_by_hand, tell_a_year
from .chromium import Page
from .scenes import EVENING, LONG_NAME, Scene, a_home


def charts_and_charges(_played: Server) -> Iterator[Scene]:
    """A car with a year of charges, one with nothing, and one whose charges lie long ago."""
    home, (olive, vera) = a_home("The Martins", Role.OWNER, Role.VIEWER)
    zoe = builders.vehicle(home, "Léa's Zoe", brand="Renault", model_label="Zoe")
    charges = tell_a_year(zoe, EVENING, olive)
    page = f"/vehicles/{zoe.pk}/"

    yield Scene("chart-month", f"{page}?range=month", olive, then=_look_along)
    yield Scene("chart-year", f"{page}?range=year", olive)
    noon = int((EVENING - timedelta(days=2, hours=9)).timestamp())
    yield Scene("chart-zoomed", f"{page}?range=month&from={noon}&to={noon + 86400}", olive)

    for key in ("week", "month", "year", "all"):
        yield Scene(f"charges-{key}", f"{page}charges/?range={key}", olive, alike=key != "year")
    yield Scene("charges-by-week", f"{page}charges/?range=year&step=week", olive, alike=True)
    yield Scene("charges-second-page", f"{page}charges/?range=year&page=2", vera, alike=True)
    yield Scene("charges-filtered", f"{page}charges/?range=year&source=readings", olive, alike=True)
    yield Scene(
        "charges-filter-finds-nothing", f"{page}charges/?range=week&source=readings&from=1&to=9", olive
    )
    yield Scene("charge", f"{page}charges/{charges[0].pk}/", olive, then=_unfold)
    yield Scene("charge-corrected", f"{page}charges/{charges[1].pk}/", olive)
    yield Scene("charge-from-readings", f"{page}charges/{charges[2].pk}/", vera)
    yield Scene("charge-without-energy", f"{page}charges/{charges[3].pk}/", olive)
    yield Scene("charge-before-our-readings", f"{page}charges/{charges[100].pk}/", olive, alike=True)
    by_hand = add_by_hand(zoe, EVENING - timedelta(hours=6))
    yield Scene("charge-by-hand", f"{page}charges/{by_hand.pk}/", olive)

    Vehicle.objects.filter(pk=zoe.pk).update(name=LONG_NAME)
    yield Scene("charges-long-name", f"{page}charges/", olive, alike=True)
    yield Scene("charge-long-name", f"{page}charges/{charges[1].pk}/", olive, alike=True)

    spring = builders.vehicle(home, "Spring", brand="Dacia", model_label="Spring")
    yield Scene("chart-nothing-told", f"/vehicles/{spring.pk}/", olive)
    yield Scene("charges-none-yet", f"/vehicles/{spring.pk}/charges/", olive)
    builders.charge(spring, "2025-06-01 10:00", "2025-06-01 12:00", start_percent=20, end_percent=70)
    yield Scene("charges-none-in-this-time", f"/vehicles/{spring.pk}/charges/", olive)
    _plug_in(spring)
    yield Scene("charge-goes-on", _newest(spring), olive)
    yield Scene("charges-one-goes-on", f"/vehicles/{spring.pk}/charges/", vera, alike=True)


def _look_along(page: Page) -> None:
    chart = page.get_by_role("slider").first
    chart.focus()
    for _ in range(12):
        page.keyboard.press("Shift+ArrowLeft")


def _unfold(page: Page) -> None:
    for summary in page.locator("summary").all():
        summary.click()


def _plug_in(car: Vehicle) -> None:
    """Let it charge since an hour ago."""
    for minutes in range(60, -1, -10):
        at = EVENING - timedelta(minutes=minutes)
        told = {"batteryLevel": 48 - minutes // 6, "plugStatus": 1, "chargingStatus": 1.0}
        told |= {"batteryAutonomy": 110, "chargingInstantaneousPower": 6.6}
        builders.tell(car, "battery-status", at, timestamp=at.strftime("%Y-%m-%dT%H:%M:%SZ"), **told)
    archive.rebuild(car)


def _newest(car: Vehicle) -> str:
    return f"/vehicles/{car.pk}/charges/{car.charge_sessions.newest_first()[0].pk}/"
