"""Measures polls on the database that DATABASE_URL names, which is empty: see benchmarks/polling.py."""

import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

from .history import ROOT

LOGINS, SMALL_LOGINS = 1000, 20
OUTAGE_SECONDS, LOAD_SECONDS = 75, 150
SMALL_OUTAGE, SMALL_LOAD = 20, 65
SHARE = 0.8
HALF_HOUR = 1800
MOST_LAG_SECONDS, MOST_TIMES = 60, 2.5
READS_PER_HOUR = 50


def main(words: list[str]) -> int:
    """Build the logins, measure everything, and return the exit status."""
    django.setup()
    from django.core.management import call_command

    from . import logins, poll_cost
    from .report import Report

    small = "--small" in words
    report = Report()
    call_command("migrate", verbosity=0)
    report.title(
        f"=== Polling: PostgreSQL, Python {platform.python_version()}, {os.cpu_count()} processors ==="
    )
    # Only their numbers are kept: no worker holds a thousand logins for its garbage collector to go through.
    ids = [login.pk for login in logins.build(SMALL_LOGINS if small else LOGINS)]
    report.text(
        f"{len(ids):,} logins, {len(ids) * logins.CARS_EACH:,} cars, 300 ms an answer; `manage.py qcluster`"
    )
    poll_cost.measure(report, ids[: 10 if small else 40], most=MOST_TIMES, rounds=3 if small else 7)
    for workers in map(int, filter(None, words[0].split(","))):
        _measure(report, ids, workers, small)
    return report.end()


def _measure(report: Any, ids: list[int], workers: int, small: bool) -> None:
    from . import logins

    report.title(f"{workers} workers")
    now = datetime.now().astimezone()
    logins.rest(ids, dict.fromkeys(ids, now - timedelta(seconds=1)))
    with cluster(workers) as process:
        rate = _after_an_outage(report, process.pid, SMALL_OUTAGE if small else OUTAGE_SECONDS)
        report.figure(
            "vehicles kept fresh per worker (each half hour)", rate * HALF_HOUR / workers, "", digits=0
        )
        _tell_memory(report, process.pid, workers)
        _stop_asking()
        logins.rest(ids, {})
        _at_a_share(report, ids, rate, SMALL_LOAD if small else LOAD_SECONDS)
    _tell_calls(report)


