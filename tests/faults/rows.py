"""The faults that renault-web is held to: a row each in the table of docs/reliability.md.

A row says what goes wrong and what is expected then. Its words on the page and the number of polls until all
is well are measured by the test of the same key, and stand in `measured.json`.
"""

from dataclasses import dataclass

DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Row:
    """One fault.

    `process` says what plays the worker: "task" is a process that does the real tasks from the real queue,
    where the threads would add nothing; "cluster" is the worker as `manage.py run` starts it; "site" is that
    and the web server. `only` names the one database of which it makes sense; the short form leaves out
    `long` rows.
    """

    key: str
    fault: str
    state: str
    process: str = "task"
    only: str = ""
    long: bool = False

    @property
    def databases(self) -> tuple[str, ...]:
        return (self.only,) if self.only else DATABASES


_ENDS = "The poll ends at its first question; the next comes 5 minutes later. What is stored stays"
_ERRORS = "Each question fails for itself; nothing is stored. Asked again at the next poll"

ROWS = (
    Row("gigya_down", "Renault's sign-in servers (Gigya) are down when a new JWT is needed", _ENDS),
    Row("dns_failure", "The servers' names are not found (DNS)", _ENDS),
    Row("connection_refused", "The connection is refused", _ENDS),
    Row(
        "jwt_expires_between_endpoints",
        "The JWT runs out between two endpoints of one poll",
        "A new one is fetched within the call, and the question asked once more: nobody notices",
    ),
    Row(
        "clock_behind",
        "Our clock is 10 minutes behind the servers'",
        "JWTs that we take for good are refused and fetched anew; the car's times are kept as told",
    ),
    Row("clock_ahead", "Our clock is 10 minutes ahead of the servers'", "The same"),
    Row(
        "token_revoked",
        "The login token is revoked (a changed password)",
        "No more calls for this login, to no server, until somebody signs in again; other logins go on. "
        "History goes on where it stopped",
    ),
    Row(
        "quota",
        "Renault's own limit is reached",
        "The whole login rests for 15 minutes, then for 30, up to 60 while it recurs; other logins go on",
    ),
    Row("server_error", "Every answer is an HTML page with status 500", _ERRORS),
    Row("bad_gateway", "Every answer is an HTML page with status 502", f"{_ERRORS}. Each try counts"),
    Row("failed_forward", "Renault cannot reach the servers behind its own", _ERRORS),
    Row("truncated", "JSON is cut in half", _ERRORS),
    Row("list_for_object", "A list comes where an object was expected", _ERRORS),
    Row("huge_body", "An answer of 10 MB", f"Reading it is given up after 2 MB. {_ERRORS}"),
    Row(
        "wrong_types",
        "Figures of wrong types: texts, flags, lists, numbers beyond all bounds",
        "What is no figure counts as not told; nothing crashes and the last good figures stay with their age",
    ),
    Row("null", "Every figure is null", "Nothing was told: the last figures stay with their age"),
    Row("nan", "Figures are NaN or Infinity", "Those are unknown; the others of the answer are kept"),
    Row("unknown_words", "States that nobody knows", "The state is unknown; the other figures are kept"),
    Row(
        "dripping_head",
        "The head of an answer comes a byte a second",
        "The call is cut off after 45 seconds, before the task's time is up; the poll ends",
        long=True,
    ),
    Row("dripping_body", "The body of an answer comes a byte a second", "The same", long=True),
    Row("same_timestamps", "The servers tell the same report again and again", "It is kept once"),
    Row(
        "older_timestamps",
        "The servers tell reports late",
        "Each is kept once at the car's time; pages show the newest by that time",
    ),
    Row("shuffled_timestamps", "The servers tell reports in any order", "The same"),
    Row(
        "asleep_for_a_month",
        "A car sleeps for 30 days",
        "It is asked once an hour or less; its last report stays one row",
    ),
    Row("clocks_forward", "The clocks go forward: a day of 23 hours", "The day has its 23 hours, no more"),
    Row("clocks_back", "The clocks go back: a day of 25 hours", "The day has its 25 hours, no less"),
    Row(
        "ten_hours_away",
        "The servers are away for 10 hours",
        "It asks every few minutes, gently. Afterwards there is no catching up: the hour's calls hold",
    ),
    Row(
        "killed_worker",
        "The worker is killed (SIGKILL), with all that it started, again and again",
        "What was committed stays as it was; nothing is half written, doubled or left without its day. "
        "The next worker goes on when the dead one's marks have run out, after 3 minutes at most",
        process="cluster",
    ),
    Row(
        "database_locked",
        "Somebody holds the database locked for 30 seconds while answers come in",
        "Pages are shown; the answers wait for the lock and are stored then",
        long=True,
    ),
    Row(
        "disk_full",
        "The disk is full for hours",
        "Pages are shown; nothing half written, what was there stays",
    ),
    Row(
        "postgres_restarted",
        "PostgreSQL is restarted (fast) while the worker polls",
        "The worker waits and goes on; answers in its hands are stored when the database is back",
        process="cluster",
        only="postgresql",
    ),
    Row(
        "postgres_crashed",
        "PostgreSQL is stopped without ceremony (immediate) and comes back",
        "The same; what was not committed is asked anew",
        process="cluster",
        only="postgresql",
    ),
    Row(
        "redis_gone",
        "Redis is gone, which counts failed sign-ins where `REDIS_URL` is set",
        "The database counts them until Redis answers again: signing in is never without a limit, and never "
        "impossible. Pages and polls go on. One line in the log when it begins, one when it ends",
        process="site",
    ),
    Row(
        "two_workers",
        "Two workers on two machines share one login, and tasks are delivered twice",
        "Each car is asked once for each due time, and the hour's calls are counted together",
        process="cluster",
    ),
    Row(
        "idle_worker_killed",
        "The worker is killed while it is idle, by a machine short of memory say",
        "It is started again a second later",
        process="cluster",
    ),
    Row(
        "frozen_worker",
        "The worker is frozen (SIGSTOP): no process has ended that anybody would start again",
        "The supervisor misses its beat and starts it anew, in less than 5 minutes",
        process="cluster",
        long=True,
    ),
    Row(
        "dead_thread",
        "One of the worker's threads dies of an error outside its task",
        "The process ends, with its other tasks done, and is started again",
        process="cluster",
    ),
    Row(
        "late_task",
        "A task hangs in spite of all its time-outs",
        "The process ends a minute after the task began, with its other tasks done, and is started again",
        process="cluster",
        long=True,
    ),
    Row(
        "told_to_stop",
        "SIGTERM to the process that runs the worker, while it waits for Renault",
        "It ends in good order, and all its processes with it; nothing is half written",
        process="cluster",
    ),
    Row(
        "group_told_to_stop",
        "SIGTERM to all its process groups at once, as some service managers send it",
        "The same: what hangs is swept away",
        process="cluster",
    ),
    Row(
        "newer_database",
        "Old code meets a database that a newer version has changed",
        "It does nothing: no task, no call, no heartbeat. It goes on when both are of one version",
        process="cluster",
    ),
)
BY_KEY = {row.key: row for row in ROWS}
