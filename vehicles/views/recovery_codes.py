"""The codes for the day a phone or key is lost: looking at them changes nothing.

allauth's own two pages write down, when they are first opened, that the codes were seen; only its setting to
show them a single time would ever read that.
"""

from dataclasses import dataclass

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@dataclass(frozen=True, slots=True)
class CodesPage:
    unused: list[str]
    total: int


@require_safe
@reauthentication_required
def recovery_codes(request: HttpRequest) -> HttpResponse:
    return render(request, "mfa/recovery_codes/index.html", {"page": _page(request)})


@require_safe
@reauthentication_required
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    unused = _page(request).unused
    if not unused:
        raise Http404
    text = "".join(f"{code}\n" for code in unused)
    named = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=named)


def _page(request: HttpRequest) -> CodesPage:
    """Return the codes of who asks; raises Http404 where they have none."""
    mine = Authenticator.objects.filter(
        user=request.user,  # type: ignore[misc]
        type=Authenticator.Type.RECOVERY_CODES,
    ).first()
    if mine is None:
        raise Http404
    codes = RecoveryCodes(mine)
    return CodesPage(unused=codes.get_unused_codes(), total=len(codes.generate_codes()))
