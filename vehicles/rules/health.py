"""When the worker counts as working, and in which words it does not."""

from dataclasses import dataclass

SILENT_SECONDS = 300  # five ticks; the supervisor starts a hanging worker anew after half of that
LATE_SECONDS = 900  # a poll that nothing holds back waits a minute or two


@dataclass(frozen=True, slots=True)
class WorkerHealth:
    """How long ago the worker was last at work, and how long the longest waiting poll has waited.

    Seconds; None where it never was at work, or where nothing waits.
    """

    heartbeat_age: float | None
    oldest_due: float | None


def is_silent(heartbeat_age: float | None) -> bool:
    """Whether the worker gives no sign of life."""
    return heartbeat_age is None or heartbeat_age > SILENT_SECONDS


def worker_failures(health: WorkerHealth) -> list[str]:
    """Return what is wrong, in short words for whoever watches; empty where all is well."""
    failures = []
    if health.heartbeat_age is None:
        failures.append("the worker has not been at work yet")
    elif is_silent(health.heartbeat_age):
        failures.append("the worker is silent")
    if health.oldest_due is not None and health.oldest_due > LATE_SECONDS:
        failures.append("a poll waits too long")
    return failures
