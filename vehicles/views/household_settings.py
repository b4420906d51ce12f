"""What an owner sets for the household: its name, its clock, how long positions are kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..forms.household import HouseholdForm
from ..services import households
from . import access


@access.owner
def household_settings(request: HttpRequest) -> HttpResponse:
    household = access.membership(request).household
    name = household.name  # the form writes into the household while it checks
    form = HouseholdForm(request.POST if request.method == "POST" else None, instance=household)
    if request.method == "POST" and form.is_valid():
        households.change_settings(household, form.cleaned_data, request.user)
        messages.success(request, _("Saved."))
        return redirect("household")
    household.name = name
    return render(request, "vehicles/household_settings.html", {"form": form})
