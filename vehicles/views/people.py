"""The people of a household: inviting, roles, what each may do with each vehicle, leaving."""

import logging
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from .. import clock, reader
from ..forms.people import InviteForm, MemberForm
from ..models import Invitation, Membership, Role
from ..services import invitations, people
from . import access
from .figures import day_and_time
from .sudo import sudo, typed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that is still open."""

    whom: str
    role: str
    text: str
    revoke_url: str


def open_invitations(mine: Membership) -> list[InvitationLine]:
    """Return the household's open invitations as the household page lists them."""
    zone = reader.current().zone
    made = Invitation.objects.filter(household=mine.household).open_at(clock.machine_now())
    return [
        InvitationLine(
            whom=each.email or _("Whoever has the link"),
            role=each.get_role_display(),
            text=_("open until %(time)s") % {"time": day_and_time(each.expires_at, zone)},
            revoke_url=reverse("invitation-revoke", args=[each.pk]),
        )
        for each in made.order_by("expires_at")
    ]


@never_cache
@access.owner
@sudo
def invite(request: HttpRequest) -> HttpResponse:
    mine = access.membership(request)
    form = InviteForm(typed(request), of=access.vehicles(request).in_order(), mail=settings.MAIL_IS_SET_UP)
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.invite(
                mine.household,
                request.user,
                role=form.cleaned_data["role"],
                email=form.cleaned_data["email"],
                vehicle_ids=form.vehicle_ids(),
            )
        except invitations.TooManyInvitations:
            form.add_error(
                None,
                _("%(most)s invitations have been made today. Make the next one tomorrow.")
                % {"most": invitations.MOST_A_DAY},
            )
        else:
            return _invited(request, made)
    return render(request, "vehicles/invite.html", {"form": form})


def _invited(request: HttpRequest, made: invitations.NewInvitation) -> HttpResponse:
    """Show the link this once; it is not known afterwards."""
    link = request.build_absolute_uri(reverse("join-link", args=[made.token]))
    wanted = settings.MAIL_IS_SET_UP and made.invitation.email
    mailed = bool(wanted) and _mail(request, made, link)
    page = {
        "link": link,
        "whom": made.invitation.email,
        "mailed": mailed,
        "mail_failed": wanted and not mailed,
        "role": made.invitation.get_role_display(),
        "until": day_and_time(made.invitation.expires_at, reader.current().zone),
    }
    return render(request, "vehicles/invited.html", {"page": page})


def _mail(request: HttpRequest, made: invitations.NewInvitation, link: str) -> bool:
    """Mail the link, and return whether the mail server took it; it is shown in any case."""
    page = {"link": link, "by": str(request.user), "household": made.invitation.household.name}
    subject = _("Your invitation to %(household)s") % {"household": page["household"]}
    text = render_to_string("vehicles/invitation_mail.txt", {"page": page}, request)
    try:
        # A name may hold what a mail's head may not: a line's end.
        send_mail(" ".join(subject.split()), text, None, [made.invitation.email])
    except OSError as error:  # smtplib's own errors are of this kind
        log.warning("An invitation was not mailed: %s", type(error).__name__)
        return False
    return True


@require_POST
@access.owner
@sudo(page="household")
def invitation_revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    if invitations.revoke(access.invitation(request, invitation_id), request.user):
        messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    else:
        messages.warning(request, _("That invitation was not open any more."))
    return redirect("household")


@access.owner
@sudo
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """A member's role and what differs from it for each vehicle."""
    of = access.member_of_household(request, member_id)
    vehicles = [] if of.is_owner else list(access.vehicles(request).in_order())
    form = MemberForm(typed(request), member=of, vehicles=vehicles)
    if request.method == "POST" and form.is_valid():
        try:
            people.change_role(of, form.cleaned_data["role"], request.user)
        except people.LastOwner:
            form.add_error("role", _("A household needs an owner. Make somebody else an owner first."))
        else:
            if form.cleaned_data["role"] != Role.OWNER:
                for vehicle in vehicles:
                    people.grant(
                        of,
                        vehicle,
                        request.user,
                        level=form.level(vehicle),
                        positions=form.positions(vehicle),
                    )
            messages.success(request, _("Saved. It counts from their next page on."))
            return redirect("household")
    page = {
        "id": of.pk,
        "name": str(of.user),
        "email": of.user.email,
        "is_you": of.user_id == request.user.pk,
    }
    return render(request, "vehicles/member.html", {"form": form, "page": page})


@require_POST
@access.owner
@sudo(page="member")
def member_remove(request: HttpRequest, member_id: int) -> HttpResponse:
    of = access.member_of_household(request, member_id)
    return _take_out(request, of, _("%(name)s no longer belongs to this household.") % {"name": of.user})


@require_POST
@access.member
def leave(request: HttpRequest) -> HttpResponse:
    mine = access.membership(request)
    return _take_out(request, mine, _("You have left %(household)s.") % {"household": mine.household})


def _take_out(request: HttpRequest, of: Membership, said: str) -> HttpResponse:
    try:
        people.remove(of, request.user)
    except people.LastOwner:
        messages.error(request, _("A household needs an owner. Make somebody else an owner first."))
    else:
        messages.success(request, said)
    return redirect("household" if of.user_id != request.user.pk else "garage")
