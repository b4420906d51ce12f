"""A sign-in at Renault that waits for its e-mailed code."""

from datetime import timedelta

from django.db import models

from ..fields import SealedField


class LoginChallenge(models.Model):
    """A pending second factor, sealed (the password is in it), so that any process can go on with it.

    It lives LIFETIME at most, by the machine's clock, and is deleted as soon as it has served.
    """

    LIFETIME = timedelta(minutes=10)

    household = models.ForeignKey("vehicles.Household", models.CASCADE, related_name="+")
    user = models.ForeignKey("vehicles.User", models.CASCADE, related_name="+")
    login = models.ForeignKey("vehicles.RenaultLogin", models.CASCADE, null=True, related_name="+")
    email = models.EmailField()
    locale = models.CharField(max_length=5)
    sealed = SealedField(null=True)
    sent_to = models.CharField(max_length=120, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"challenge {self.pk}"
