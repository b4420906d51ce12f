"""The page of whoever looks after the server."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock, gateway
from vehicles.models import BackupRun, Heartbeat, Installation, ServerSettings
from vehicles.services.metrics import hashed

NEW_KEY = "3_the-new-key-of-this-year"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_DIR = tmp_path / "backups"


@pytest.fixture
def page(cast: Cast) -> Client:
    """The client of whoever looks after the server, who proved it just now."""
    Installation.objects.update(installer=cast.owner)
    return cast.proven(cast.owner)


def text_of(client: Client, address: str = "/installation/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_is_there_for_one_person_and_a_404_for_all_others(cast: Cast, page: Client) -> None:
    assert page.get("/installation/").status_code == 200
    assert "/installation/" in text_of(page, "/household/")
    for user in (cast.driver, cast.viewer, cast.stranger):
        client = cast.proven(user)
        assert "/installation/" not in text_of(client, "/household/")
        for address in ("", "live/", "servers/fr_FR/", "servers/?locale=fr_FR"):
            assert client.get(f"/installation/{address}").status_code == 404
        assert client.post("/installation/backup/").status_code == 404
        assert client.get(f"/vehicles/{cast.zoe.pk}/diagnostics.zip").status_code == 404


def test_it_says_how_the_worker_and_the_queue_fare(cast: Cast, page: Client) -> None:
    assert "The worker is silent" in text_of(page)
    now = clock.machine_now()
    Heartbeat.beat("worker", now - timedelta(seconds=20))
    OrmQ.objects.create(key="renault-web", payload="", lock=now - timedelta(minutes=3))
    text = text_of(page, "/installation/live/")
    assert "The worker is at work." in text
    assert "1, the oldest for 3 min" in text
    cast.zoe.due_at = clock.now() - timedelta(hours=1)
    cast.zoe.save()
    assert "polls wait too long" in text_of(page)


def test_it_tells_of_other_households_figures_and_no_names(cast: Cast, page: Client) -> None:
    elsewhere = builders.household("The secretive neighbours")
    theirs = builders.login(elsewhere, "neighbour@example.com")
    builders.vehicle(elsewhere, "Their very own car", through=theirs)
    text = text_of(page)
    assert "2 logins, all households together" in text
    assert hashed(theirs.pk) in text
    for private in ("The secretive neighbours", "neighbour@example.com", "Their very own car"):
        assert private not in text


def test_a_backup_is_asked_for_by_a_press_and_its_progress_is_shown(cast: Cast, page: Client) -> None:
    assert "There is no backup yet." in text_of(page)
    assert "begins the backup" in " ".join(
        page.post("/installation/backup/", follow=True).content.decode().split()
    )
    run = BackupRun.objects.get()
    assert run.asked_by == cast.owner
    assert OrmQ.objects.get().task["args"] == (run.pk,)
    assert "waits for the worker" in text_of(page)
    BackupRun.objects.update(percent=40, seen_at=clock.machine_now())
    text = text_of(page)
    assert '<progress value="40"' in text
    assert "Back up now" not in text
    assert "being made already" in page.post("/installation/backup/", follow=True).content.decode()
    assert BackupRun.objects.count() == 1


def test_a_backup_that_failed_says_why(cast: Cast, page: Client) -> None:
    now = clock.machine_now()
    BackupRun.objects.create(
        running=False, started_at=now, seen_at=now, finished_at=now, error="The disk is full."
    )
    assert "The last attempt failed." in text_of(page)
    assert "The disk is full." in text_of(page)


def test_a_key_that_renault_changed_is_set_on_the_page_and_counts_at_once(cast: Cast, page: Client) -> None:
    with gateway.new_session("fr_FR") as session:
        assert session._servers.get("gigya-api-key").startswith("3_VgdkgtIRH3")
    page.post("/installation/servers/fr_FR/", {"gigya_api_key": NEW_KEY})
    with gateway.new_session("fr_FR") as session:
        assert session._servers.get("gigya-api-key") == NEW_KEY
        assert session._servers.get("gigya-root-url") == "https://accounts.eu1.gigya.com"
    with gateway.new_session("de_DE") as session:
        assert session._servers.get("gigya-api-key") != NEW_KEY
    assert "set here" in text_of(page)
    page.post("/installation/servers/fr_FR/", {"gigya_api_key": ""})
    with gateway.new_session("fr_FR") as session:
        assert session._servers.get("gigya-api-key").startswith("3_VgdkgtIRH3")
    assert "set here" not in text_of(page)


def test_the_environment_goes_before_what_was_set_on_the_page(
    cast: Cast, page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ServerSettings.objects.create(locale="fr_FR", gigya_api_key=NEW_KEY, kamereon_api_key="cars")
    monkeypatch.setenv("RENAULT_GIGYA_API_KEY", "3_of-the-environment")
    with gateway.new_session("fr_FR") as session:
        assert session._servers.get("gigya-api-key") == "3_of-the-environment"
        assert session._servers.get("kamereon-api-key") == "cars"
    assert "which goes first" in text_of(page, "/installation/servers/fr_FR/")
    page.post("/installation/servers/fr_FR/", {"gigya_api_key": "3_another", "kamereon_api_key": ""})
    assert ServerSettings.objects.get().gigya_api_key == NEW_KEY


def test_a_login_signs_in_with_a_key_from_the_page(
    cast: Cast, page: Client, simulator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over real HTTP, with nothing in the environment."""
    for server in ("GIGYA", "KAMEREON"):
        monkeypatch.delenv(f"RENAULT_{server}_ROOT_URL")
        monkeypatch.delenv(f"RENAULT_{server}_API_KEY")
    response = page.post(
        "/installation/servers/fr_FR/",
        {
            "gigya_root_url": simulator.url + "/",
            "gigya_api_key": NEW_KEY,
            "kamereon_root_url": simulator.url,
            "kamereon_api_key": "cars",
        },
    )
    assert response.status_code == 302
    assert builders.linked(cast.home, cast.owner).accounts.exists()


