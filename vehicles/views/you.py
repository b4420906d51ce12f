"""The signed-in person's own page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from ..forms.you import YouForm


def you(request: HttpRequest) -> HttpResponse:
    form = YouForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = form.save().language or translation.get_language_from_request(request)
        with translation.override(chosen):
            messages.success(request, _("Saved."))
        return redirect("you")
    return render(request, "vehicles/you.html", {"form": form})
