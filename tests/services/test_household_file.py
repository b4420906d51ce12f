"""Everything taken out as a file, and brought in again."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests import builders
from vehicles import clock
from vehicles.fields import seal
from vehicles.models import (
    AccessToken,
    Archive,
    BatterySnapshot,
    ChangeKind,
    ChargeRecord,
    Command,
    DailySummary,
    Household,
    HouseholdChange,
    Installation,
    Level,
    Membership,
    RenaultLogin,
    Role,
    SummaryDue,
    ToldKind,
    ToldList,
    ToldRow,
    User,
    Vehicle,
    VehicleGrant,
    VehiclePicture,
)
from vehicles.services import changes, exporting, importing, invitations, leaving
from vehicles.services.household_tables import TABLES

pytestmark = pytest.mark.django_db

START = builders.at("2026-03-01 00:00")
PICTURE = b"\x89PNG\r\n\x1a\nbytes of a picture"
SECRET = "st2.s.a-login-token"
# What a row says of other rows, and what is made anew.
ANEW = {"id", "state", "settled_at", "offer_back", "revoked_at", "last_error"}


def told(zoe: Vehicle) -> None:
    """One reading of each kind, and a correction."""
    for hour in range(5):
        at = START + timedelta(hours=hour)
        builders.tell(
            zoe, "battery-status", at, batteryLevel=50 + hour, plugStatus=1, timestamp=at.isoformat()
        )
    builders.tell(zoe, "battery-status", START, batteryLevel=49.5, timestamp=START.isoformat())
    builders.tell(zoe, "cockpit", START, totalMileage=12345.67)
    builders.tell(
        zoe,
        "location",
        START,
        gpsLatitude=48.117266,
        gpsLongitude=-1.677793,
        lastUpdateTime=START.isoformat(),
    )
    builders.tell(zoe, "hvac-status", START, externalTemperature=7.5, hvacStatus="off")
    builders.tell(zoe, "pressure", START, flPressure=2500, flStatus=0)
    builders.tell(zoe, "lock-status", START, lockStatus="locked")


@pytest.fixture
def home() -> Household:
    """A household in which every table has a row."""
    home = builders.household("=Home")
    owner, viewer = builders.member(home), builders.member(home, Role.VIEWER)
    login = builders.login(home)
    RenaultLogin.objects.filter(pk=login.pk).update(login_token=seal(SECRET, identity="x"))
    zoe = builders.vehicle(home, "Zoé", through=login, positions_on=True)
    zoe.accounts.add(zoe.account)
    told(zoe)
    record = ChargeRecord.objects.create(
        vehicle=zoe, natural_key="a", digest="b", raw={"energy": 4.5}, first_fetched_at=START
    )
    charge = builders.charge(zoe, "2026-03-01 01:00", "2026-03-01 03:00", note_set="-free", edited_by=owner)
    charge.records.add(record)
    ToldRow.objects.create(
        vehicle=zoe,
        kind=ToldKind.CHARGE_DAY,
        key="20260301",
        raw={},
        first_fetched_at=START,
        last_fetched_at=START,
    )
    ToldList.objects.create(vehicle=zoe, kind=ToldList.CHARGES, reached_on="2026-01-01")
    Archive.objects.get_or_create(vehicle=zoe)
    DailySummary.objects.create(vehicle=zoe, on="2026-03-01", distance_km=12.5)
    SummaryDue.objects.get_or_create(vehicle=zoe, on="2026-03-02")
    VehiclePicture.objects.create(vehicle=zoe, content=PICTURE, content_type="image/png")
    first = builders.command(zoe, owner, state="failed", programs={"a": 1}, offer_back="by_press")
    builders.command(zoe, owner, kind="give_programs_back", state="confirmed", gives_back=first)
    for state in ("queued", "sending", "accepted", "confirmed", "unknown"):
        builders.command(zoe, viewer, state=state, kind="horn")
    VehicleGrant.objects.create(
        membership=Membership.objects.get(user=viewer), vehicle=zoe, level=Level.DRIVE, positions=False
    )
    invitations.invite(home, owner, role=Role.VIEWER, email="nina@example.com", vehicle_ids=[zoe.pk])
    changes.note(home, viewer, ChangeKind.JOINED, role="viewer")
    return home


def taken_out(home: Household, to: Path) -> Path:
    owner = home.memberships.filter(role=Role.OWNER).get().user
    file = to / "home.zip"
    file.write_bytes(b"".join(exporting.export(home, owner)))
    return file


def emptied() -> None:
    """Make the installation as if it were new."""
    for home in Household.objects.all():
        leaving.give_up_household(home)
    leaving.carry_on()
    User.objects.all().delete()
    Installation.objects.all().delete()


def content(file: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table without what is made anew, in an order of their own."""
    with zipfile.ZipFile(file) as archive:
        tables = {}
        for table in TABLES:
            foreign = {column.attname for column in table.columns if column.remote_field}
            rows = json.loads(archive.read(f"json/{table.name}.json"))
            kept = [{k: v for k, v in row.items() if k not in ANEW | foreign} for row in rows]
            tables[table.name] = sorted(kept, key=json.dumps)
    return tables


