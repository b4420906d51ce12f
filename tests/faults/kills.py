"""Kills a worker at chosen moments, and knows whether it had a transaction open just then."""

import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from tests.faults.home import Home, eventually
from tests.faults.processes import Program

AIM_SECONDS = 20
OPEN_IN_POSTGRES = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'
      AND backend_xid IS NOT NULL
"""


class Watch:
    """Sees from outside whether anybody has written something that is not committed yet."""

    def __init__(self) -> None:
        self._sqlite: sqlite3.Connection | None = None
        if connection.vendor == "sqlite":
            name = str(connection.settings_dict["NAME"])
            self._sqlite = sqlite3.connect(name, timeout=0, isolation_level=None)

    def sees_one_open(self) -> bool:
        if self._sqlite is None:
            with connection.cursor() as cursor:
                cursor.execute(OPEN_IN_POSTGRES)
                return bool(cursor.fetchone()[0])
        try:
            self._sqlite.execute("BEGIN IMMEDIATE")
            self._sqlite.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        return False

    def close(self) -> None:
        if self._sqlite is not None:
            self._sqlite.close()


@dataclass(frozen=True)
class Kill:
    """One kill: how many seconds after the worker's first question it came, and what was open then."""

    number: int
    after: float
    in_transaction: bool

    def __str__(self) -> str:
        opened = ", a transaction open" if self.in_transaction else ""
        return f"kill {self.number}: {self.after:.3f} s after its first question{opened}"


class Killer:
    """Starts one worker after the other and kills each."""

    def __init__(self, home: Home, seed: int, meanwhile: Callable[[], None]) -> None:
        self._home = home
        self._random = random.Random(seed)
        self._meanwhile = meanwhile
        self._watch = Watch()
        self.kills: list[Kill] = []

    def kill_one(self, *, aimed: bool) -> Kill:
        """Start a worker, let it work, and kill it at a random moment, or once a transaction is open."""
        life = self._home.program("qcluster", "--skip-checks")
        before = self._home.witness.questions()
        eventually(lambda: self._keep_busy() or self._home.witness.questions() > before, "it asks Renault")
        began_at = time.monotonic()
        kill_at = began_at + self._random.uniform(0, 1.2)
        while time.monotonic() < kill_at:
            self._keep_busy()
            self._meanwhile()
        in_transaction = self._stop(life, aimed)
        life.kill()
        self.kills.append(Kill(len(self.kills) + 1, time.monotonic() - began_at, in_transaction))
        return self.kills[-1]

    def close(self) -> None:
        self._watch.close()

    def _stop(self, life: Program, aimed: bool) -> bool:
        """Halt the worker; return whether one of its threads holds a transaction open."""
        give_up_at = time.monotonic() + AIM_SECONDS
        while True:
            if not aimed or self._watch.sees_one_open():
                os.killpg(life.process.pid, signal.SIGSTOP)
                time.sleep(0.01)  # what the server had in hand is done
                held = self._watch.sees_one_open()
                if held or not aimed or time.monotonic() > give_up_at:
                    return held
                os.killpg(life.process.pid, signal.SIGCONT)
            elif time.monotonic() > give_up_at:
                return False
            self._keep_busy(now_and_then=True)

    def _keep_busy(self, *, now_and_then: bool = False) -> None:
        if not now_and_then or self._random.random() < 0.01:
            self._home.keep_busy()


def printed(kills: list[Kill], seed: int) -> str:
    opened = sum(kill.in_transaction for kill in kills)
    return f"seed {seed}: {len(kills)} kills, {opened} of them with a transaction open"
