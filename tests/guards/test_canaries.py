"""Secrets go through everything the site does, and are then looked for wherever the site writes.

A login is linked with a code, its cars are polled, polls and commands fail, the worker and a page crash: all
by the real code, at DEBUG, against the played servers. What Renault was told and told is the list of secrets.
"""

import gzip
import io
import json
import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ, Task
from django_q.tasks import _sync

from tests import builders
from vehicles import gateway, tasks
from vehicles.fields import unseal
from vehicles.logs import MaskedFormatter
from vehicles.models import LoginChallenge, RenaultCall, RenaultLogin, Vehicle
from vehicles.services import polling

from .searching import found_in
from .town import signed_in

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL, PASSWORD, CODE = "robin@example.com", "Canary+pass/word=ä 93", "917364028551"
# What Gigya gives out by which somebody could sign in.
GIVEN = (
    "cookieValue",
    "id_token",
    "regToken",
    "gigyaAssertion",
    "phvToken",
    "providerAssertion",
    "sessionToken",
)
# VIN and position may stand here, and nowhere else.
OWN_COLUMNS = {
    ("vehicles_vehicle", "vin"),
    ("vehicles_locationsnapshot", "latitude"),
    ("vehicles_locationsnapshot", "longitude"),
}


@dataclass
class Wire:
    """All that went between the site and Renault."""

    app: Any
    heard: list[str] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        size = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(size)
        environ["wsgi.input"] = io.BytesIO(body)

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            self.heard += [value for name, value in headers if name.lower() == "set-cookie"]
            return start_response(status, headers, *rest)

        for piece in self.app(environ, started):
            self.heard.append(piece.decode("utf-8", "replace"))
            yield piece

    def values(self, name: str) -> set[str]:
        pattern = re.compile(rf'"{name}":\s*"?([^",}}\s]+)')
        return {found for text in self.heard for found in pattern.findall(text)}

    def cookies(self) -> set[str]:
        pattern = re.compile(r"^(?:gmid|ucid)=([^;]+)")
        return {found[1] for text in self.heard if (found := pattern.match(text))}


