"""How many pages a second does the real stack serve, and how quickly, while the worker polls?

    .venv/bin/python -m benchmarks web [--seconds 20] [--minutes 10] [--only sqlite|postgres]

It starts `manage.py demo` with a year of eight cars' history, gunicorn with two processes and the worker,
lets the cars live sixty times faster so that there is much to poll, signs in as a person would, and asks over
eight connections: for the garage, for a vehicle's page, for a month's chart as JSON, and for all of them in
turn for `--minutes`. The load, the played servers, the worker and the web server share this machine. Exit
status 1 where a limit is missed.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import requests

from benchmarks.history import KINDS, ROOT, can_reach_postgres, database
from benchmarks.processes import cpu_seconds
from benchmarks.report import Report

CONNECTIONS = 8
WEB_WORKERS = 2
SPEED = 60  # an hour of the cars' time in a minute, so that there is something to poll
PATIENCE = 300  # seconds, until the demo's history is made and its page answers
PAGES_A_SECOND, P95_MS = 60, 350
WHO = re.compile(r"^  (\S+@\S+)  password (\S+)  \(Owner\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stack:
    """A running demo: where it listens, where its log and its history are."""

    port: int
    log: Path
    environment: dict[str, str]
    pid: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def polls(self) -> int:
        """Return how many calls the worker has made to the played servers in the last day of the cars."""
        ask = "from vehicles.models import RenaultCall; print(RenaultCall.objects.count())"
        command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", ask]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True
        )
        return int(done.stdout.split()[-1])


@contextmanager
def running(kind: str) -> Iterator[Stack]:
    """Start the demo on a database of its own, and stop it afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="renault-web-bench-") as folder,
        database(kind, Path(folder)) as url,
    ):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = os.environ | {
            "DATA_DIR": folder,
            "DATABASE_URL": url,
            "PORT": str(port),
            "WEB_WORKERS": str(WEB_WORKERS),
        }
        stack = Stack(port, Path(folder, "log"), environment)
        command = [sys.executable, "manage.py", "demo", "--speed", str(SPEED)]
        with stack.log.open("w") as log:
            demo = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(stack, demo)
            yield replace(stack, pid=demo.pid)
        finally:
            demo.terminate()
            demo.wait()


def wait_for(stack: Stack, demo: subprocess.Popen[bytes]) -> None:
    """Wait until the page answers; raises RuntimeError with the log where it does not."""
    until = time.monotonic() + PATIENCE
    while demo.poll() is None and time.monotonic() < until:
        try:
            if requests.get(f"{stack.address}/accounts/login/", timeout=PATIENCE).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.5)
    raise RuntimeError(f"The demo does not answer:\n{stack.log.read_text()}")


def sign_in(stack: Stack) -> tuple[str, str]:
    """Sign in as the demo's owner; return the cookie, and the path of the first vehicle's page."""
    said = WHO.search(stack.log.read_text())
    if said is None:
        raise RuntimeError("The demo does not say who may sign in.")
    return sign_in_as(stack, said[1], said[2])


def sign_in_as(stack: Stack, email: str, password: str) -> tuple[str, str]:
    """Sign in by the form and look at a vehicle; return the cookie, and the path of that vehicle's page."""
    with requests.Session() as browser:
        login = browser.get(f"{stack.address}/accounts/login/", timeout=30)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', login.text)
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": token[1] if token else ""}
        garage = browser.post(login.url, fields, headers={"Referer": login.url}, timeout=30)
        vehicle = re.search(r'href="(/vehicles/\d+/)"', garage.text)
        if not garage.ok or vehicle is None:
            raise RuntimeError(f"Signing in as {email} led to {garage.status_code} at {garage.url}.")
        browser.get(f"{stack.address}{vehicle[1]}", timeout=30).raise_for_status()
        return "; ".join(f"{each.name}={each.value}" for each in browser.cookies), vehicle[1]


def measure(
    report: Report,
    stack: Stack,
    cookie: str,
    what: str,
    paths: list[str],
    seconds: float,
    *,
    limited: bool = False,
) -> None:
    """Put load on the paths, and report pages a second, how quick they came, and what failed."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.load",
        str(stack.port),
        str(CONNECTIONS),
        str(seconds),
        cookie,
    ]
    before = cpu_seconds(stack.pid)
    done = subprocess.run([*command, *paths], cwd=ROOT, capture_output=True, text=True, check=True)
    worked = cpu_seconds(stack.pid) - before
    told = json.loads(done.stdout)
    times, status = told["times"], told["status"]
    p50, p95 = (statistics.quantiles(times, n=20)[place] * 1000 for place in (9, 18))
    rate = len(times) / told["seconds"]
    report.figure(what, rate, "a second", least=PAGES_A_SECOND if limited else None)
    report.figure("  half of them within", p50, "ms", digits=0)
    report.figure("  95 % of them within", p95, "ms", most=P95_MS if limited else None, digits=0)
    served = worked.pop("gunicorn", 0.0)
    for who, seconds_of in (("web server", served), ("all else", worked.total()), ("load", told["cpu"])):
        report.figure(f"  CPU of the {who}, for each", seconds_of / len(times) * 1000, "ms")
    report.figure("  errors", sum(status.values()) - status.get("200", 0), "", most=0, digits=0)
    if set(status) != {"200"}:
        report.text(f"  answers by status: {status}")


def run(report: Report, kind: str, seconds: float, minutes: float) -> None:
    """Measure one kind of database."""
    with running(kind) as stack:
        report.title(f"Pages under load, {kind}: {CONNECTIONS} connections, {WEB_WORKERS} web processes")
        cookie, vehicle = sign_in(stack)
        chart = f"{vehicle}charts/state_of_charge.json?range=month"
        before, began = stack.polls(), time.monotonic()
        measure(report, stack, cookie, "garage pages, eight vehicles", ["/"], seconds, limited=True)
        measure(report, stack, cookie, "vehicle pages", [vehicle], seconds)
        measure(report, stack, cookie, "charts of a month, JSON", [chart], seconds)
        if minutes:
            mix = ["/", vehicle, chart]
            measure(report, stack, cookie, f"all in turn, {minutes:g} minutes", mix, minutes * 60)
        calls = stack.polls() - before
        report.figure("calls of the worker meanwhile, a minute", calls / (time.monotonic() - began) * 60, "")
        locked = stack.log.read_text().count("database is locked")
        report.figure('"database is locked" in the log', locked, "", most=0, digits=0)


def main(options: list[str]) -> int:
    """Measure what is asked for and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks web")
    parser.add_argument("--seconds", type=float, default=20, help="how long each kind of page is asked for")
    parser.add_argument("--minutes", type=float, default=10, help="how long all are asked for in turn")
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    asked = parser.parse_args(options)
    report = Report()
    for kind in [asked.only] if asked.only else KINDS:
        if kind == "postgres" and not can_reach_postgres():
            report.text("PostgreSQL was NOT measured: none answers.")
            continue
        run(report, kind, asked.seconds, asked.minutes)
    return report.end()
