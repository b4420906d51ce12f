"""A household to look at: people, played cars linked by the real linking code, a year of history.

The history is made by letting the played world run forward, without HTTP, through the code that stores
every poll, in batches.
"""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django_q.models import OrmQ

from . import queue
from .models import (
    BatterySnapshot,
    Household,
    Installation,
    LoginChallenge,
    Membership,
    RenaultLogin,
    Role,
    User,
    Vehicle,
    VehicleStatus,
)
from .renault_api import READS
from .services import archive, discovery, linking, summaries, told_lists
from .services.storing import TABLES, Answer, store
from .simulator import LOGINS, PASSWORD, World
from .simulator import Server as RenaultPlayed

log = logging.getLogger(__name__)

MONTHS_OF_HISTORY = timedelta(days=365)
BATCH = 3000
# A poll sees what a car told a little later.
SEEN_AFTER = timedelta(minutes=1)
PEOPLE = (
    (Role.OWNER, "owner@example.com", "Olive Martin", "demo-owner"),
    (Role.DRIVER, "driver@example.com", "Denis Martin", "demo-driver"),
    (Role.VIEWER, "viewer@example.com", "Vera Martin", "demo-viewer"),
)
# The worker's ticks come each minute; where the cars live faster, more often, but no more than this.
MINUTE, SHORTEST_TICK_SECONDS = 60.0, 5.0
# One car shows what a position looks like; they are off on all others, as on any new car.
POSITION_OF = "VF1PLAYEDZE500002"
# What an owner would look up: this model was sold with two batteries.
CAPACITIES = {"VF1PLAYEDZE400001": 41.0}


class NotADemo(Exception):
    """DATA_DIR holds somebody's own household."""


@dataclass(frozen=True, slots=True)
class Birth:
    """From which the played world is made anew at each start: its seed and its first instant."""

    seed: int
    born_at: datetime


def birth(seed: int | None, now: datetime) -> Birth:
    """Return the world's birth, kept in DATA_DIR from the first start on; raises NotADemo."""
    path = Path(settings.DATA_DIR) / "demo.json"
    if path.exists():
        kept = json.loads(path.read_text())
        return Birth(kept["seed"], datetime.fromisoformat(kept["born_at"]))
    if Installation.is_claimed():
        raise NotADemo
    new = Birth(1 if seed is None else seed, (now - MONTHS_OF_HISTORY).replace(microsecond=0))
    path.write_text(json.dumps({"seed": new.seed, "born_at": new.born_at.isoformat()}))
    return new


def latest_instant(now: datetime) -> datetime:
    """Return where the cars' clock goes on: now, or what was told last where an earlier start ran ahead."""
    newest = (
        BatterySnapshot.objects.order_by("-last_fetched_at").values_list("last_fetched_at", flat=True).first()
    )
    return max(now, newest or now)


def is_complete() -> bool:
    """Whether the demo's household stands, with all its history."""
    return (Path(settings.DATA_DIR) / "demo.done").exists()


def make_household() -> Household:
    """Make the household and its three people, once."""
    with transaction.atomic():
        claimed, _ = Installation.objects.get_or_create(pk=Installation.SINGLETON)
        home, _ = Household.objects.get_or_create(
            name="The Martins (demo)", defaults={"time_zone": "Europe/Paris"}
        )
        for role, email, name, password in PEOPLE:
            user = User.objects.filter(email=email).first() or User.objects.create_user(
                email, password, name=name
            )
            Membership.objects.get_or_create(user=user, household=home, defaults={"role": role})
            if claimed.installer_id is None:
                claimed.installer = user
                claimed.save(update_fields=["installer"])
    return home


def link_all(home: Household, played: RenaultPlayed) -> list[RenaultLogin]:
    """Link every login of the played servers over HTTP, with the mailed code where one is asked for."""
    owner = User.objects.get(email=PEOPLE[0][1])
    linked = []
    for played_login in LOGINS:
        if not any(account.vins for account in played_login.accounts):
            continue
        outcome = linking.sign_in(
            home, owner, locale="fr_FR", email=played_login.email, password=played_login.password or PASSWORD
        )
        if isinstance(outcome, LoginChallenge):
            linking.send_code(outcome, linking.code_addresses(outcome)[0][0])
            outcome = linking.finish_with_code(outcome, played.control.code(played_login.email) or "")
        discovery.follow(
            outcome, list(Vehicle.objects.filter(account__login=outcome).values_list("pk", flat=True))
        )
        linked.append(outcome)
    Vehicle.objects.filter(vin=POSITION_OF).update(positions_on=True)
    for vin, capacity_kwh in CAPACITIES.items():
        Vehicle.objects.filter(vin=vin).update(usable_capacity_kwh=capacity_kwh)
    return linked


