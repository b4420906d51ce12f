"""The picture of a vehicle, fetched from Renault once and served by us."""

from django.db import models
from django.utils.translation import gettext


class VehiclePicture(models.Model):
    """A raster image of at most 2 MB; without `content`, `error` tells in words why."""

    vehicle = models.OneToOneField(
        "vehicles.Vehicle", models.CASCADE, primary_key=True, related_name="picture"
    )
    content = models.BinaryField(null=True)
    content_type = models.CharField(max_length=16, blank=True)
    width = models.PositiveSmallIntegerField(null=True)
    height = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)  # by the cars' clock
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="picture_due")]

    @property
    def error_in_words(self) -> str:
        """Why there is none, in the reader's language; it is kept in English."""
        return gettext(self.error) if self.error else ""

    def __str__(self) -> str:
        return f"picture of vehicle {self.vehicle_id}"
