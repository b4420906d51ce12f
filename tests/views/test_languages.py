"""Pages in the language that a person has chosen, or their browser asks for."""

import csv
import io
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import builders
from tests.views.conftest import Cast
from vehicles import catalogs, clock
from vehicles.models import DailySummary, LoginState, RenaultLogin, Role, User
from vehicles.services import login_states
from vehicles.views.figures import ago, day_and_time, quantity

THIN = "\u202f"
NOON = datetime(2026, 11, 21, 13, 10, tzinfo=UTC)


def prefer(user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Non branchée"), ("de", "Nicht eingesteckt"), ("en-gb", "Not plugged in")],
)
def test_pages_are_in_the_language_that_was_chosen(cast: Cast, language: str, words: str) -> None:
    builders.tell(
        cast.zoe,
        "battery-status",
        clock.now(),
        timestamp=clock.now().isoformat(),
        batteryLevel=50,
        plugStatus=0,
    )
    prefer(cast.viewer, language)
    # The person's choice goes before the browser's.
    response = cast.client(cast.viewer).get(reverse("garage"), headers={"Accept-Language": "es,de;q=0.5,fr"})
    assert words in response.content.decode()
    assert f'<html lang="{language}"' in response.content.decode()
    assert response["Content-Language"] == language


@pytest.mark.parametrize(
    ("asked", "language", "words"),
    [
        ("fr-CA,fr", "fr", "Se connecter"),
        ("de-AT", "de", "Anmelden"),
        ("en-US", "en-gb", "Sign in"),
        ("es", "en-gb", "Sign in"),
    ],
)
def test_without_a_choice_the_browsers_language_counts(
    cast: Cast, asked: str, language: str, words: str
) -> None:
    response = Client().get(reverse("account_login"), headers={"Accept-Language": asked})
    assert words in response.content.decode()
    assert f'<html lang="{language}"' in response.content.decode()


def test_caches_learn_that_the_language_depends_on_the_browser_and_keep_no_private_page(cast: Cast) -> None:
    signed_in = cast.client(cast.viewer).get(reverse("garage"))
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in signed_in["Vary"].split(",")}
    assert "no-store" in signed_in["Cache-Control"]
    assert "Accept-Language" in Client().get(reverse("account_login"))["Vary"]


def test_one_persons_language_does_not_reach_the_next_request(cast: Cast) -> None:
    prefer(cast.viewer, "de")
    cast.client(cast.viewer).get(reverse("garage"))
    assert "Household" in cast.client(cast.driver).get(reverse("garage")).content.decode()


@pytest.mark.parametrize(
    ("language", "figure", "long"),
    [
        ("en-gb", f"16.4{THIN}kWh", f"12,345{THIN}km"),
        ("fr", f"16,4{THIN}kWh", f"12\u00a0345{THIN}km"),
        ("de", f"16,4{THIN}kWh", f"12.345{THIN}km"),
    ],
)
def test_numbers_are_written_as_the_language_does(language: str, figure: str, long: str) -> None:
    with translation.override(language):
        assert quantity(16.4, "kWh", 1) == figure
        assert quantity(12345, "km") == long


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en-gb", "Sat 21 Nov 2026, 14:10\u00a0CET"),
        ("fr", "sam. 21 nov. 2026, 14:10\u00a0CET"),
        ("de", "Sa, 21. Nov. 2026, 14:10\u00a0CET"),
    ],
)
def test_dates_are_written_as_the_language_does(language: str, written: str) -> None:
    with translation.override(language):
        assert day_and_time(NOON, ZoneInfo("Europe/Paris")) == written


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [("fr", 3, "il y a 3 jours"), ("de", 3, "vor 3 Tagen"), ("en-gb", 3, "3 days ago")],
)
def test_plurals_are_the_languages_own(language: str, days: int, words: str) -> None:
    with translation.override(language):
        assert ago(datetime(2026, 11, 18, 13, 0, tzinfo=UTC), NOON) == words


