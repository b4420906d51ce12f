"""Renault's servers and keys of one locale, for the day on which Renault changes them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ..forms.linking import locale_label
from ..forms.servers import ServersForm
from ..models import RenaultLogin, ServerSettings
from ..renault_api import LOCALES, get_locales
from ..renault_api.locales import from_environment
from . import access
from .sudo import sudo, typed


@access.installer
def choose_servers(request: HttpRequest) -> HttpResponse:
    """Lead to the page of the locale that was chosen from the list."""
    return redirect("servers", locale=_known(request.GET.get("locale", "")))


@access.installer
@sudo
def servers(request: HttpRequest, locale: str) -> HttpResponse:
    _known(locale)
    stored = ServerSettings.objects.filter(pk=locale).first() or ServerSettings(locale=locale)
    built_in = dict(LOCALES.get(locale, {}))
    form = ServersForm(typed(request), instance=stored, built_in=built_in, fixed=from_environment())
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It counts from the next question to Renault on."))
        return redirect("installation")
    return render(
        request, "vehicles/servers.html", {"form": form, "page": {"locale_label": locale_label(locale)}}
    )


def _known(locale: str) -> str:
    """Return a locale of the client's table or of a login; raises Http404 for any other."""
    if locale not in get_locales() and not RenaultLogin.objects.filter(locale=locale).exists():
        raise Http404
    return locale
