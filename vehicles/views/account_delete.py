"""Deleting one's own account."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..forms.leaving import DeleteAccountForm
from ..services import accounts
from .sudo import sudo, typed


@sudo
def account_delete(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = DeleteAccountForm(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            accounts.delete(user)
        except accounts.NeedAnOwner:
            form.add_error(None, _("Nothing was deleted: a household still needs you as its owner."))
        else:
            logout(request)
            messages.success(request, _("Your account is deleted."))
            return redirect("account_login")
    return render(request, "vehicles/account_delete.html", {"form": form, "page": accounts.fates(user)})
