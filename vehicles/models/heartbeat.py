"""Signs of life, by which one process sees that another still works."""

from datetime import datetime

from django.db import models

WORKER = "worker"


class Heartbeat(models.Model):
    """When something that should never stop was last at work; one row for each name."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.beat_at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def beat(cls, name: str, now: datetime) -> None:
        """Note that `name` is at work at `now`, in one statement."""
        cls.objects.bulk_create(
            [cls(name=name, beat_at=now)],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["beat_at"],
        )

    @classmethod
    def last(cls, name: str) -> datetime | None:
        """Return when `name` was last at work, or None where it never was."""
        return cls.objects.filter(name=name).values_list("beat_at", flat=True).first()

    @classmethod
    def age(cls, name: str, now: datetime) -> float | None:
        """Return how many seconds before `now` the last beat was, or None where there was none."""
        last = cls.last(name)
        return None if last is None else (now - last).total_seconds()
