"""The page of whoever looks after the server, in the states worth a look."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest import mock

from django.conf import settings

from tests import builders
from vehicles import clock
from vehicles.models import BackupRun, Heartbeat, Installation, LoginState, RenaultCall, Role, ServerSettings
from vehicles.services import backup_folders
from vehicles.services.backup_folders import About, Backup
from vehicles.simulator import Server

from .chromium import Page
from .scenes import LONG_NAME, Scene, a_home

PLAYED = [f"RENAULT_{server}_{what}" for server in ("GIGYA", "KAMEREON") for what in ("ROOT_URL", "API_KEY")]
NIGHT = timedelta(days=1)


def installation(_played: Server) -> Iterator[Scene]:
    """All well; a silent worker and a failed backup; a backup that goes on; the servers of a country."""
    home, (olive,) = a_home("The Martins", Role.OWNER)
    Installation.objects.update(installer=olive)
    for name in ("Zoé", LONG_NAME):
        builders.vehicle(home, name)
    mine = builders.login(home)
    for minute in range(12):
        RenaultCall.objects.create(login=mine, at=clock.now() - timedelta(minutes=minute))
    for number, state in enumerate((LoginState.OK, LoginState.NEEDS_SIGN_IN, LoginState.COOLING)):
        theirs = builders.login(builders.household(f"Neighbours {number}"), f"n{number}@example.com")
        theirs.state, theirs.locale = state, "de_DE"
        theirs.cooling_until = clock.now() + timedelta(minutes=10)
        theirs.save()
    BackupRun.objects.all().delete()
    Heartbeat.objects.all().delete()
    yield Scene("installation-silent", "/installation/", olive)
    now = clock.machine_now()
    Heartbeat.beat("worker", now)
    made = BackupRun.objects.create(
        running=False,
        started_at=now - 5 * timedelta(hours=1),
        seen_at=now,
        finished_at=now,
        size_bytes=12_400_000,
    )
    ServerSettings.objects.create(locale="de_DE", gigya_api_key="3_a-key-that-was-set-here")
    lying = [_backup(made.started_at - night * NIGHT) for night in range(9)]
    with mock.patch.object(backup_folders, "listed", return_value=lying):
        yield Scene("installation", "/installation/", olive, then=_open_all)
        BackupRun.objects.create(
            running=False, started_at=now, seen_at=now, finished_at=now, error="The disk of /srv is full."
        )
        yield Scene("installation-failed", "/installation/", olive)
        BackupRun.objects.create(started_at=now, seen_at=now + timedelta(seconds=9), percent=40)
        yield Scene("installation-backing-up", "/installation/", olive)
    yield Scene("installation-servers-fixed", "/installation/servers/de_DE/", olive, alike=True)
    with mock.patch.dict("os.environ", dict.fromkeys(PLAYED, "")):
        yield Scene("installation-servers", "/installation/servers/de_DE/", olive)
        yield Scene("installation-servers-refused", "/installation/servers/de_DE/", olive, then=_refused)


def _backup(made_at: datetime) -> Backup:
    about = About(made_at, settings.VERSION, "sqlite", {}, [], "", 12_000_000)
    return Backup(settings.BACKUP_DIR, about)


def _open_all(page: Page) -> None:
    for summary in page.locator("main details > summary").all():
        summary.click()


def _refused(page: Page) -> None:
    page.get_by_label("Address of the sign-in server").fill("accounts.eu1.gigya.com")
    page.get_by_role("button", name="Save").click()