@pytest.fixture
def wire(simulator: Any, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Listen in, with a password and a code that stand nowhere by chance."""
    played = simulator.simulator
    robin = played.garage.logins[EMAIL]
    monkeypatch.setitem(played.garage.logins, EMAIL, type(robin)(**{**_fields(robin), "password": PASSWORD}))
    monkeypatch.setattr("vehicles.simulator.gigya.random.SystemRandom", lambda: _Draws())
    wire = Wire(simulator._server.app)
    monkeypatch.setattr(simulator._server, "app", wire)
    return wire


class _Draws:
    def randrange(self, _below: int) -> int:
        return int(CODE)


def _fields(of: Any) -> dict[str, Any]:
    return {name: getattr(of, name) for name in of.__dataclass_fields__}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as it is written at home, at DEBUG, of every logger."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(MaskedFormatter("{asctime} {levelname} {name}: {message}", style="{"))
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "django-q", "urllib3")]
    before = [(each, each.level) for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
        each.addHandler(handler)
    yield written
    for each, level in before:
        each.setLevel(level)
        each.removeHandler(handler)


def test_no_secret_is_written_anywhere_and_vin_and_position_in_their_columns_only(
    simulator: Any,
    wire: Wire,
    log: io.StringIO,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.BACKUP_DIR = tmp_path / "backups"
    home = builders.household()
    client = signed_in(builders.member(home))
    client.raise_request_exception = False

    link(client)
    work()
    poll_in_trouble(simulator)
    command(client)
    queued = crash(client, monkeypatch)

    login = RenaultLogin.objects.get()
    assert gateway._jwts, "A JWT was in use."
    assert Vehicle.objects.filter(latest_positions(), household=home).exists(), "A position was stored."
    secrets = {PASSWORD, CODE, *wire.cookies(), *(found for name in GIVEN for found in wire.values(name))}
    assert len(secrets) >= 8, secrets
    assert positions(wire)
    personal = {*Vehicle.objects.values_list("vin", flat=True)} | positions(wire)
    call_command("backup", stdout=io.StringIO())
    places = {"log": log.getvalue().encode(), "queue": queued, **files(tmp_path)}
    assert all(places.values()), {name: len(content) for name, content in places.items()}
    for name, content in places.items():
        assert not [each for each in secrets if found_in(content, each)], name
    for name in ("log", "queue"):
        assert not [each for each in personal if found_in(places[name], each)], name
    for table, column, content in columns():
        assert not [each for each in secrets if found_in(content, each)], (table, column)
        if (table, column) not in OWN_COLUMNS:
            assert not [each for each in personal if found_in(content, each)], (table, column)
    assert login.email.encode() not in places["log"]


def link(client: Client) -> None:
    """Sign in at Renault with the mailed code, a wrong one first, and follow all cars with positions."""
    typed = {"locale": "fr_FR", "email": EMAIL, "password": "wrong " + PASSWORD}
    client.post(reverse("login-link"), typed)
    client.post(reverse("login-link"), typed | {"password": PASSWORD})
    code = reverse("login-code", args=[LoginChallenge.objects.get().pk])
    page = client.get(code).content.decode()
    client.post(code, {"address": re.findall(r'name="address" value="([^"]+)"', page)[0]})
    client.post(code, {"code": CODE[::-1]})
    client.post(code, {"code": CODE})
    vehicles = reverse("login-vehicles", args=[RenaultLogin.objects.get().pk])
    client.post(vehicles, {"vehicles": list(Vehicle.objects.values_list("pk", flat=True))})
    Vehicle.objects.update(positions_on=True)


def work(rounds: int = 2) -> bytes:
    """Do what is queued as the worker does, and return what stood in the queue."""
    stood = b""
    for _ in range(rounds):
        tasks.tick()
        for each in OrmQ.objects.order_by("pk"):
            stood += each.payload.encode()
            each.delete()
            _sync(each.payload)
    return stood


def poll_in_trouble(simulator: Any) -> None:
    for kind in ("bad_gateway", "truncated", "expired_jwt", "access_denied", "unauthorized", "gigya_down"):
        simulator.control.fault(kind, times=2)
        want_a_look()
        work(1)
        simulator.control.clear()
    want_a_look()
    work(1)


def want_a_look() -> None:
    """Have all cars asked now, whatever went wrong before."""
    RenaultCall.objects.all().delete()
    for name in ("queued_until", "polling_until", "cooling_until"):
        RenaultLogin.objects.update(state="ok", **{name: None})
    for vehicle in Vehicle.objects.all():
        assert polling.look_now(vehicle).asked


def command(client: Client) -> None:
    for vehicle in Vehicle.objects.all():
        for kind in ("start_charge", "start_preconditioning", "refresh_position"):
            address = reverse("vehicle-controls", args=[vehicle.pk])
            client.post(
                address, {"kind": kind, "key": str(uuid.uuid4()), "temperature_c": "21", "when": "now"}
            )
    work(1)


def crash(client: Client, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Have the worker and a page die in the middle, each with secrets at hand."""

    def die(*_: Any, **_named: Any) -> None:
        login = RenaultLogin.objects.get()
        token = unseal(login.login_token or "", identity=f"login:{login.pk}:login_token")
        jwt = gateway._jwts[login.pk][1].value
        vins = list(Vehicle.objects.values_list("vin", flat=True))
        raise RuntimeError(f"{vins} {token} {jwt} could not be stored")

    with monkeypatch.context() as broken:
        broken.setattr("vehicles.services.storing.store", die)
        want_a_look()
        stood = work(1)
        assert Task.objects.filter(success=False).exists(), "The worker crashed."
        broken.setattr("vehicles.services.linking._signed_in", die)
        address = reverse("login-sign-in", args=[RenaultLogin.objects.get().pk])
        assert client.post(address, {"password": PASSWORD}).status_code == 500
    return stood


def latest_positions() -> Any:
    from django.db.models import Exists, OuterRef

    from vehicles.models import LocationSnapshot

    return Exists(LocationSnapshot.objects.filter(vehicle=OuterRef("pk")))


def positions(wire: Wire) -> set[str]:
    return {found[:8] for name in ("gpsLatitude", "gpsLongitude") for found in wire.values(name)}


def columns() -> Iterator[tuple[str, str, bytes]]:
    """Yield every column of every table with all that stands in it."""
    quoted = connection.ops.quote_name
    with closing(connection.cursor()) as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {quoted(table)}")
            rows = cursor.fetchall()
            for place, about in enumerate(cursor.description):
                yield table, about[0], b"\n".join(_as_bytes(row[place]) for row in rows)


def _as_bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return (value if isinstance(value, str) else json.dumps(value, default=str)).encode()


def files(folder: Path) -> dict[str, bytes]:
    """Return the database's files and those of a backup, unpacked; PostgreSQL's own are not ours to read."""
    kept = {
        path.name: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        kept |= {path.name: path.read_bytes() for path in database.parent.glob(f"{database.name}*")}
    return kept
