"""The pages with the longest words, in French and in German, one of them in British units."""

from collections.abc import Iterator
from datetime import timedelta

from tests import builders
from vehicles import gateway
from vehicles.models import Energy, Role, User, Vehicle
from vehicles.simulator import Server

from .charged_year import tell_a_year
from .scenes import EVENING, Scene, a_home
from .scenes_planner import megane, renault_5
from .years import add_years

BRITISH = {
    "distance_unit": "mi",
    "consumption_unit": "mi/kWh",
    "temperature_unit": "°F",
    "pressure_unit": "psi",
}
SHORT = ("driving", "battery", "fuel", "compare", "charge", "commands", "invite", "second-step")


def french(_played: Server) -> Iterator[Scene]:
    """What a French household looks at most."""
    yield from _pages("fr", "Zoe de Léa")


def german(_played: Server) -> Iterator[Scene]:
    """The same in German; the units are another matter than the language."""
    yield from _pages("de", "Léas Zoe", **BRITISH)


def _pages(language: str, name: str, **units: str) -> Iterator[Scene]:
    home, (olive, denis) = a_home("Martin", Role.OWNER, Role.DRIVER)
    User.objects.filter(pk__in=(olive.pk, denis.pk)).update(language=language, **units)
    gateway.forget_jwts()
    login = builders.login(home, f"{language}@example.com")
    zoe = builders.vehicle(home, name, through=login, brand="Renault", model_label="Zoe")
    charges = tell_a_year(zoe, EVENING, olive)
    _tell_the_rest(zoe)
    cars = {"zoe": zoe, "megane": megane(home, login), "five": renault_5(home, login)}
    cars["duster"] = builders.vehicle(home, "Duster", energy=Energy.FUEL)
    today = EVENING.astimezone(zoe.zone).date()
    for number, key in enumerate(("five", "duster")):
        add_years(cars[key], today, 400, seed=number)
    paths = {key: f"/vehicles/{car.pk}/" for key, car in cars.items()}
    builders.command(cars["megane"], denis, "start_charge", "unknown", minutes_ago=20, reason="no_answer")
    pages = {
        "garage": "/",
        "vehicle": paths["zoe"],
        "charges": f"{paths['zoe']}charges/?range=year",
        "charge": f"{paths['zoe']}charges/{charges[1].pk}/",
        "driving": f"{paths['five']}distance/",
        "battery": f"{paths['five']}battery/",
        "timeline": f"{paths['zoe']}timeline/",
        "fuel": f"{paths['duster']}fuel/",
        "about": f"{paths['zoe']}about/",
        "controls": f"{paths['zoe']}controls/",
        "commands": f"{paths['megane']}commands/",
        "planner": f"{paths['megane']}planner/",
        "departures": f"{paths['five']}planner/",
        "compare": "/compare/",
        "household": "/household/",
        "invite": "/household/invite/",
        "you": "/you/",
        "second-step": "/accounts/2fa/",
    }
    for key, path in pages.items():
        # The longest words are German: there every page is tried, in French those with most text.
        yield Scene(f"{language}-{key}", path, olive, alike=language == "fr" and key in SHORT)


def _tell_the_rest(of: Vehicle) -> None:
    builders.tell(of, "cockpit", EVENING, totalMileage=48210.4)
    at = (EVENING - timedelta(minutes=20)).isoformat()
    builders.tell(of, "hvac-status", EVENING, externalTemperature=7.5, lastUpdateTime=at)
    builders.tell(of, "pressure", EVENING, flPressure=2450, frPressure=2450, rlPressure=2300, rrPressure=2500)
