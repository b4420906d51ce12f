"""A thousand logins with two cars each, as they stand after a day of polls: lists read, papers fetched."""

from datetime import datetime, timedelta

from vehicles import clock, gateway
from vehicles.models import (
    Archive,
    EndpointState,
    Household,
    KamereonAccount,
    RenaultLogin,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)

CARS_EACH = 2
LATER = timedelta(days=2)
DETAILS = {
    "brand": {"code": "RENAULT", "label": "RENAULT"},
    "model": {"code": "X102VE", "label": "ZOE"},
    "energy": {"code": "ELECX", "label": "ELECTRIC"},
    "engineEnergyType": "ELECX",
}
ASKED = ("battery-status", "cockpit", "hvac-status", "pressure")


def build(count: int) -> list[RenaultLogin]:
    """Make so many logins, each of a household of its own, and return them; nothing is due."""
    homes = Household.objects.bulk_create(
        [Household(name=f"Home {number}", time_zone="Europe/Paris") for number in range(count)]
    )
    logins = RenaultLogin.objects.bulk_create(
        [
            RenaultLogin(
                household=home, email="one@example.com", locale="fr_FR", country="FR", person_id="person"
            )
            for home in homes
        ]
    )
    for login in logins:
        with gateway.new_session(login.locale) as session:
            session.set_login_token(f"token-{login.pk}")
            gateway.seal_tokens(login, session)
    RenaultLogin.objects.bulk_update(logins, ["login_token"], batch_size=500)
    accounts = KamereonAccount.objects.bulk_create(
        [KamereonAccount(login=login, account_id=f"account-{login.pk}") for login in logins]
    )
    _build_cars(accounts)
    return logins


def _build_cars(accounts: list[KamereonAccount]) -> None:
    now = clock.now()
    cars = Vehicle.objects.bulk_create(
        [
            Vehicle(
                household_id=account.login.household_id,
                account=account,
                vin=f"VF1BENCH{account.login_id:07d}{number}",
                name=f"Car {number}",
                status=VehicleStatus.FOLLOWED,
                model_code="X102VE",
                papers_due_at=now + LATER,
            )
            for account in accounts
            for number in range(CARS_EACH)
        ]
    )
    Archive.objects.bulk_create([Archive(vehicle=car, due_at=now + LATER) for car in cars])
    known = {"state": EndpointState.WORKS, "first_worked_at": now, "answered_at": now}
    VehicleEndpoint.objects.bulk_create(
        [VehicleEndpoint(vehicle=car, endpoint="details", raw=DETAILS, tried_at=now, **known) for car in cars]
        + [
            VehicleEndpoint(vehicle=car, endpoint=endpoint, tried_at=now - timedelta(hours=1), **known)
            for car in cars
            for endpoint in ASKED
        ],
        batch_size=2000,
    )


def rest(login_ids: list[int], due_at: dict[int, datetime]) -> None:
    """Let an hour have passed since the last poll of these logins, and their cars be due at these times."""
    then = clock.now() - timedelta(hours=1)
    VehicleEndpoint.objects.filter(endpoint__in=ASKED, vehicle__account__login__in=login_ids).update(
        tried_at=then
    )
    RenaultLogin.objects.filter(pk__in=login_ids).update(
        queued_until=None, polling_until=None, wait_until=None
    )
    cars = list(Vehicle.objects.filter(account__login__in=login_ids).select_related("account"))
    for car in cars:
        car.due_at = due_at.get(car.account.login_id) if car.account else None
        car.pace = "parked"
    Vehicle.objects.bulk_update(cars, ["due_at", "pace"], batch_size=500)
