"""Pages of allauth that need mail: where none is set up, they say so instead of promising a message."""

from collections.abc import Callable

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[[HttpRequest], HttpResponse]


def _with_mail(view: View, template: str) -> View:
    def shown(request: HttpRequest) -> HttpResponse:
        return view(request) if settings.MAIL_IS_SET_UP else render(request, template)

    return shown


email = _with_mail(allauth.email, "account/email_without_mail.html")
password_reset = login_not_required(
    _with_mail(allauth.password_reset, "account/password_reset_without_mail.html")
)
