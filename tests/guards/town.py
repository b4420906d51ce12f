"""Two households with the same kinds of things, and everybody who may come to the door.

It is built once for all tests of this folder and never changed: each request is undone (`asking.py`).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import builders
from vehicles import clock
from vehicles.fields import seal
from vehicles.models import (
    Energy,
    Household,
    Installation,
    Level,
    LoginChallenge,
    Membership,
    Role,
    User,
    Vehicle,
    VehicleGrant,
    VehiclePicture,
)
from vehicles.services import invitations, tokens

from . import second_factors

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MISSING = 987654321  # no thing has this id
LATITUDE, LONGITUDE = 48.117266, -1.677793  # where the cars stand


@dataclass
class Home:
    """A household, its members by the words of `routes.PERSONS`, and the ids of one thing of each kind."""

    household: Household
    users: dict[str, User]
    vehicle: Vehicle
    things: dict[str, Any]


@dataclass
class Town:
    home: Home
    elsewhere: Home
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        return self.clients[person]


def build() -> Town:
    """Build both households and sign everybody in, the proof of who they are fresh."""
    town = Town(_home("Home"), _home("Elsewhere"))
    Installation.objects.update(installer=town.home.users["owner"])
    people = {**town.home.users, "stranger": town.elsewhere.users["owner"]}
    town.clients = {"nobody": Client(), **{person: signed_in(user) for person, user in people.items()}}
    town.clients["owner long ago"] = signed_in(town.home.users["owner"], proven=False)
    town.home.users["removed"].memberships.all().delete()
    return town


def signed_in(user: User, *, proven: bool = True) -> Client:
    """Return a browser in which this person has signed in, and has just typed the password again."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    if proven:
        cache.clear()  # nobody proves who they are so often by themselves
        client.post(reverse("account_reauthenticate"), {"password": builders.PASSWORD})
    return client


def with_checks(client: Client) -> Client:
    """Return the same browser with a token for forms, at a site that checks it."""
    checked = Client(enforce_csrf_checks=True)
    checked.cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    checked.cookies[settings.CSRF_COOKIE_NAME] = "t" * 32
    return checked


def _home(name: str) -> Home:
    household = builders.household(name)
    users = _members(household)
    login = builders.login(household, f"renault-{household.pk}@example.com")
    vehicle = builders.vehicle(household, f"Zoé of {name}", login, positions_on=True)
    fuel = builders.vehicle(household, f"Duster of {name}", login, energy=Energy.FUEL)
    builders.vehicle(household, f"Offered to {name}", login, status="offered")
    for each in (vehicle, fuel):
        _grant(users, household, each)
        _history(each)
    session = builders.charge(vehicle, "2026-03-01 10:00", "2026-03-01 12:00")
    invited = invitations.invite(household, users["owner"], role=Role.VIEWER)
    things = {
        "vehicle_id": vehicle.pk,
        "fuel_vehicle_id": fuel.pk,
        "session_id": session.pk,
        "deleted_session_id": _deleted_charge(vehicle),
        "command_id": builders.command(vehicle, users["owner"]).pk,
        "unknown_command_id": builders.command(vehicle, users["owner"], state="unknown").pk,
        "login_id": login.pk,
        "challenge_id": _challenge(household, users["owner"]),
        "invitation_id": invited.invitation.pk,
        "member_id": household.memberships.get(user=users["viewer"]).pk,
        "household_id": household.pk,
        "token": invited.token,
        **_access_token(household, users["owner"]),
        "pk": second_factors.give(users["owner"]).pk,
        "chart": "distance",
        "locale": "fr_FR",
        "uidb36": user_pk_to_url_str(users["owner"]),
        "key": "no-key",
    }
    return Home(household, users, vehicle, things)


def _members(household: Household) -> dict[str, User]:
    roles = {"owner": Role.OWNER, "driver": Role.DRIVER, "held_back": Role.DRIVER}
    viewers = ("viewer", "removed", "blind", "kept_out", "trusted")
    roles |= dict.fromkeys(viewers, Role.VIEWER)
    return {
        person: builders.member(household, role, f"{person}-{household.pk}@example.com")
        for person, role in roles.items()
    }


def _grant(users: dict[str, User], household: Household, vehicle: Vehicle) -> None:
    """Give the three of whom one vehicle's grant differs from the role, and the one without positions."""
    of = {person: Membership.objects.get(user=user, household=household) for person, user in users.items()}
    for person, level in (("kept_out", Level.NONE), ("held_back", Level.VIEW), ("trusted", Level.DRIVE)):
        VehicleGrant.objects.create(membership=of[person], vehicle=vehicle, level=level)
    VehicleGrant.objects.create(membership=of["blind"], vehicle=vehicle, positions=False)


def _history(vehicle: Vehicle) -> None:
    now = clock.now()
    told = {"timestamp": now.isoformat(), "batteryLevel": 50, "batteryAutonomy": 180, "plugStatus": 1}
    builders.tell(vehicle, "battery-status", now, **told)
    builders.tell(vehicle, "cockpit", now, totalMileage=12345, fuelQuantity=30)
    builders.tell(vehicle, "location", now, gpsLatitude=LATITUDE, gpsLongitude=LONGITUDE)
    VehiclePicture.objects.create(vehicle=vehicle, content=b"a picture", content_type="image/png")


def _deleted_charge(vehicle: Vehicle) -> int:
    charge = builders.charge(vehicle, "2026-02-01 10:00", "2026-02-01 12:00", status="deleted")
    return charge.pk


def _access_token(household: Household, owner: User) -> dict[str, Any]:
    mine = Membership.objects.get(household=household, user=owner)
    made = tokens.make(mine, name="Shelf", scope="command", lasts=timedelta(days=30))
    return {"token_id": made.token.pk, "access_token": made.text}


def _challenge(household: Household, owner: User) -> int:
    """Begin a sign-in that waits for its code, as linking does."""
    soon = clock.machine_now() + timedelta(minutes=9)
    made = LoginChallenge.objects.create(
        household=household, user=owner, email="renault@example.com", locale="fr_FR", expires_at=soon
    )
    content = '{"pending": {}, "devices": null, "addresses": [["1", "a***@example.com"], ["2", "b***"]]}'
    made.sealed = seal(content, identity=f"challenge:{made.pk}")
    made.save()
    return made.pk