def test_nought_is_singular_in_french_and_plural_in_german() -> None:
    for language, words in (("fr", "%(count)s véhicule"), ("de", "%(count)s Fahrzeuge")):
        with translation.override(language):
            assert translation.ngettext("%(count)s vehicle", "%(count)s vehicles", 0) == words


def test_charts_and_files_speak_it_too(cast: Cast) -> None:
    prefer(cast.viewer, "fr")
    DailySummary.objects.create(vehicle=cast.zoe, on=clock.now().date(), distance_km=12.5)
    client = cast.client(cast.viewer)
    chart = client.get(reverse("chart-json", args=[cast.zoe.pk, "distance"]), {"range": "week"}).json()
    assert chart["table"]["columns"] == ["Jour", "Distance"]
    file = client.get(reverse("chart-csv", args=[cast.zoe.pk, "distance"]), {"range": "week", "step": "day"})
    body = b"".join(file.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    header, *rows = csv.reader(io.StringIO(body))
    assert header == ["Jour", "Distance (km)"]
    assert "12.5" in {row[1] for row in rows}, "machines read files, so figures keep their point"


def test_what_the_worker_wrote_down_is_read_in_ones_own_language(cast: Cast) -> None:
    with translation.override("de"):
        login_states.wants_sign_in(cast.login)
    kept = RenaultLogin.objects.get(pk=cast.login.pk)
    assert (kept.state, kept.last_error) == (LoginState.NEEDS_SIGN_IN, "Renault wants you to sign in again.")
    prefer(cast.owner, "fr")
    assert (
        "Renault veut que vous vous reconnectiez."
        in cast.client(cast.owner).get(reverse("household")).content.decode()
    )


def test_a_role_has_the_capital_that_its_language_wants() -> None:
    for language, role in (("en-gb", "driver"), ("fr", "conducteur"), ("de", "Fahrer")):
        with translation.override(language):
            assert Role.DRIVER.in_a_sentence == role


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Enregistré."), ("de", "Gespeichert."), ("en-gb", "Saved.")]
)
def test_who_changes_the_language_is_told_so_in_the_new_one(cast: Cast, language: str, words: str) -> None:
    user: Any = cast.viewer
    fields = (
        "name",
        "theme",
        "distance_unit",
        "consumption_unit",
        "temperature_unit",
        "pressure_unit",
        "time_zone",
    )
    chosen = {name: getattr(user, name) for name in fields}
    response = cast.client(user).post(reverse("you"), {**chosen, "language": language}, follow=True)
    assert words in response.content.decode()


def test_a_language_that_is_not_offered_is_refused(cast: Cast) -> None:
    response = cast.client(cast.viewer).post(reverse("you"), {"language": "xx"})
    assert response.status_code == 200
    assert [code for code, _name in settings.LANGUAGES] == ["en-gb", "fr", "de"]
    cast.viewer.refresh_from_db()
    assert cast.viewer.language == ""


@pytest.fixture(scope="module")
def found() -> set[tuple[str | None, Any]]:
    """Every text of templates and code, by its context and id."""
    return {(each.context, each.id) for each in catalogs.found() if each.id}


@pytest.mark.parametrize("language", catalogs.LANGUAGES)
def test_every_text_of_the_pages_is_translated_and_nothing_else_is_kept(
    language: str, found: set[tuple[str | None, Any]]
) -> None:
    """Where this fails: `make messages`, then write what is empty in locale/*/LC_MESSAGES/django.po."""
    kept = {(each.context, each.id): each for each in catalogs.read(language) if each.id}
    assert sorted(map(str, found - kept.keys())) == [], "not in the catalog"
    assert sorted(map(str, kept.keys() - found)) == [], "no longer in the source"
    texts = {
        key: each.string if isinstance(each.string, tuple) else (each.string,) for key, each in kept.items()
    }
    assert [key for key, several in texts.items() if not all(several)] == [], "not translated"


def test_texts_are_found_in_templates_and_in_code() -> None:
    ids = {each.id if isinstance(each.id, str) else each.id[0] for each in catalogs.found()}
    assert {"Garage", "Charges to %(target)s %%", "%(count)s vehicle", "Not plugged in", "owner"} <= ids
