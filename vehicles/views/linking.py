"""Linking a Renault login: sign in, the e-mailed code, the vehicles, the first poll."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from .. import clock
from ..forms.linking import AddressForm, CodeForm, LinkForm, SignInAgainForm, VehiclesForm
from ..models import (
    EndpointState,
    KamereonAccount,
    LoginChallenge,
    LoginState,
    RenaultLogin,
    Vehicle,
    VehicleStatus,
)
from ..services import discovery, linking, polling
from . import access
from .archive_progress import ArchiveProgress, progress_of
from .household import waiting_codes

Addresses = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CodePage:
    stage: str
    addresses: Addresses
    sent_to: str
    resend_url: str
    other_url: str
    email: str


@sensitive_post_parameters("password")
@sensitive_variables()
@access.owner
def login_link(request: HttpRequest) -> HttpResponse:
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        membership = access.membership(request)
        try:
            outcome = linking.sign_in(membership.household, membership.user, **form.cleaned_data)
        except linking.LinkingError as error:
            form.add_error(None, str(error))
        else:
            return _go_on(request, outcome)
    return render(request, "vehicles/login_link.html", {"form": form})


@sensitive_post_parameters("password")
@sensitive_variables()
@access.owner
def login_sign_in(request: HttpRequest, login_id: int) -> HttpResponse:
    login = access.login(request, login_id)
    form = SignInAgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        membership = access.membership(request)
        try:
            outcome = linking.sign_in(
                membership.household,
                membership.user,
                locale=login.locale,
                email=login.email,
                password=form.cleaned_data["password"],
                login=login,
            )
        except linking.LinkingError as error:
            form.add_error(None, str(error))
        else:
            return _go_on(request, outcome)
    page = {"email": login.email, "codes": waiting_codes(login.household, email=login.email)}
    return render(request, "vehicles/login_sign_in.html", {"form": form, "page": page})


def _go_on(request: HttpRequest, outcome: RenaultLogin | LoginChallenge) -> HttpResponse:
    """Return where to go after a sign-in: the code, the first poll, or the choice of vehicles."""
    if isinstance(outcome, LoginChallenge):
        return redirect("login-code", challenge_id=outcome.pk)
    if outcome.last_error:
        messages.warning(request, outcome.error_in_words)
    if Vehicle.objects.filter(account__login=outcome, status=VehicleStatus.FOLLOWED).exists():
        polling.poll_soon(outcome)
        return redirect("login-progress", login_id=outcome.pk)
    return redirect("login-vehicles", login_id=outcome.pk)


@sensitive_post_parameters("code")
@sensitive_variables()
@access.owner
def login_code(request: HttpRequest, challenge_id: int) -> HttpResponse:
    challenge = access.challenge(request, challenge_id)
    try:
        addresses = linking.code_addresses(challenge)
        choosing = not challenge.sent_to or "address" in request.GET
        form: AddressForm | CodeForm = AddressForm(addresses=addresses) if choosing else CodeForm()
        if request.method == "POST":
            answer = _code_step(request, challenge, addresses)
            if isinstance(answer, HttpResponse):
                return answer
            form = answer
    except linking.ChallengeGone as error:
        messages.error(request, str(error))
        return redirect("login-link")
    return render(
        request, "vehicles/login_code.html", {"form": form, "page": _code_page(challenge, addresses, form)}
    )


def _code_page(challenge: LoginChallenge, addresses: Addresses, form: AddressForm | CodeForm) -> CodePage:
    here = reverse("login-code", args=[challenge.pk])
    return CodePage(
        stage="address" if isinstance(form, AddressForm) else "code",
        addresses=addresses,
        sent_to=challenge.sent_to,
        resend_url=here,
        other_url=f"{here}?address=" if len(addresses) > 1 else "",
        email=challenge.email,
    )


def _code_step(
    request: HttpRequest, challenge: LoginChallenge, addresses: Addresses
) -> HttpResponse | AddressForm | CodeForm:
    """Take one step: have the code sent (again), or finish with it; return where to go or what to show."""
    if not challenge.sent_to and "address" not in request.POST:
        return AddressForm(addresses=addresses)
    if request.POST.get("action") == "resend":
        return _send(
            request, challenge, next((key for key, veiled in addresses if veiled == challenge.sent_to), "")
        )
    if "address" in request.POST:
        choice = AddressForm(request.POST, addresses=addresses)
        return _send(request, challenge, choice.cleaned_data["address"]) if choice.is_valid() else choice
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            return _go_on(
                request, linking.finish_with_code(challenge, form.cleaned_data["code"], request.user)
            )
        except linking.WrongCode as error:
            form.add_error("code", str(error))
        except linking.ChallengeGone:
            raise
        except linking.LinkingError as error:
            form.add_error(None, str(error))
    return form


def _send(request: HttpRequest, challenge: LoginChallenge, address_id: str) -> HttpResponse:
    try:
        linking.send_code(challenge, address_id)
    except linking.ChallengeGone:
        raise
    except linking.LinkingError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("The code is on its way to %(address)s.") % {"address": challenge.sent_to}
        )
    return redirect("login-code", challenge_id=challenge.pk)


@dataclass(frozen=True, slots=True)
class VehicleChoice:
    value: int
    label: str
    detail: str
    checked: bool
    known_already: bool


@dataclass(frozen=True, slots=True)
class AccountGroup:
    label: str
    empty_text: str
    choices: list[VehicleChoice]


@dataclass(frozen=True, slots=True)
class VehiclesPage:
    groups: list[AccountGroup]
    email: str

    @property
    def empty(self) -> bool:
        return not any(group.choices for group in self.groups)


@access.owner
def login_vehicles(request: HttpRequest, login_id: int) -> HttpResponse:
    login = access.login(request, login_id)
    if request.method == "POST" and request.POST.get("action") == "find":
        return _find_again(request, login)
    offered = list(access.offers(request, login))
    form = VehiclesForm(
        request.POST if request.method == "POST" else None,
        choices=[(vehicle.pk, vehicle.name) for vehicle in offered],
    )
    if request.method == "POST" and form.is_valid():
        discovery.follow(login, form.cleaned_data["vehicles"], request.user)
        return redirect("login-progress", login_id=login.pk)
    return render(
        request,
        "vehicles/login_vehicles.html",
        {"form": form, "page": _vehicles_page(login, offered, form), "login": login},
    )


def _find_again(request: HttpRequest, login: RenaultLogin) -> HttpResponse:
    try:
        found = linking.find_again(login)
    except linking.LinkingError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("Renault tells of %(found)s vehicle.", "Renault tells of %(found)s vehicles.", found)
        messages.success(request, words % {"found": found})
    return redirect("login-vehicles", login_id=login.pk)


def _vehicles_page(login: RenaultLogin, offered: list[Vehicle], form: VehiclesForm) -> VehiclesPage:
    followed = {vehicle.pk for vehicle in offered if vehicle.status == VehicleStatus.FOLLOWED}
    ticked = {str(pk) for pk in followed or {vehicle.pk for vehicle in offered}}  # at first, all
    if form.is_bound:
        ticked = set(form["vehicles"].value() or [])  # as they were sent
    groups = []
    for account in login.accounts.all():
        choices = [
            VehicleChoice(
                value=vehicle.pk,
                label=vehicle.name,
                detail=" · ".join(
                    part for part in (vehicle.brand, vehicle.registration_number, vehicle.vin) if part
                ),
                checked=str(vehicle.pk) in ticked,
                known_already=vehicle.pk in followed,
            )
            for vehicle in offered
            if vehicle.account_id == account.pk
        ]
        groups.append(AccountGroup(account.label, _other_vehicles(account, bool(choices)), choices))
    return VehiclesPage(groups, login.email)


def _other_vehicles(account: KamereonAccount, has_choices: bool) -> str:
    """Return what else is in an account: vehicles that another login of the household reads already."""
    others = account.seen_vehicles.exclude(account=account).select_related("account__login").in_order()
    words = [
        _("%(name)s is read through %(email)s.") % {"name": each.name, "email": each.account.login.email}
        for each in others
        if each.account is not None
    ]
    return " ".join(words) if words or has_choices else _("No vehicle in this account.")


@dataclass(frozen=True, slots=True)
class ProgressRow:
    name: str
    url: str
    done: int
    total: int
    state_text: str
    tone: str
    past: ArchiveProgress | None


@dataclass(frozen=True, slots=True)
class ProgressPage:
    rows: list[ProgressRow]
    error: str | None
    garage_url: str
    live_url: str

    @property
    def done(self) -> int:
        return sum(row.done for row in self.rows)

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)

    @property
    def finished(self) -> bool:
        return bool(self.rows) and self.done >= self.total

    @property
    def live(self) -> bool:
        """Whether something is about to change by itself."""
        return not self.finished or any(row.past is not None and row.past.going_on for row in self.rows)


def _progress_page(request: HttpRequest, login_id: int) -> ProgressPage:
    login = access.login(request, login_id)
    followed = (
        access.offers(request, login).filter(status=VehicleStatus.FOLLOWED).prefetch_related("endpoints")
    )
    stopped = login.state != LoginState.OK or bool(login.last_error)
    return ProgressPage(
        rows=[_progress_row(vehicle) for vehicle in followed],
        error=login.error_in_words or None if stopped else None,
        garage_url=reverse("garage"),
        live_url=reverse("login-progress-live", args=[login.pk]),
    )


def _progress_row(vehicle: Vehicle) -> ProgressRow:
    states = {record.endpoint: record for record in vehicle.endpoints.all()}
    asked = polling.endpoints_of(vehicle)
    done = sum(1 for endpoint in asked if endpoint in states and states[endpoint].tried_at is not None)
    works = sum(
        1 for endpoint in asked if endpoint in states and states[endpoint].state == EndpointState.WORKS
    )
    finished = done >= len(asked) or vehicle.privacy_since is not None
    if not finished:
        text, tone = _("Asking …"), "plugged"
    elif works:
        text, tone = _("Here"), "charging"
    elif vehicle.privacy_since is not None:
        text, tone = _("Privacy mode is on in the car"), "attention"
    else:
        text, tone = _("It told nothing yet"), "attention"
    return ProgressRow(
        name=vehicle.name,
        url=reverse("vehicle", args=[vehicle.pk]),
        done=len(asked) if finished else done,
        total=len(asked),
        state_text=text,
        tone=tone,
        past=progress_of(vehicle, clock.now()),
    )


@require_safe
@access.owner
def login_progress(request: HttpRequest, login_id: int) -> HttpResponse:
    return render(request, "vehicles/login_progress.html", {"page": _progress_page(request, login_id)})


@require_safe
@access.owner
def login_progress_live(request: HttpRequest, login_id: int) -> HttpResponse:
    return render(request, "vehicles/_login_progress.html", {"page": _progress_page(request, login_id)})
