"""Coming in by an invitation: the only way to an account after the first.

The link's token goes from the address into the session at once, so that it stands in no further address,
no history entry and no referrer.
"""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from ..forms.account import NewAccountForm
from ..models import Role
from ..services import invitations
from . import access

SESSION_KEY = "invitation"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@require_safe
@login_not_required
def join_link(request: HttpRequest, token: str) -> HttpResponse:
    request.session[SESSION_KEY] = token
    return redirect("join")


@never_cache
@sensitive_post_parameters("password", "password_again")
@sensitive_variables()
@login_not_required
def join(request: HttpRequest) -> HttpResponse:
    token = request.session.get(SESSION_KEY, "")
    try:
        invitation = invitations.find(token)
    except invitations.NotOpen:
        return _not_open(request)
    page = {
        "household": invitation.household.name,
        "role": Role(invitation.role).in_a_sentence,
        "by": str(invitation.made_by or ""),
        "sign_in_url": f"{reverse('account_login')}?next={reverse('join')}",
    }
    if request.user.is_authenticated:
        return _join_as_known(request, token, page)
    return _join_as_newcomer(request, token, invitation.email, page)


def _join_as_known(request: HttpRequest, token: str, page: dict[str, str]) -> HttpResponse:
    if request.method != "POST":
        return render(request, "vehicles/join.html", {"page": page})
    try:
        joined = invitations.accept(token, request.user)
    except invitations.NotOpen:
        return _not_open(request)
    except invitations.AlreadyMember:
        messages.info(request, _("You belong to this household already."))
        return redirect("garage")
    return _welcome(request, joined.household_id)


def _join_as_newcomer(request: HttpRequest, token: str, email: str, page: dict[str, str]) -> HttpResponse:
    form = NewAccountForm(request.POST if request.method == "POST" else None, initial={"email": email})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            joined = invitations.accept_as_newcomer(
                token, email=data["email"], password=data["password"], name=data["name"]
            )
        except invitations.NotOpen:
            return _not_open(request)
        except invitations.AddressTaken:
            form.add_error("email", _("This address has an account here. Sign in with it, then join."))
        else:
            login(request, joined.user, backend=BACKEND)
            return _welcome(request, joined.household_id)
    return render(request, "vehicles/join.html", {"form": form, "page": page})


def _welcome(request: HttpRequest, household_id: int) -> HttpResponse:
    request.session.pop(SESSION_KEY, None)
    request.session[access.SESSION_KEY] = household_id
    messages.success(request, _("Welcome. These are the vehicles of your household."))
    return redirect("garage")


def _not_open(request: HttpRequest) -> HttpResponse:
    request.session.pop(SESSION_KEY, None)
    return render(request, "vehicles/join_closed.html", status=404)