@contextmanager
def cluster(workers: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the real worker with so many threads, in a session of its own."""
    from django_q.models import OrmQ

    OrmQ.objects.all().delete()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "qcluster"],
        cwd=ROOT,
        env=os.environ | {"WORKERS": str(workers)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        OrmQ.objects.all().delete()


def _polled() -> dict[int, datetime]:
    """Return when each car was last asked."""
    from vehicles.models import VehicleEndpoint

    rows = VehicleEndpoint.objects.filter(endpoint="battery-status").exclude(tried_at=None)
    return dict(rows.values_list("vehicle_id", "tried_at"))


def _after_an_outage(report: Any, group: int, seconds: float) -> float:
    """Let every car be due, and return how many are asked in a second once it has begun."""
    from vehicles import queue

    began = datetime.now().astimezone()
    queue.request_tick()
    deadline = time.monotonic() + 60
    while not any(at > began for at in _polled().values()):
        if time.monotonic() > deadline:
            raise SystemExit("The cluster did not ask a single car within a minute.")
        time.sleep(0.2)
    first, cpu = datetime.now().astimezone(), _cpu_seconds(group)
    time.sleep(seconds)
    cpu = _cpu_seconds(group) - cpu
    times = sorted(at for at in _polled().values() if at > first)
    span = (times[-1] - first).total_seconds() if times else 1.0
    rate = len(times) / max(span, 1.0)
    report.figure(f"vehicles asked in a second, all due at once, over {span:.0f} s", rate, "", digits=2)
    each = cpu / max(len(times), 1) * 1000
    report.figure("processor time of the worker for each vehicle asked", each, "ms")
    return rate


def _at_a_share(report: Any, ids: list[int], rate: float, seconds: float) -> None:
    """Let cars become due at 80 % of that rate, and tell how late they were asked."""
    from django_q.models import Task

    from vehicles.models import Vehicle

    from . import logins

    began = datetime.now().astimezone() + timedelta(seconds=5)
    a_second = rate * SHARE / logins.CARS_EACH
    due = {pk: began + timedelta(seconds=place / a_second) for place, pk in enumerate(ids)}
    due = {pk: at for pk, at in due.items() if at < began + timedelta(seconds=seconds)}
    logins.rest(list(due), due)
    of_car = {
        car: due[login]
        for car, login in Vehicle.objects.filter(account__login__in=due).values_list("pk", "account__login")
    }
    deadline = time.monotonic() + seconds + 180
    while time.monotonic() < deadline:
        asked = {car: at for car, at in _polled().items() if car in of_car and at >= of_car[car]}
        if len(asked) == len(of_car):
            break
        time.sleep(1)
    # What django-q calls started is when it was queued.
    told = list(Task.objects.filter(func="vehicles.tasks.tick").values_list("started", "stopped"))
    ticks = sorted(started for started, _stopped in told)
    longest = max((stopped - started).total_seconds() for started, stopped in told)
    lags = []
    for car, at in asked.items():
        tick = next((each for each in ticks if each >= of_car[car]), at)
        lags.append(max(0.0, (at - tick).total_seconds()))
    waits = [(at - of_car[car]).total_seconds() for car, at in asked.items()]
    report.text(f"{len(of_car):,} cars due within {seconds:.0f} s, {len(asked):,} asked")
    report.figure("lag from the tick that could first take them, p50", statistics.median(lags), "s")
    report.figure("the same, p95", _p95(lags), "s", most=MOST_LAG_SECONDS)
    report.figure("from the moment they were due (ticks come each minute), p95", _p95(waits), "s")
    report.figure("the longest tick, from its being queued to its end", longest, "s")
    if len(asked) < len(of_car):
        report.missed.append(f"{len(of_car) - len(asked)} cars were never asked")


def _stop_asking() -> None:
    """Take back what is queued, and wait until nothing is being asked any more."""
    from django_q.models import OrmQ

    from vehicles.models import RenaultLogin, Vehicle

    Vehicle.objects.update(due_at=None)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        OrmQ.objects.all().delete()
        if not RenaultLogin.objects.exclude(polling_until=None).exists():
            return
        time.sleep(0.5)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def _tell_memory(report: Any, group: int, workers: int) -> None:
    """Tell the worker's proportional set size."""
    size = sum(map(_pss, _session(group))) / 1024
    report.figure("memory of the worker (proportional set size)", size, "MB", digits=0)
    report.figure("memory for each of its threads", size / workers, "MB", digits=1)


def _session(leader: int) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                if os.getsid(int(folder.name)) == leader:
                    yield int(folder.name)
            except ProcessLookupError:
                continue


def _cpu_seconds(leader: int) -> float:
    """Return the processor time, of user and system, that the processes of a session have taken."""
    ticks = 0
    for pid in _session(leader):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _pss(pid: int) -> int:
    """Return a process's proportional set size in KB, 0 where it is gone."""
    try:
        with Path(f"/proc/{pid}/smaps_rollup").open() as lines:
            return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    except OSError:
        return 0


def _tell_calls(report: Any) -> None:
    """Tell the most calls that the played servers counted of a login within any hour."""
    import requests

    url = os.environ["RENAULT_KAMEREON_ROOT_URL"]
    most = 0
    for times in requests.get(f"{url}/_calls", timeout=60).json().values():
        for place, at in enumerate(times):
            most = max(most, sum(1 for later in times[place:] if later < at + 3600))
    report.figure(
        "most calls of a login in any hour, as the servers counted", most, "", most=READS_PER_HOUR, digits=0
    )
    cpu = float(requests.get(f"{url}/_cpu", timeout=60).text)
    report.figure("processor time of the played servers so far", cpu, "s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
