"""Taking a Renault login out of the household."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..forms.leaving import UnlinkForm
from ..models import VehicleStatus
from ..services import unlinking
from . import access
from .sudo import sudo, typed


@access.owner
@sudo
def login_unlink(request: HttpRequest, login_id: int) -> HttpResponse:
    login = access.login(request, login_id)
    form = UnlinkForm(typed(request))
    if request.method == "POST" and form.is_valid():
        unlinking.unlink(login, request.user, delete_history=form.deletes())
        messages.success(request, _("%(email)s is unlinked.") % {"email": login.email})
        return redirect("household")
    mine = access.vehicles(request).filter(account__login=login).in_order()
    page = {
        "email": login.email,
        "vehicles": [vehicle.name for vehicle in mine.exclude(status=VehicleStatus.SOLD)],
    }
    return render(request, "vehicles/login_unlink.html", {"form": form, "page": page})
