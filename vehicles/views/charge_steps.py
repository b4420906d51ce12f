"""What a person does to charges: add, correct, split, join, delete, restore; each on a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import clock
from ..forms.charges import ChargeForm, SaidForm, SplitForm, clock_values, middle, said_values
from ..models import ChargeSession, SessionStatus, Vehicle
from ..services import by_hand
from . import access, charge_words
from .figures import day_and_time, quantity
from .frames import frame


@dataclass(frozen=True, slots=True)
class Step:
    """One question to a person: what it is about, what will happen, and the button."""

    title: str
    about: list[str]
    submit: str
    cancel_url: str
    danger: bool = False
    possible: bool = True


@dataclass(frozen=True, slots=True)
class DeletedRow:
    when: str
    what: str
    restore_url: str


@dataclass(frozen=True, slots=True)
class DeletedPage:
    rows: list[DeletedRow] = field(default_factory=list)
    list_url: str = ""


def driver(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the vehicle; let those in who may drive it, and no vehicle without a plug."""

    @access.member
    @wraps(view)
    def checked(request: HttpRequest, vehicle_id: int, **kwargs: Any) -> HttpResponse:
        vehicle = access.vehicle(request, vehicle_id)
        if not vehicle.charges:
            raise Http404
        if not access.may_drive(request, vehicle):
            raise PermissionDenied
        return view(request, vehicle, **kwargs)

    return checked


@driver
def charge_add(request: HttpRequest, vehicle: Vehicle) -> HttpResponse:
    form = ChargeForm(_posted(request), zone=vehicle.zone, now=clock.now())
    if request.method == "POST" and form.is_valid():
        person = access.membership(request).user
        added = _tried(form, lambda: by_hand.add(vehicle, person, form.limits(), form.said()))
        if added is not None:
            messages.success(request, _("Added."))
            return redirect("vehicle-charge", vehicle_id=vehicle.pk, session_id=added.pk)
    about = [_("For a charge that neither Renault nor the car told of, at a public charger for example.")]
    step = Step(_("Add a charge"), about, _("Add it"), reverse("vehicle-charges", args=[vehicle.pk]))
    return _render(request, vehicle, step, form)


@driver
def charge_edit(request: HttpRequest, vehicle: Vehicle, session_id: int) -> HttpResponse:
    session = access.charge(request, vehicle.pk, session_id)
    form: ChargeForm | SaidForm
    if session.status == SessionStatus.BY_HAND:
        form = ChargeForm(
            _posted(request), initial=_drawn_values(session), zone=vehicle.zone, now=clock.now()
        )
    else:
        form = SaidForm(_posted(request), initial=said_values(session))
    if session.energy_kwh is not None:
        form.fields["energy"].help_text = _("Empty, it is %(energy)s, as known without you.") % {
            "energy": quantity(session.energy_kwh, "kWh", 1)
        }
    if request.method == "POST" and form.is_valid():
        limits = form.limits() if isinstance(form, ChargeForm) else None
        person = access.membership(request).user
        if _tried(form, lambda: by_hand.correct(session, person, form.said(), limits) or session):
            messages.success(request, _("Saved."))
            return redirect("vehicle-charge", vehicle_id=vehicle.pk, session_id=session.pk)
    return _render(
        request, vehicle, Step(_("Correct this charge"), [_when(session)], _("Save"), _url(session)), form
    )


@driver
def charge_split(request: HttpRequest, vehicle: Vehicle, session_id: int) -> HttpResponse:
    session = access.charge(request, vehicle.pk, session_id)
    initial = clock_values("at", middle(session), vehicle.zone)
    form = SplitForm(_posted(request), initial=initial, zone=vehicle.zone, now=clock.now())
    if request.method == "POST" and form.is_valid():
        person, at = access.membership(request).user, form.cleaned_data["at_at"]
        if _tried(form, lambda: by_hand.split(session, person, at), beside="at"):
            messages.success(request, _("There are two charges now."))
            return redirect("vehicle-charge", vehicle_id=vehicle.pk, session_id=session.pk)
    about = [
        _when(session),
        _("Each part keeps what was told in its time. The cost and the note stay with the first."),
    ]
    if session.energy_set_kwh is not None:
        about.append(
            _("The energy that was entered, %(energy)s, is of the whole charge: it is dropped.")
            % {"energy": quantity(session.energy_set_kwh, "kWh", 1)}
        )
    about = _until_it_ends(about, session)
    step = Step(_("Split this charge"), about, _("Split it"), _url(session), possible=not session.goes_on)
    return _render(request, vehicle, step, form)


