"""What a poll costs in processor time, next to a bare loop of the same calls."""

import os
import statistics
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import requests
from django.db import models

from vehicles import gateway
from vehicles.models import RenaultCall, Vehicle, VehicleEndpoint
from vehicles.services import polling
from vehicles.services.storing import TABLES

from . import logins
from .report import Report


def measure(report: Report, login_ids: list[int], *, most: float, rounds: int) -> None:
    """Poll these logins, then make the same calls and rows by hand, turn about; servers without any delay."""
    report.title("Processor time of a poll in this process, next to a bare loop (servers without delay)")
    before = {name: os.environ[name] for name in ("RENAULT_GIGYA_ROOT_URL", "RENAULT_KAMEREON_ROOT_URL")}
    os.environ.update(dict.fromkeys(before, os.environ["BENCH_QUICK"]))
    try:
        pairs = [_pair(login_ids) for _ in range(rounds + 1)][1:]  # the first only warms up
    finally:
        os.environ.update(before)
    calls, cars = pairs[-1][2], len(login_ids) * logins.CARS_EACH
    ours, bare = (
        statistics.median(pair[place] for pair in pairs) / len(login_ids) * 1000 for place in (0, 1)
    )
    report.text(
        f"{len(login_ids)} logins, {cars} cars, {calls} calls a round; median of {rounds} paired rounds"
    )
    report.figure("a poll of a login with two cars", ours, "ms", digits=2)
    report.figure("the bare loop: the same calls, the rows in bulk", bare, "ms", digits=2)
    times = statistics.median(pair[0] / pair[1] for pair in pairs)
    report.figure("that is, times the bare loop", times, "", most=most, digits=2)


def _pair(login_ids: list[int]) -> tuple[float, float, int]:
    """Return the seconds of processor time of ours and of the bare loop, and how many calls a round makes."""
    now = datetime.now().astimezone()
    gateway.forget_jwts()
    RenaultCall.objects.all().delete()
    for table in TABLES.values():
        table._default_manager.all().delete()
    logins.rest(login_ids, dict.fromkeys(login_ids, now))
    ours = _seconds(lambda: [polling.poll_login(login_id) for login_id in login_ids])
    asked = _asked()
    rows = {table: list(table._default_manager.all()) for table in (*TABLES.values(), RenaultCall)}
    addresses = _addresses(login_ids, asked)
    bare = _seconds(lambda: _bare_loop(addresses, rows))
    return ours, bare, len(rows[RenaultCall])


def _seconds(do: Callable[[], object]) -> float:
    began = time.process_time()
    do()
    return time.process_time() - began


def _asked() -> list[tuple[int, str]]:
    """Return which endpoints of which vehicles were asked in this round."""
    then = datetime.now().astimezone() - timedelta(minutes=30)
    rows = VehicleEndpoint.objects.filter(tried_at__gt=then, endpoint__in=TABLES)
    return list(rows.order_by("vehicle_id").values_list("vehicle_id", "endpoint"))


def _addresses(login_ids: list[int], asked: list[tuple[int, str]]) -> list[list[str]]:
    """Return the same addresses, login by login, that of its JWT first."""
    url = os.environ["BENCH_QUICK"]
    owners = dict(Vehicle.objects.filter(account__login__in=login_ids).values_list("pk", "account__login"))
    found: dict[int, list[str]] = {login_id: [f"{url}/accounts.getJWT"] for login_id in login_ids}
    for vehicle_id, endpoint in asked:
        if vehicle_id in owners:
            login_id = owners[vehicle_id]
            path = f"/commerce/v1/accounts/account-{login_id}/kamereon/kca/car-adapter/v1/cars/VIN/{endpoint}"
            found[login_id].append(f"{url}{path}?country=FR")
    return list(found.values())


def _bare_loop(addresses: list[list[str]], rows: dict[type[models.Model], list[Any]]) -> None:
    """Make the calls, a session for each login, and write the rows a second later, in one insert a table."""
    counted: Counter[int] = Counter()
    for of_login in addresses:
        with requests.Session() as session:
            for address in of_login:
                answer = session.get(
                    address, headers={"apikey": "played", "x-gigya-id_token": "jwt"}, timeout=20
                )
                counted[len(answer.json())] += 1
    for table, told in rows.items():
        for row in told:
            if table is RenaultCall:
                row.pk = None
            else:
                row.reported_at += timedelta(seconds=1)
        table._default_manager.bulk_create(told)