def test_what_is_taken_out_comes_in_again_as_it_was(home: Household, tmp_path: Path) -> None:
    file = taken_out(home, tmp_path)
    before = content(file)
    assert [name for name, rows in before.items() if not rows] == []  # every table is tried
    emptied()
    came = importing.import_household(file)
    assert came.counts == {name: len(rows) for name, rows in before.items()}
    (tmp_path / "again").mkdir()
    again = content(taken_out(came.household, tmp_path / "again"))
    again["changes"] = [row for row in again["changes"] if row["kind"] != "exported"]
    before["changes"] = [row for row in before["changes"] if row["kind"] != "exported"]
    assert again == before
    assert bytes(VehiclePicture.objects.get().content or b"") == PICTURE
    zoe = Vehicle.objects.get()
    assert (
        list(BatterySnapshot.objects.filter(vehicle=zoe).values_list("correction", flat=True)).count(1) == 1
    )
    assert zoe.charge_sessions.get().records.get().raw == {"energy": 4.5}
    assert Command.objects.get(kind="give_programs_back").gives_back == Command.objects.get(
        kind="stop_charge"
    )
    grant = VehicleGrant.objects.select_related("membership__user").get()
    assert (grant.membership.user.name, grant.level, grant.vehicle) == ("Viewer", Level.DRIVE, zoe)


def test_nobody_has_a_password_and_nothing_goes_on_by_itself(home: Household, tmp_path: Path) -> None:
    file = taken_out(home, tmp_path)
    token = invitations.invite(home, home.members.first(), role=Role.OWNER).token
    emptied()
    importing.import_household(file)
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert RenaultLogin.objects.values_list("state", "login_token").get() == ("needs_sign_in", None)
    states = set(Command.objects.values_list("kind", "state"))
    assert states >= {("horn", "cancelled"), ("horn", "unconfirmed"), ("horn", "unknown")}
    assert not Command.objects.filter(state__in=["queued", "sending", "accepted"]).exists()
    with pytest.raises(invitations.NotOpen):
        invitations.find(token)
    assert not home.invitations.open_at(clock.machine_now()).exists()
    assert Installation.objects.get().installer == User.objects.get(name="Owner")


