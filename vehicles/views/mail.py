"""Pages of allauth that need mail: where none is set up, they say so instead of promising a message."""

from collections.abc import Callable

from allauth.account import views as allauth
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

View = Callable[[HttpRequest], HttpResponse]


def _with_mail(view: View, template: str) -> View:
    def shown(request: HttpRequest) -> HttpResponse:
        return view(request) if settings.MAIL_IS_SET_UP else render(request, template)

    return shown


def _addresses(request: HttpRequest) -> HttpResponse:
    """Show and change one's addresses; one that was not confirmed might be mistyped, or somebody else's."""
    if "action_primary" in request.POST and not _is_confirmed(request):
        messages.error(request, _("Open the link in the message to this address first."))
        return redirect("account_email")
    return allauth.email(request)


def _is_confirmed(request: HttpRequest) -> bool:
    mine = EmailAddress.objects.filter(user_id=request.user.pk, verified=True)
    return mine.filter(email__iexact=request.POST.get("email", "")).exists()


email = _with_mail(_addresses, "account/email_without_mail.html")
password_reset = login_not_required(
    _with_mail(allauth.password_reset, "account/password_reset_without_mail.html")
)