@pytest.mark.parametrize(
    ("field", "bad", "said"),
    [
        ("gigya_root_url", "http://accounts.example.com", "begins with https://"),
        ("kamereon_root_url", "javascript:alert(1)", "begins with https://"),
        ("kamereon_root_url", "https://[", "begins with https://"),
        ("gigya_api_key", "3_with a space", "has no spaces"),
    ],
)
def test_a_bad_value_is_said_and_stays_in_its_field(page: Client, field: str, bad: str, said: str) -> None:
    response = page.post("/installation/servers/fr_FR/", {field: bad, "kamereon_api_key": "kept"})
    text = response.content.decode()
    assert response.status_code == 200
    assert said in text
    assert bad in text
    assert "kept" in text
    assert not ServerSettings.objects.exists()


def test_keys_are_changed_only_after_one_proved_who_one_is(cast: Cast, page: Client) -> None:
    response = cast.client(cast.owner).post("/installation/servers/fr_FR/", {"gigya_api_key": NEW_KEY})
    assert "reauthenticate" in response["Location"]
    assert not ServerSettings.objects.exists()


def test_a_locale_that_nobody_knows_is_a_404(page: Client) -> None:
    assert page.get("/installation/servers/xx_XX/").status_code == 404
    assert page.get("/installation/servers/?locale=//evil.example").status_code == 404
    assert page.get("/installation/servers/?locale=de_AT")["Location"] == "/installation/servers/de_AT/"


def test_diagnostics_are_downloaded_of_ones_own_vehicles_only(cast: Cast, page: Client) -> None:
    response = page.get(f"/vehicles/{cast.zoe.pk}/diagnostics.zip")
    assert response["Content-Type"] == "application/zip"
    assert "attachment" in response["Content-Disposition"]
    assert "cars.json" in zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    theirs = builders.vehicle(builders.household("Elsewhere"))
    assert page.get(f"/vehicles/{theirs.pk}/diagnostics.zip").status_code == 404


def test_whoever_has_left_all_households_still_looks_after_the_server(cast: Cast, page: Client) -> None:
    cast.owner.memberships.all().delete()
    assert "The worker is silent" in text_of(page)


def test_it_asks_as_much_for_many_logins_as_for_one(cast: Cast, page: Client) -> None:
    counts = []
    for number in (0, 20):
        for each in range(number):
            home = builders.household(f"Home {each}")
            builders.vehicle(home, through=builders.login(home))
        with CaptureQueriesContext(connection) as asked:
            text_of(page)
        counts.append(len(asked))
    assert counts[0] == counts[1]
