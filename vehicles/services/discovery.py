"""Finds the vehicles of a Renault login, and follows those that are chosen."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from .. import clock, queue
from ..models import (
    ChangeKind,
    Energy,
    Household,
    KamereonAccount,
    RenaultLogin,
    User,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from ..renault_api import KamereonVehicleDetails, RenaultException, RenaultSession
from ..rules import papers
from . import answers, budget, changes, handover

log = logging.getLogger(__name__)


def find_vehicles(login: RenaultLogin, session: RenaultSession) -> int:
    """Ask Renault for the login's accounts and vehicles, keep each vehicle as an offer, and return how many.

    A vehicle that is known already keeps its name, its settings and its history.
    """
    now = clock.now()
    budget.count(login, now)
    person = session.get_person()
    login.person_id = session.credentials.get_value("gigya_person_id") or login.person_id
    login.save(update_fields=["person_id"])
    accounts = [account for account in person.accounts or [] if account.accountId]
    vehicles = 0
    for told in accounts:
        account, _created = KamereonAccount.objects.update_or_create(
            login=login,
            account_id=told.accountId or "",
            defaults={"account_type": (told.accountType or "")[:32]},
        )
        budget.count(login, now)
        here = []
        for link in session.get_account_vehicles(account.account_id).vehicleLinks or []:
            if not link.vin:
                continue
            details = link.vehicleDetails
            if details is None:
                budget.count(login, now)
                details = _details(session, account, link.vin)
            here.append(_offer(login, account, link.vin, details).pk)
        account.seen_vehicles.remove(*account.seen_vehicles.exclude(pk__in=here))
        vehicles += len(here)
    return vehicles


def _details(session: RenaultSession, account: KamereonAccount, vin: str) -> KamereonVehicleDetails | None:
    try:
        return session.get_vehicle_details(account.account_id, vin)
    except RenaultException as error:
        log.warning("A vehicle without details: %s", type(error).__name__)
        return None


def _offer(
    login: RenaultLogin, account: KamereonAccount, vin: str, details: KamereonVehicleDetails | None
) -> Vehicle:
    facts = described(details)
    with transaction.atomic():
        vehicle, created = Vehicle.objects.get_or_create(
            household=login.household,
            vin=vin,
            defaults={
                **facts,
                "account": account,
                "name": _free_name(login.household, facts),
                "order": Vehicle.objects.filter(household=login.household).count() + 1,
            },
        )
        if not created:
            # The account it came through may be gone; what a person has set stays.
            take_facts(vehicle, facts)
            if handover.may_take_over(vehicle, login):
                vehicle.account = account
            if vehicle.status == VehicleStatus.UNLINKED:
                vehicle.status = VehicleStatus.FOLLOWED
            vehicle.save()
        vehicle.accounts.add(account)
        if details is not None:
            answers.keep(vehicle, "details", details, clock.now())
    return vehicle


def take_facts(vehicle: Vehicle, facts: dict[str, str | bool]) -> None:
    """Put what the details tell on the vehicle; what they leave out stays. The caller saves it."""
    for name, value in facts.items():
        setattr(vehicle, name, value or getattr(vehicle, name))


def _free_name(household: Household, facts: dict[str, str | bool]) -> str:
    """Return the model's name, and where that is taken, its registration number too."""
    name = str(facts["model_label"] or _("Vehicle"))
    if Vehicle.objects.filter(household=household, name=name).exists():
        name = f"{name} {facts['registration_number']}".strip()
    return name[:60]


def described(details: KamereonVehicleDetails | None) -> dict[str, str | bool]:
    """Return the vehicle's columns that its details tell; all empty where there are none."""
    if details is None:
        return {
            "brand": "",
            "model_code": "",
            "model_label": "",
            "registration_number": "",
            "energy": Energy.ELECTRIC,
        }
    electric, fuel = details.uses_electricity(), details.uses_fuel()
    return {
        "brand": (details.get_brand_label() or "").title()[:32],
        "model_code": (details.get_model_code() or "")[:16],
        "model_label": model_in_words(details.get_model_label() or "")[:64],
        "registration_number": (details.registrationNumber or "")[:24],
        "energy": Energy.PLUG_IN_HYBRID
        if electric and fuel
        else Energy.ELECTRIC
        if electric
        else Energy.FUEL,
        "power_in_watts": details.reports_charging_power_in_watts(),
    }


def model_in_words(label: str) -> str:
    """Return Renault's shouted model label as it is written: "MEGANE E-TECH" as "Megane E-Tech"."""
    if label != label.upper():
        return label
    return " ".join(
        word
        if word in {"II", "III", "IV", "V", "VI", "GPL"}
        else "-".join(part.capitalize() for part in word.split("-"))
        for word in label.split()
    )


def follow(login: RenaultLogin, vehicle_ids: list[int], by: User | None = None) -> int:
    """Follow the chosen vehicles of a login and stop following the others; return how many are followed.

    A vehicle that is no longer chosen keeps its history, if it has any, but is not polled.
    """
    now = clock.now()
    of_login = Vehicle.objects.filter(account__login=login).exclude(status=VehicleStatus.SOLD)
    with transaction.atomic():
        fresh = list(
            of_login.filter(pk__in=vehicle_ids)
            .exclude(status=VehicleStatus.FOLLOWED)
            .values_list("pk", flat=True)
        )
        Vehicle.objects.filter(pk__in=fresh).update(
            status=VehicleStatus.FOLLOWED, due_at=now, papers_due_at=now + papers.LEASE
        )
        ask_all_anew(fresh)
        others = of_login.exclude(pk__in=vehicle_ids)
        dropped = others.exclude(status=VehicleStatus.OFFERED).exists()
        others.update(status=VehicleStatus.OFFERED, due_at=None)
        if fresh or dropped:
            changes.note(login.household, by, ChangeKind.LOGIN_VEHICLES, login=login.email)
        followed = of_login.filter(status=VehicleStatus.FOLLOWED).count()
    if followed:
        queue.request_poll(login.pk)
        queue.request_fetch(login.pk)
    for vehicle_id in fresh:
        queue.request_papers(vehicle_id)
    return followed


def ask_all_anew(vehicle_ids: list[int]) -> None:
    """Let the next poll ask every endpoint of these vehicles, whatever was tried before and when."""
    VehicleEndpoint.objects.filter(vehicle_id__in=vehicle_ids).update(tried_at=None, try_again_at=None)