@driver
def charge_join(request: HttpRequest, vehicle: Vehicle, session_id: int) -> HttpResponse:
    session = access.charge(request, vehicle.pk, session_id)
    other = by_hand.next_to(session)
    form = Form(_posted(request))
    if request.method == "POST" and form.is_valid():
        person = access.membership(request).user
        if _tried(form, lambda: by_hand.join(session, person) or session):
            messages.success(request, _("It is one charge now."))
            return redirect("vehicle-charge", vehicle_id=vehicle.pk, session_id=session.pk)
    if other is None:
        about = [_when(session), _("There is no other charge within a day after this one.")]
    else:
        about = [
            _when(session),
            _("It becomes one with the charge after it: %(when)s.") % {"when": _when(other)},
            _("Costs add up, and so do energies; the notes follow each other."),
        ]
        about = _until_it_ends(about, session, other)
    possible = other is not None and not session.goes_on and not other.goes_on
    step = Step(_("Join with the next charge"), about, _("Join them"), _url(session), possible=possible)
    return _render(request, vehicle, step, form)


@driver
def charge_delete(request: HttpRequest, vehicle: Vehicle, session_id: int) -> HttpResponse:
    session = access.charge(request, vehicle.pk, session_id)
    form = Form(_posted(request))
    if request.method == "POST" and form.is_valid():
        person = access.membership(request).user
        if _tried(form, lambda: by_hand.delete(session, person) or session):
            messages.success(request, _("Deleted. It can be taken back from the deleted charges."))
            return redirect("charges-deleted", vehicle_id=vehicle.pk)
    about = [
        _when(session),
        _(
            "It leaves the list, the charts and all totals, and does not come back when Renault tells of it "
            "again. What Renault told stays stored, and you can take the charge back at any time."
        ),
    ]
    step = Step(
        _("Delete this charge?"),
        _until_it_ends(about, session),
        _("Delete it"),
        _url(session),
        danger=True,
        possible=not session.goes_on,
    )
    return _render(request, vehicle, step, form)


@require_POST
@driver
def charge_restore(request: HttpRequest, vehicle: Vehicle, session_id: int) -> HttpResponse:
    session = access.any_charge(request, vehicle.pk, session_id)
    try:
        by_hand.restore(session, access.membership(request).user)
    except by_hand.ChargeRefused as refused:
        messages.error(request, _words(refused))
        return redirect("charges-deleted", vehicle_id=vehicle.pk)
    messages.success(request, _("The charge is back."))
    if ChargeSession.objects.filter(pk=session_id).exists():
        return redirect("vehicle-charge", vehicle_id=vehicle.pk, session_id=session_id)
    return redirect("vehicle-charges", vehicle_id=vehicle.pk)


@require_safe
@driver
def charges_deleted(request: HttpRequest, vehicle: Vehicle) -> HttpResponse:
    deleted = ChargeSession.objects.filter(vehicle=vehicle, status=SessionStatus.DELETED).newest_first()
    rows = [
        DeletedRow(
            when=_when(each),
            what=charge_words.energy(each),
            restore_url=reverse("charge-restore", args=[vehicle.pk, each.pk]),
        )
        for each in deleted[:200]
    ]
    page = DeletedPage(rows, reverse("vehicle-charges", args=[vehicle.pk]))
    context = {"page": page, "frame": frame(vehicle, "vehicle-charges")}
    return render(request, "vehicles/charges_deleted.html", context)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _tried(form: Form, act: Callable[[], ChargeSession], beside: str | None = None) -> ChargeSession | None:
    """Return what the act gives, or None with its refusal in the form."""
    try:
        return act()
    except by_hand.ChargeRefused as refused:
        form.add_error(beside, _words(refused))
        return None


def _words(refused: by_hand.ChargeRefused) -> str:
    if isinstance(refused, by_hand.Overlap):
        return f"{refused} {_when(refused.other)}"
    return str(refused)


def _when(session: ChargeSession) -> str:
    """Return when a charge was, in words."""
    zone = session.vehicle.zone
    if session.ended_at is None:
        return _("Since %(start)s") % {"start": day_and_time(session.started_at, zone)}
    return f"{charge_words.day(session.started_at, zone)}, {charge_words.hours(session, zone)}"


def _until_it_ends(about: list[str], *sessions: ChargeSession) -> list[str]:
    """Return what the step is about; for a charge that goes on only why it has to wait."""
    if not any(session.goes_on for session in sessions):
        return about
    return [about[0], _("The car is still charging. This can be done once the charge has ended.")]


def _drawn_values(session: ChargeSession) -> dict[str, Any]:
    zone = session.vehicle.zone
    return {
        **clock_values("start", session.started_at, zone),
        **clock_values("end", session.ended_at or session.started_at, zone),
        "start_percent": session.start_percent_set,
        "end_percent": session.end_percent_set,
        **said_values(session),
    }


def _url(session: ChargeSession) -> str:
    return reverse("vehicle-charge", args=[session.vehicle_id, session.pk])


def _render(request: HttpRequest, vehicle: Vehicle, step: Step, form: Form) -> HttpResponse:
    context = {"page": step, "form": form, "frame": frame(vehicle, "vehicle-charges")}
    return render(request, "vehicles/charge_step.html", context)
