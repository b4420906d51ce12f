"""What a time on a wall clock means where clocks are put forward and back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def instants(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """Return the instants (UTC, in order) at which a zone's clocks show a naive time.

    There is one, but none in the hour that is left out in spring, and two in the hour that comes twice in
    autumn.
    """
    found = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(each for each in found if each.astimezone(zone).replace(tzinfo=None, fold=0) == local)


def left_out(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the naive times between which the clocks jumped over a time that they never showed."""
    before = local.replace(tzinfo=zone, fold=1).utcoffset() or timedelta(0)
    after = local.replace(tzinfo=zone, fold=0).utcoffset() or timedelta(0)
    # Both readings lie on either side of the jump; the jump itself is where the offset changes.
    low, high = sorted((local.replace(tzinfo=UTC) - before, local.replace(tzinfo=UTC) - after))
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset():
            low = middle
        else:
            high = middle
    jump = high.replace(microsecond=0)
    first = (jump - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) + timedelta(seconds=1)
    return first, jump.astimezone(zone).replace(tzinfo=None)
