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
    where a cluster would add nothing; "cluster" is django-q2 as `manage.py run` starts it; "site" is a web
    process. `only` names the one database of which it makes sense; the short form leaves out `long` rows.
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


ROWS = (
    Row(
        "gigya_down",
        "Renault's sign-in servers (Gigya) are down when a new JWT is needed",
        "The poll ends at its first question and is due again in 5 minutes; the login stays signed in",
    ),
    Row(
        "connection_refused",
        "The connection is refused",
        "The poll ends at its first question and is due again in 5 minutes",
    ),
    Row(
        "jwt_expires_between_endpoints",
        "The JWT runs out between two endpoints of one poll",
        "A new one is fetched within the call, and the question asked once more: nobody notices",
    ),
)
BY_KEY = {row.key: row for row in ROWS}
