"""Recovery codes: seen as often as one likes by who proved who they are, and never again once used."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse

from tests.guards.second_factors import give
from tests.views.conftest import Cast
from tests.views.test_sudo import ASKED, prove

LOOK, KEEP = "mfa_view_recovery_codes", "mfa_download_recovery_codes"


def proven(cast: Cast) -> Client:
    owner = cast.client(cast.owner)
    prove(owner, owner.get(reverse(LOOK))["Location"])
    return owner


def test_they_are_shown_and_downloaded_without_the_used_ones(cast: Cast) -> None:
    give(cast.owner)
    codes = RecoveryCodes(Authenticator.objects.get(user=cast.owner, type="recovery_codes"))
    used, *left = codes.generate_codes()
    assert codes.validate_code(used)
    owner = proven(cast)
    for _again in range(2):
        page = owner.get(reverse(LOOK)).content.decode()
        assert used not in page
        assert all(code in page for code in left)
    kept = owner.get(reverse(KEEP))
    assert kept.content.decode().split() == left
    assert kept["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'


def test_who_has_used_them_all_has_nothing_to_download_and_is_offered_new_ones(cast: Cast) -> None:
    give(cast.owner)
    mine = Authenticator.objects.get(user=cast.owner, type="recovery_codes")
    for code in RecoveryCodes(mine).generate_codes():
        assert RecoveryCodes(mine).validate_code(code)
    owner = proven(cast)
    page = owner.get(reverse(LOOK)).content.decode()
    assert reverse("mfa_generate_recovery_codes") in page
    assert reverse(KEEP) not in page
    assert owner.get(reverse(KEEP)).status_code == 404


def test_they_are_not_shown_before_one_proves_who_one_is(cast: Cast) -> None:
    give(cast.owner)
    for name in (LOOK, KEEP):
        asked = cast.client(cast.owner).get(reverse(name))
        assert asked["Location"].startswith(ASKED)
