"""The household's off-peak hours, from which the planner fills a week at one press."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..forms.plan_settings import OffPeakForm
from ..services import households
from . import access


@access.owner
def household_off_peak(request: HttpRequest) -> HttpResponse:
    household = access.membership(request).household
    form = OffPeakForm(request.POST if request.method == "POST" else None, household=household)
    if request.method == "POST" and form.is_valid():
        households.change_settings(household, form.settings(), request.user)
        messages.success(request, _("Saved."))
        return redirect("household")
    return render(request, "vehicles/off_peak.html", {"form": form})
