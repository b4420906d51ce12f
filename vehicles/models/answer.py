"""What one endpoint of one vehicle last said, and whether it can be asked at all."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .columns import InstantField


class EndpointState(models.TextChoices):
    UNTRIED = "untried", _("Not asked yet")
    WORKS = "works", _("Works")
    FAILING = "failing", _("Fails for now")
    NOT_AVAILABLE = "not_available", _("Not available on this vehicle")


class VehicleEndpoint(models.Model):
    """The state of one endpoint of one vehicle, with its last answer kept raw and masked.

    `raw` never holds a VIN, registration number, radio code or e-mail address; the location
    endpoint's is never kept.
    """

    vehicle = models.ForeignKey("vehicles.Vehicle", models.CASCADE, related_name="endpoints")
    endpoint = models.CharField(max_length=40)
    state = models.CharField(max_length=13, choices=EndpointState, default=EndpointState.UNTRIED)
    first_worked_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    try_again_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    raw = models.JSONField(null=True, blank=True)
    # Up to when the newest run of equal readings lasts, where its row does not say so yet.
    run_until = InstantField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vehicle", "endpoint"], name="endpoint_once_per_vehicle"),
            models.CheckConstraint(condition=Q(state__in=EndpointState.values), name="endpoint_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.endpoint} of vehicle {self.vehicle_id}: {self.state}"
