"""Renault's servers and keys as somebody here has set them, where Renault has changed its own."""

from functools import cache

from django.db import models

from .prepared import Prepared, slot

FIELDS = ("gigya_root_url", "gigya_api_key", "kamereon_root_url", "kamereon_api_key")


class ServerSettings(models.Model):
    """What goes before the client's own table for one locale; an empty column leaves it at that."""

    locale = models.CharField(max_length=5, primary_key=True)
    gigya_root_url = models.CharField(max_length=200, blank=True)
    gigya_api_key = models.CharField(max_length=200, blank=True)
    kamereon_root_url = models.CharField(max_length=200, blank=True)
    kamereon_api_key = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"servers of {self.locale}"

    @classmethod
    def of(cls, locale: str) -> dict[str, str]:
        """Return what is set for a locale, by the client's names ("gigya-api-key"); {} where nothing is."""
        found = _set_for().first({"locale": locale}) or ()
        return {name.replace("_", "-"): value for name, value in zip(FIELDS, found, strict=False) if value}


@cache
def _set_for() -> Prepared:
    rows = ServerSettings.objects.filter(pk=slot("locale", models.CharField()))
    return Prepared(rows.values_list(*FIELDS))
