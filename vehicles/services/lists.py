"""Which of Renault's lists a vehicle has, how far each has been asked for, and when they are due."""

from datetime import datetime

from django.db.models import Q

from ..models import Archive, ChargeSession, SessionStatus, ToldKind, ToldList, Vehicle
from ..renault_api.kamereon.lookup import find_endpoint
from ..rules import archive_plan
from ..rules.archive_plan import Asked

ENDPOINTS = {
    ToldList.CHARGES: "charges",
    ToldKind.CHARGE_MONTH.value: "charge-history",
    ToldKind.CHARGE_DAY.value: "charge-history",
    ToldKind.HVAC_SESSION.value: "hvac-sessions",
    ToldKind.HVAC_MONTH.value: "hvac-history",
    ToldKind.HVAC_DAY.value: "hvac-history",
}


def kinds_of(vehicle: Vehicle, now: datetime) -> list[str]:
    """Return the lists that the vehicle may be asked for: not what its model or experience says it lacks."""
    if not vehicle.charges:
        return []
    resting = {
        record.endpoint
        for record in vehicle.endpoints.all()
        if record.try_again_at is not None and now < record.try_again_at
    }
    return [
        kind
        for kind, endpoint in ENDPOINTS.items()
        if endpoint not in resting and find_endpoint(vehicle.model_code or None, endpoint) is not None
    ]


def asked_of(vehicle: Vehicle) -> dict[str, Asked]:
    """Return how far each list has been asked for."""
    return {
        row.kind: Asked(row.asked_at, row.reached_on, row.empty_windows, row.windows_done, row.complete)
        for row in vehicle.told_lists.all()
    }


def keep(vehicle: Vehicle, kind: str, asked: Asked) -> None:
    """Keep how far a list has been asked for."""
    ToldList.objects.update_or_create(
        vehicle=vehicle,
        kind=kind,
        defaults={
            "asked_at": asked.asked_at,
            "reached_on": asked.reached_on,
            "empty_windows": asked.empty_windows,
            "windows_done": asked.windows_done,
            "complete": asked.complete,
        },
    )


def untold_since(vehicle: Vehicle, now: datetime) -> datetime | None:
    """Return when the last charge of the past day ended that Renault has not told of, or None."""
    recent = ChargeSession.objects.filter(
        vehicle=vehicle,
        status=SessionStatus.DERIVED,
        started_at__gte=now - archive_plan.LONGEST_CHARGE,
        ended_at__gte=now - archive_plan.ONE_DAY,
        records=None,
    )
    return recent.order_by("-ended_at").values_list("ended_at", flat=True).first()


def replan(vehicle: Vehicle, now: datetime) -> None:
    """Have the vehicle's lists asked for earlier where a charge has ended since."""
    due_at = archive_plan.due_again(
        asked_of(vehicle), kinds_of(vehicle, now), now, untold_since(vehicle, now)
    )
    Archive.objects.filter(Q(due_at__gt=due_at), vehicle=vehicle).update(due_at=due_at)
