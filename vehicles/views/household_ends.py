"""How a household begins and ends on a page: one made by the installer, one deleted by its owner."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from .. import reader
from ..forms.household import NewHouseholdForm
from ..forms.leaving import DeleteHouseholdForm
from ..services import invitations, leaving
from . import access
from .figures import day_and_time
from .sudo import sudo, typed


@never_cache
@access.installer
@sudo
def household_new(request: HttpRequest) -> HttpResponse:
    """Make a household, and show the link of its first owner, this once."""
    form = NewHouseholdForm(typed(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "vehicles/household_new.html", {"form": form})
    name, time_zone = form.cleaned_data["name"], form.cleaned_data["time_zone"]
    made = invitations.found_household(name, time_zone, by=request.user)
    page = {
        "link": request.build_absolute_uri(reverse("join-link", args=[made.token])),
        "whom": name,
        "mailed": False,
        "role": made.invitation.get_role_display(),
        "until": day_and_time(made.invitation.expires_at, reader.current().zone),
    }
    return render(request, "vehicles/household_made.html", {"page": page})


@access.owner
@sudo
def household_delete(request: HttpRequest) -> HttpResponse:
    household = access.membership(request).household
    form = DeleteHouseholdForm(typed(request), of=household)
    if request.method == "POST" and form.is_valid():
        leaving.give_up_household(household)
        messages.success(
            request,
            _("%(household)s is deleted. Its history is taken off the disk within the next minutes.")
            % {"household": household.name},
        )
        return redirect("garage")
    page = {
        "name": household.name,
        "vehicles": [vehicle.name for vehicle in access.vehicles(request).in_order()],
        "others": household.memberships.exclude(user_id=request.user.pk).count(),
    }
    return render(request, "vehicles/household_delete.html", {"form": form, "page": page})