def add_history(world: World, start: datetime, end: datetime, progress: Callable[[float], None]) -> int:
    """Store all that the world's cars told from `start` up to `end`, and return how many answers.

    `progress` is called with the share that is done, 0 to 1.
    """
    vehicles = {vehicle.vin: vehicle for vehicle in Vehicle.objects.filter(status=VehicleStatus.FOLLOWED)}
    waiting: dict[str, list[Answer]] = {vin: [] for vin in vehicles}
    mileages: dict[str, Answer] = {}
    length = (end - start).total_seconds()
    answers = 0
    for report in world.reports(start, end):
        if report.vin not in vehicles:
            continue
        batch = waiting[report.vin]
        for answer in _answers(report.answers, min(report.at + SEEN_AFTER, end)):
            if answer.endpoint == "cockpit":
                batch.extend(_polled_before(mileages.get(report.vin), report.at))
                mileages[report.vin] = answer
            batch.append(answer)
        if len(batch) >= BATCH:
            answers += len(batch)
            store(vehicles[report.vin], batch)
            batch.clear()
            progress((report.at - start).total_seconds() / length)
    for vin, batch in waiting.items():
        batch.extend(_polled_before(mileages.get(vin), end))
        answers += len(batch)
        store(vehicles[vin], batch)
    progress(1.0)
    return answers


def add_charges(world: World, start: datetime, end: datetime, progress: Callable[[float], None]) -> int:
    """Store Renault's list of all charges that ended from `start` up to `end`, make the sessions, and return
    how many rows there were.

    `progress` is called with the share that is done, 0 to 1.
    """
    electric = [
        vehicle for vehicle in Vehicle.objects.filter(status=VehicleStatus.FOLLOWED) if vehicle.charges
    ]
    rows = 0
    for number, vehicle in enumerate(electric):
        if "charges" in world.rows[vehicle.vin].model.reads:
            told = world.charge_history(vehicle.vin, start, end)
            told_lists.store_charges(vehicle, told, end)
            rows += len(told)
        archive.rebuild(vehicle)
        progress((number + 1) / len(electric))
    return rows


def _answers(told: dict[str, dict[str, object]], fetched_at: datetime) -> Iterator[Answer]:
    for endpoint in told.keys() & TABLES.keys():
        yield Answer(endpoint, READS[endpoint][1].from_raw(told[endpoint]), fetched_at)


def _polled_before(last: Answer | None, at: datetime) -> Iterator[Answer]:
    """Yield what the last poll before a new mileage was told: the old one again.

    A car tells its mileage after a drive only; it is the polls in between that show how long it stood.
    """
    polled_at = at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)
    if last is not None and last.fetched_at < polled_at < at:
        yield Answer(last.endpoint, last.data, polled_at)


def make_summaries() -> int:
    """Make the daily summaries of all that was stored, and return how many days they are."""
    return sum(summaries.rebuild(vehicle) for vehicle in Vehicle.objects.known().select_related("household"))


def finish() -> None:
    """Note that the history is whole."""
    (Path(settings.DATA_DIR) / "demo.done").touch()


def make_due(now: datetime) -> None:
    """Let the worker look at every car at once when it starts."""
    Vehicle.objects.filter(status=VehicleStatus.FOLLOWED).update(due_at=now, look_asked_at=now)


@contextmanager
def ticking(speed: float) -> Iterator[None]:
    """Ask the worker for a tick in each minute of the cars, where that is shorter than one of ours."""
    seconds = max(MINUTE / speed, SHORTEST_TICK_SECONDS)
    stopping = threading.Event()
    thread = threading.Thread(target=_tick_until, args=(stopping, seconds), name="ticks", daemon=True)
    if seconds < MINUTE:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        if thread.is_alive():
            thread.join()


def _tick_until(stopping: threading.Event, seconds: float) -> None:
    while not stopping.wait(seconds):
        try:
            # While the worker is away or busy they would only pile up.
            if not OrmQ.objects.exists():
                queue.request_tick()
        except DatabaseError as error:
            log.warning("No tick was asked for: %s", type(error).__name__)
        finally:
            connections.close_all()
