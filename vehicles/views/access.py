"""Who may see and do what: every look-up of a household's things goes through here.

What belongs to another household is not found, exactly as what does not exist.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse

from ..models import (
    Invitation,
    Level,
    LoginChallenge,
    Membership,
    RenaultLogin,
    Vehicle,
    VehicleGrant,
    VehicleStatus,
)
from ..models.vehicle import VehicleQuerySet

T = TypeVar("T")
SESSION_KEY = "household"


class HouseholdMiddleware:
    """Puts the person's membership, in the household they look at, on each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership = _membership(request)  # type: ignore[attr-defined]
        return self.get_response(request)


def _membership(request: HttpRequest) -> Membership | None:
    if not request.user.is_authenticated:
        return None
    mine = list(Membership.objects.filter(user_id=request.user.pk).select_related("household"))
    chosen = request.session.get(SESSION_KEY)
    return next((each for each in mine if each.household_id == chosen), mine[0] if mine else None)


def membership(request: HttpRequest) -> Membership:
    """Return the membership under which this request acts; somebody without a household finds nothing."""
    found = cast(Membership | None, getattr(request, "membership", None))
    if found is None:
        raise Http404
    return found


def has_household(request: HttpRequest) -> bool:
    """Whether this person belongs to any household."""
    return getattr(request, "membership", None) is not None


def member(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let members of a household in, and nobody else."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        membership(request)
        return view(request, *args, **kwargs)

    return checked


def owner(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let owners in; other members are told that it is not theirs to do."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not membership(request).is_owner:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def driver(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let owners and drivers in; who may only look is told that it is not theirs to do."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not membership(request).can_drive:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def vehicles(request: HttpRequest) -> VehicleQuerySet:
    """Return the vehicles of the household that this person may see, hidden and sold ones among them."""
    mine = membership(request)
    found = Vehicle.objects.filter(household_id=mine.household_id)
    if not mine.is_owner:
        granted = VehicleGrant.objects.filter(membership=mine, vehicle_id=OuterRef("pk"))
        found = found.exclude(Exists(granted.filter(level=Level.NONE))).annotate(
            positions_withheld=Exists(granted.filter(positions=False))
        )
    return found.known().select_related("household", "account__login")


def vehicle(request: HttpRequest, vehicle_id: int) -> Vehicle:
    """Return one vehicle of the household; raises Http404."""
    return _found(vehicles(request).filter(pk=vehicle_id).first())


def may_drive(request: HttpRequest, of: Vehicle) -> bool:
    """Whether this person may tell the vehicle what to do: by role, or by what an owner granted."""
    mine = membership(request)
    granted = VehicleGrant.objects.filter(membership=mine, vehicle=of).values_list("level", flat=True)
    level = "" if mine.is_owner else granted.first() or ""
    return mine.can_drive if level == "" else level == Level.DRIVE


def member_of_household(request: HttpRequest, member_id: int) -> Membership:
    """Return one membership of the household; raises Http404."""
    members = Membership.objects.filter(household_id=membership(request).household_id)
    return _found(members.select_related("user", "household").filter(pk=member_id).first())


def invitation(request: HttpRequest, invitation_id: int) -> Invitation:
    """Return one invitation of the household; raises Http404."""
    made = Invitation.objects.filter(household_id=membership(request).household_id)
    return _found(made.select_related("household").filter(pk=invitation_id).first())


def login(request: HttpRequest, login_id: int) -> RenaultLogin:
    """Return one Renault login of the household; raises Http404."""
    mine = RenaultLogin.objects.filter(household_id=membership(request).household_id)
    return _found(mine.select_related("household").filter(pk=login_id).first())


def challenge(request: HttpRequest, challenge_id: int) -> LoginChallenge:
    """Return a pending sign-in that this very person began in this household; raises Http404."""
    mine = LoginChallenge.objects.filter(
        household_id=membership(request).household_id, user_id=request.user.pk
    )
    return _found(mine.select_related("household", "login", "user").filter(pk=challenge_id).first())


def offers(request: HttpRequest, of_login: RenaultLogin) -> VehicleQuerySet:
    """Return the vehicles that a login of the household brings, chosen or not."""
    return (
        Vehicle.objects.filter(household_id=membership(request).household_id, account__login=of_login)
        .exclude(status=VehicleStatus.SOLD)
        .select_related("account")
        .in_order()
    )


def _found(thing: T | None) -> T:
    if thing is None:
        raise Http404
    return thing
