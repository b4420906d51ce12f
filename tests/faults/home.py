"""A household with three played cars, and a real worker process that asks for them."""

import html
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from tests import builders
from tests.faults import oracle
from tests.faults.processes import Died, Program, Worker
from tests.faults.witness import Witness
from vehicles import clock, queue
from vehicles.models import (
    EndpointState,
    LoginState,
    RenaultLogin,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from vehicles.services import storing

MOST_ROUNDS = 60
LEASES = timedelta(minutes=5)  # longer than any mark that a dead process leaves behind


class Home:
    """The household, Renault's played servers, and the processes that stand between them.

    The servers' world tells the time: `pass_time` moves it and the site's cars' clock together, so that hours
    take no time at all.
    """

    def __init__(self, simulator: Any, folder: Path, email: str = "alex@example.com") -> None:
        self.simulator = simulator
        self.control = simulator.control
        self.folder = folder
        self.witness = Witness(simulator.simulator, self.control.now)
        self.household = builders.household()
        self.owner = builders.member(self.household)
        self.login = builders.linked(self.household, self.owner, email)
        self._client = Client()
        self._client.force_login(self.owner, backend="allauth.account.auth_backends.AuthenticationBackend")
        self._started: list[Worker | Program] = []
        self._worker: Worker | None = None

    # The processes

    @property
    def worker(self) -> Worker:
        """The worker's process, started when it is first wanted or has died."""
        if self._worker is None or self._worker.process.poll() is not None:
            self._worker = self.new_worker()
        return self._worker

    def new_worker(self, **environ: str) -> Worker:
        """Start one more worker's process."""
        worker = Worker(**environ)
        self._started.append(worker)
        return worker

    def program(self, *arguments: str, log: Path | None = None, **environ: str) -> Program:
        """Start `manage.py` with these arguments; its data lie in the folder of its log."""
        program = Program(*arguments, log=log or self.folder / "log", **environ)
        self._started.append(program)
        return program

    def stop_programs(self) -> None:
        """Kill every program that was started."""
        for each in self._started:
            if isinstance(each, Program):
                each.kill()

    def close(self) -> None:
        for each in self._started:
            each.close()

    # Time

    def now(self) -> datetime:
        return clock.now()

    def pass_time(self, **how_long: float) -> None:
        """Let the cars' time pass at once, on both sides."""
        passed = timedelta(**how_long)
        self.control.advance(passed.total_seconds())
        settings.CLOCK_START += passed

    def live_faster(self, speed: float) -> None:
        """Let the cars' time pass faster from now on, for programs that are started afterwards too."""
        self.simulator.simulator.garage.world.clock.run(speed)
        settings.CLOCK_START, settings.CLOCK_STARTED_AT = self.control.now(), datetime.now(UTC)
        settings.CLOCK_SPEED = speed

    def pass_leases(self) -> None:
        """Let the marks that a dead process left behind run out, as they do by themselves."""
        RenaultLogin.objects.update(queued_until=None, polling_until=None)
        OrmQ.objects.update(lock=timezone.now() - LEASES)

    def keep_busy(self, tasks: int = 2) -> None:
        """See to it that workers find something to do, without piling up more than so many tasks."""
        if OrmQ.objects.count() < tasks:
            queue.request_tick()
            if tasks > 2:
                queue.request_poll(self.login.pk)

    def busy(self) -> bool:
        """Keep workers busy where the database is there to be asked; true, so that it reads well."""
        try:
            self.keep_busy()
        except DatabaseError:
            connections.close_all()
        return True

    def make_due(self) -> None:
        """Let the time of every car come."""
        Vehicle.objects.update(due_at=self.now())

    def until_due(self) -> None:
        """Let time pass until the worker has something to ask."""
        self.login.refresh_from_db()
        due = Vehicle.objects.filter(status=VehicleStatus.FOLLOWED, due_at__isnull=False).order_by("due_at")
        times = [due.values_list("due_at", flat=True)[0]]
        times += filter(None, [self.login.wait_until])
        if self.login.state == LoginState.COOLING:
            times += filter(None, [self.login.cooling_until])
        wait = (max(times) - self.now()).total_seconds()
        if wait > 0:
            self.pass_time(seconds=wait + 1)

    # What is done and seen

    def round(self, *, may_fail: bool = False) -> int:
        """Have the worker tick and do what is queued; return how many questions the servers got."""
        before = self.witness.questions()
        errors = self.worker.round(self.now())
        assert may_fail or errors == [], errors
        return self.witness.questions() - before

    def poll(self, times: int = 1) -> None:
        """Let time pass until something is due, and have the worker ask for it, so many times."""
        for _ in range(times):
            self.until_due()
            self.round()

    def sign_in_again(self, password: str) -> None:
        """Have the owner type the Renault password on the page that asks for it."""
        answer = self._client.post(reverse("login-sign-in", args=[self.login.pk]), {"password": password})
        assert answer.status_code == 302, words_of(answer.content.decode())

    def page(self, name: str = "garage", *arguments: int) -> str:
        """Return the words of a page, as its reader sees them."""
        answer = self._client.get(reverse(name, args=arguments))
        assert answer.status_code == 200, f"{name}: {answer.status_code}"
        return words_of(answer.content.decode())

    def car_page(self, vin: str) -> str:
        return self.page("vehicle", Vehicle.objects.get(vin=vin).pk)

    def shows(self, words: str, name: str = "garage", *arguments: int) -> str:
        """Return the words after having found them on that page."""
        page = self.page(name, *arguments)
        assert words in page, f"{words!r} is not on {name}:\n{page}"
        return words

    def is_well(self) -> bool:
        """Whether everything that is asked of the cars answers, and the login has no complaint."""
        self.login.refresh_from_db()
        failing = VehicleEndpoint.objects.filter(endpoint__in=storing.TABLES, state=EndpointState.FAILING)
        return (
            self.login.state == LoginState.OK
            and not self.login.last_error
            and not failing.exists()
            and not Vehicle.objects.exclude(privacy_since=None).exists()
        )

    def polls_to_recover(self) -> int:
        """Let polls come when they are due until all is well again; return how many the slowest car took."""
        began_at = self.now()
        waiting = set(Vehicle.objects.filter(status=VehicleStatus.FOLLOWED).values_list("vin", flat=True))
        polls = Counter(dict.fromkeys(waiting, 0))
        for _ in range(MOST_ROUNDS):
            before = len(self.witness.log)
            self.until_due()
            self.round()
            asked = {vin for vin, endpoint in self.witness.asked_since(before) if endpoint in storing.TABLES}
            polls.update(asked & waiting or waiting)  # nobody was reached: all have waited
            waiting -= {vin for vin in waiting if self._answers_since(vin, began_at)}
            if not waiting and self.is_well():
                return max(polls.values())
        raise AssertionError(f"Not well after {MOST_ROUNDS} rounds:\n{self.page('household')}")

    def answered_since(self, instant: datetime) -> bool:
        """Whether every car has answered since, and it is stored."""
        followed = Vehicle.objects.filter(status=VehicleStatus.FOLLOWED)
        try:
            return all(self._answers_since(vin, instant) for vin in followed.values_list("vin", flat=True))
        except DatabaseError:
            connections.close_all()
            return False

    def _answers_since(self, vin: str, instant: datetime) -> bool:
        of_car = VehicleEndpoint.objects.filter(vehicle__vin=vin, endpoint__in=storing.TABLES)
        answered = of_car.filter(endpoint__in=["battery-status", "cockpit"], answered_at__gte=instant)
        return answered.exists() and not of_car.filter(state=EndpointState.FAILING).exists()

    def assert_nothing_lost_nothing_doubled(self) -> None:
        oracle.assert_nothing_lost_nothing_doubled(self.witness)


def words_of(page: str) -> str:
    """Return what a page says, without its tags, each stretch of white space as one space."""
    body = re.sub(r"<(script|style|svg|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def eventually(is_so: Callable[[], Any], what: str, seconds: float = 60, every: float = 0.05) -> Any:
    """Wait until it is so and return what it was; fail loudly if it never is."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if found := is_so():
            return found
        time.sleep(every)
    raise AssertionError(f"Never: {what}")


@contextmanager
def standing(simulator: Any, kind: str, **wishes: Any) -> Iterator[None]:
    """Put a fault of the servers in force for a while."""
    simulator.control.fault(kind, **wishes)
    try:
        yield
    finally:
        simulator.control.clear()


__all__ = ["Died", "Home", "eventually", "standing", "words_of"]
