"""The attempts to make a backup; the backups themselves are folders on the disk."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

# A backup shows that it goes on, but for the checks at its end; one that was asked for waits so long as well.
SILENCE = timedelta(minutes=30)


class BackupRun(models.Model):
    """One attempt: asked for, going on, done, or failed. Times by the machine's clock."""

    running = models.BooleanField(default=True)
    asked_by = models.ForeignKey("vehicles.User", models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    folder = models.CharField(max_length=40, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            # Of several workers and people who begin at once, one makes the backup.
            models.UniqueConstraint(
                fields=["running"], condition=Q(running=True), name="backup_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(running=True, finished_at=None) | Q(running=False, finished_at__isnull=False),
                name="backup_running_or_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"backup {self.pk} of {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def succeeded(self) -> bool:
        return not self.running and not self.error

    @classmethod
    def settle_dead(cls, now: datetime, error: str) -> None:
        """Close an attempt whose process says nothing any more."""
        cls.objects.filter(running=True, seen_at__lt=now - SILENCE).update(
            running=False, finished_at=now, error=error
        )

    @classmethod
    def last_good(cls) -> "BackupRun | None":
        """Return the newest whole one."""
        return cls.objects.filter(running=False, error="").first()
