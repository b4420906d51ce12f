"""The calls made to Renault, counted per login over a rolling hour."""

from django.db import models


class RenaultCall(models.Model):
    """One call that was started, by the cars' clock; rows older than a day are pruned."""

    login = models.ForeignKey("vehicles.RenaultLogin", models.CASCADE, related_name="calls", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["login", "at"], name="call_by_login")]

    def __str__(self) -> str:
        return f"call of login {self.login_id}"
