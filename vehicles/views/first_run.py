"""The page that makes the first account, until it has been used."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from ..forms.first_run import FirstRunForm
from ..models import Installation
from ..services import first_run

OPEN_WITHOUT_CLAIM = ("first-run", "manifest")


class FirstRunMiddleware:
    """Leads everybody to the first-run page while nobody has claimed the installation."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        open_address = request.path in [reverse(name) for name in OPEN_WITHOUT_CLAIM]
        if open_address or request.user.is_authenticated or Installation.is_claimed():
            return self.get_response(request)
        return redirect("first-run")


@sensitive_post_parameters("password", "password_again", "code")
@sensitive_variables()
@login_not_required
def first_run_page(request: HttpRequest) -> HttpResponse:
    if Installation.is_claimed():
        raise Http404
    form = FirstRunForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = first_run.claim(
                email=data["email"],
                password=data["password"],
                name=data["name"],
                household=data["household"],
                time_zone=data["time_zone"],
            )
        except first_run.AlreadyClaimed:
            messages.error(
                request, _("Somebody has made the first account already. Ask them for an invitation.")
            )
            return redirect("account_login")
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("garage")
    return render(request, "vehicles/first_run.html", {"form": form})
