"""When the nightly backup is due, and which backups are kept."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime, time, timedelta

NIGHTLY_AT = time(3, 0)  # by the clock of the household that the server stands in
RETRY_AFTER = timedelta(hours=1)
KEEP_DAILY, KEEP_WEEKLY, KEEP_MONTHLY = 7, 4, 12

# Tables whose rows are left out. A session is a key to the door, a half-done sign-in holds a password;
# what was queued is not to be done a second time; the rest is of this machine and this moment only.
LEFT_OUT = (
    "django_session",
    "usersessions_usersession",
    "django_q_ormq",
    "vehicles_loginchallenge",
    "vehicles_backuprun",
    "vehicles_cache",
)


def last_night(local_now: datetime) -> datetime:
    """Return the latest instant at which a nightly backup was to begin; `local_now` has the local zone."""
    tonight = datetime.combine(local_now.date(), NIGHTLY_AT, local_now.tzinfo)
    return tonight if tonight <= local_now else tonight - timedelta(days=1)


def is_due(local_now: datetime, last_good: datetime | None, last_try: datetime | None) -> bool:
    """Whether a backup is to be made now.

    `last_good` and `last_try` are when the last whole backup and the last attempt began; before the first,
    `last_good` is since when there is something to back up. What a machine that was off has missed is made
    up for once. After a failure it is tried again each hour.
    """
    if last_good is None or last_good >= last_night(local_now):
        return False
    return last_try is None or last_try < local_now - RETRY_AFTER


def to_keep(made_at: Iterable[datetime]) -> set[datetime]:
    """Return which backups stay: the newest of each of the last 7 days, 4 weeks and 12 months that have any.

    Periods without a backup do not count, so that a machine that was off for a year still has its old ones.
    """
    newest_first = sorted(made_at, reverse=True)
    return (
        _newest_of_each(newest_first, lambda day: day, KEEP_DAILY)
        | _newest_of_each(newest_first, lambda day: day.isocalendar()[:2], KEEP_WEEKLY)
        | _newest_of_each(newest_first, lambda day: (day.year, day.month), KEEP_MONTHLY)
    )


def _newest_of_each(
    newest_first: list[datetime], period: Callable[[date], Hashable], most: int
) -> set[datetime]:
    kept: dict[Hashable, datetime] = {}
    for at in newest_first:
        kept.setdefault(period(at.date()), at)
    return set(list(kept.values())[:most])
