"""Who may see and do what: every look-up of a household's things goes through here.

What belongs to another household is not found, exactly as what does not exist.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse

from ..models import (
    AccessToken,
    ChargeSession,
    Command,
    Installation,
    Invitation,
    Level,
    LoginChallenge,
    Membership,
    RenaultLogin,
    User,
    Vehicle,
    VehicleGrant,
    VehicleStatus,
)
from ..models.prepared import Prepared, key_slot
from ..models.vehicle import NOT_KNOWN, VehicleQuerySet
from ..rules.schedules import WireClock
from ..services import commands
from .bearer import token_of

T = TypeVar("T")
SESSION_KEY = "household"
_HOUSEHOLD, _MEMBERSHIP = key_slot("household"), key_slot("membership")


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
    mine = _memberships().ask({"user": request.user.pk})
    token = token_of(request)
    if token is not None:  # opens the household that it was made for, whichever its person looks at
        return next((each for each in mine if each.pk == token.membership_id), None)
    chosen = request.session.get(SESSION_KEY)
    return next((each for each in mine if each.household_id == chosen), mine[0] if mine else None)


@cache
def _memberships() -> Prepared:
    """Return the question for the memberships of a user: each page asks it."""
    known = ~Q(household__vehicles__status__in=NOT_KNOWN)
    in_utc = known & Q(household__vehicles__wire_clock=WireClock.UTC)
    return Prepared(
        Membership.objects.filter(user_id=key_slot("user"))
        .select_related("household")
        .annotate(
            vehicles=Count("household__vehicles", filter=known),
            vehicles_in_utc=Count("household__vehicles", filter=in_utc),
        )
        .order_by("pk")
    )


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


def is_installer(request: HttpRequest) -> bool:
    """Whether this person looks after the server."""
    return Installation.is_installer(request.user.pk)


def installer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in who looks after the server, of whichever household; for everybody else there is no such page."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_installer(request):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def vehicles(request: HttpRequest) -> VehicleQuerySet:
    """Return the vehicles of the household that this person may see, hidden and sold ones among them."""
    mine = membership(request)
    return _seen(mine.household_id, mine.pk, owner=mine.is_owner)


def vehicles_of_garage(request: HttpRequest) -> list[Vehicle]:
    """Return those of them that the garage shows, in the household's order."""
    mine = membership(request)
    return _garage(owner=mine.is_owner).ask({"household": mine.household_id, "membership": mine.pk})


def vehicle(request: HttpRequest, vehicle_id: int) -> Vehicle:
    """Return one vehicle of the household; raises Http404."""
    mine = membership(request)
    if not -(2**63) <= vehicle_id < 2**63:  # more than a key can be
        raise Http404
    values = {"household": mine.household_id, "membership": mine.pk, "vehicle": vehicle_id}
    return _found(cast(Vehicle | None, _one_vehicle(owner=mine.is_owner).first(values)))


@cache
def _garage(*, owner: bool) -> Prepared:
    return Prepared(_seen(_HOUSEHOLD, _MEMBERSHIP, owner=owner).for_garage())


@cache
def _one_vehicle(*, owner: bool) -> Prepared:
    return Prepared(_seen(_HOUSEHOLD, _MEMBERSHIP, owner=owner).filter(pk=key_slot("vehicle")))


def _seen(household: Any, membership: Any, *, owner: bool) -> VehicleQuerySet:
    """Return what an owner, or else the person of that membership, may see; both are keys or their slots."""
    found = Vehicle.objects.filter(household_id=household)
    if not owner:
        granted = VehicleGrant.objects.filter(membership_id=membership, vehicle_id=OuterRef("pk"))
        found = found.exclude(Exists(granted.filter(level=Level.NONE))).annotate(
            positions_withheld=Exists(granted.filter(positions=False))
        )
    return found.known().select_related("household", "account__login")


def charge(request: HttpRequest, vehicle_id: int, session_id: int) -> ChargeSession:
    """Return one charge of a vehicle of the household, with that vehicle; raises Http404."""
    of = vehicle(request, vehicle_id)
    mine = ChargeSession.objects.that_count().filter(vehicle_id=of.pk)
    found = _found(mine.select_related("edited_by").filter(pk=session_id).first())
    found.vehicle = of
    return found


def any_charge(request: HttpRequest, vehicle_id: int, session_id: int) -> ChargeSession:
    """Return one charge of a vehicle of the household, a deleted one too; raises Http404."""
    of = vehicle(request, vehicle_id)
    found = _found(ChargeSession.objects.filter(vehicle_id=of.pk, pk=session_id).first())
    found.vehicle = of
    return found


def may_drive(request: HttpRequest, of: Vehicle) -> bool:
    """Whether this person may tell the vehicle what to do."""
    return isinstance(request.user, User) and commands.may_tell(request.user, of)


def vehicle_to_drive(request: HttpRequest, vehicle_id: int) -> Vehicle:
    """Return one vehicle that this person may tell what to do; raises Http404, or PermissionDenied."""
    of = vehicle(request, vehicle_id)
    if not may_drive(request, of):
        raise PermissionDenied
    return of


def command(request: HttpRequest, vehicle_id: int, command_id: int) -> Command:
    """Return one command of a vehicle that this person may tell what to do; raises Http404."""
    of = vehicle_to_drive(request, vehicle_id)
    told = Command.objects.filter(vehicle=of).select_related("vehicle__household", "vehicle__account__login")
    return _found(told.filter(pk=command_id).first())


def member_of_household(request: HttpRequest, member_id: int) -> Membership:
    """Return one membership of the household; raises Http404."""
    members = Membership.objects.filter(household_id=membership(request).household_id)
    return _found(members.select_related("user", "household").filter(pk=member_id).first())


def invitation(request: HttpRequest, invitation_id: int) -> Invitation:
    """Return one invitation of the household; raises Http404."""
    made = Invitation.objects.filter(household_id=membership(request).household_id)
    return _found(made.select_related("household").filter(pk=invitation_id).first())


def access_token(request: HttpRequest, token_id: int) -> AccessToken:
    """Return one of this person's own access tokens in this household; raises Http404."""
    mine = AccessToken.objects.filter(membership=membership(request))
    return _found(mine.select_related("membership__household").filter(pk=token_id).first())


def login(request: HttpRequest, login_id: int) -> RenaultLogin:
    """Return one Renault login of the household; raises Http404."""
    mine = RenaultLogin.objects.filter(household_id=membership(request).household_id)
    return _found(mine.select_related("household").filter(pk=login_id).first())


def challenge(request: HttpRequest, challenge_id: int) -> LoginChallenge:
    """Return a pending sign-in of this household, whichever owner began it; raises Http404."""
    mine = LoginChallenge.objects.filter(household_id=membership(request).household_id)
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
