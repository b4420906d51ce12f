"""The one application of the project."""

from django.apps import AppConfig


class VehiclesConfig(AppConfig):
    name = "vehicles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the system checks