def test_the_file_holds_no_secret(home: Household, tmp_path: Path) -> None:
    AccessToken.objects.create(
        membership=home.memberships.first(),
        name="for the wall",
        prefix="rw_abcd",
        token_hash="f" * 64,
        scope="read",
        made_at=START,
        expires_at=START,
    )
    hashed = User.objects.filter(memberships__household=home).values_list("password", flat=True)
    sealed = RenaultLogin.objects.values_list("login_token", flat=True).get() or ""
    invited = home.invitations.get().token_hash
    with zipfile.ZipFile(taken_out(home, tmp_path)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    for secret in (SECRET, sealed, invited, "f" * 64, builders.PASSWORD, *hashed):
        assert secret
        assert secret not in everything


def test_csv_is_safe_in_a_spreadsheet_and_numbers_stay_numbers(home: Household, tmp_path: Path) -> None:
    with zipfile.ZipFile(taken_out(home, tmp_path)) as archive:

        def rows(name: str) -> list[dict[str, str]]:
            text = archive.read(f"csv/{name}.csv").decode("utf-8-sig")
            return list(csv.DictReader(io.StringIO(text)))

        assert rows("household")[0]["name"] == "'=Home"
        assert rows("charges")[0]["note_set"] == "'-free"
        assert rows("positions")[0]["longitude"] == "-1.677793"
        assert rows("charge_records")[0]["raw"] == '{"energy": 4.5}'
        assert rows("battery")[0]["reported_at"] == "2026-03-01T00:00:00+00:00"


def test_the_neighbours_and_what_is_being_deleted_are_not_in_it(home: Household, tmp_path: Path) -> None:
    elsewhere = builders.household("Elsewhere")
    builders.member(elsewhere, email="neighbour@example.com")
    told(builders.vehicle(elsewhere, "Theirs"))
    leaving.give_up_vehicle(builders.vehicle(home, "Gone"))
    tables = content(taken_out(home, tmp_path))
    assert [row["name"] for row in tables["vehicles"]] == ["Zoé"]
    assert "neighbour@example.com" not in json.dumps(tables)
    assert len(tables["battery"]) == 6


def test_rows_are_read_some_at_once_and_none_is_lost(
    home: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = content(taken_out(home, tmp_path))
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 2)
    file = taken_out(home, tmp_path)
    parts = content(file)
    assert len(parts.pop("changes")) == len(whole.pop("changes")) + 1
    assert parts == whole
    emptied()
    importing.import_household(file)
    assert BatterySnapshot.objects.count() == 6


def test_who_has_an_account_here_keeps_it(home: Household, tmp_path: Path) -> None:
    file = taken_out(home, tmp_path)
    owner = User.objects.get(name="Owner")
    importing.import_household(file)  # beside the first one
    assert User.objects.get(email=owner.email).check_password(builders.PASSWORD)
    assert owner.memberships.count() == 2
    assert Vehicle.objects.count() == 2


def damaged(file: Path, name: str, text: str | None) -> Path:
    """Return the file with another text in one place, or without it."""
    other = file.with_name("damaged.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
            elif text is not None:
                new.writestr(each, text)
    return other


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("manifest.json", None, "no whole export"),
        ("manifest.json", '{"format": 99, "counts": {}}', "newer renault-web"),
        ("manifest.json", '{"format": 1, "counts": {"battery": 7}}', "does not hold what it says"),
        ("json/battery.json", None, "holds no json/battery.json"),
        ("json/battery.json", '[\n{"vehicle_id": ZOE,,}\n]', "damaged in line 2"),
        ("json/battery.json", '[\n{"vehicle_id": 99999}\n]', "belongs to nothing"),
        ("json/household.json", '[\n{"id": 1, "name": "x", "shoe_size": 4}\n]', "shoe_size"),
        ("json/days.json", '[\n{"vehicle_id": ZOE, "on": "yesterday"}\n]', "is no on"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_comes_in(
    home: Household, tmp_path: Path, name: str, text: str | None, words: str
) -> None:
    file = damaged(
        taken_out(home, tmp_path), name, text and text.replace("ZOE", str(Vehicle.objects.get().pk))
    )
    emptied()
    with pytest.raises(CommandError, match=words) as caught:
        call_command("import_household", str(file), stdout=io.StringIO())
    assert "Nothing was brought in." in str(caught.value)
    assert not Household.objects.exists()
    assert not User.objects.exists()


def test_a_file_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"not a zip file")
    for name in ("photo.jpg", "nothing.zip"):
        with pytest.raises(CommandError, match="Nothing was brought in"):
            call_command("import_household", str(tmp_path / name))


def test_the_command_says_how_much_came_and_what_to_do(home: Household, tmp_path: Path) -> None:
    file = taken_out(home, tmp_path)
    emptied()
    said = io.StringIO()
    call_command("import_household", str(file), stdout=said)
    assert "6  battery" in said.getvalue()
    assert "manage.py reset_link owner-" in said.getvalue()
    assert HouseholdChange.objects.filter(kind="exported", by_name="Owner").count() == 1
