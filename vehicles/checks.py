"""System checks: what Django does not know about this project."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

FRONT_END = {
    "Pico CSS": ("@picocss", "pico", "css", "pico.slate.min.css"),
    "uPlot": ("uplot", "dist", "uPlot.iife.min.js"),
}
# Other values replay missed work, repeat failing tasks for ever, or never end a hung one (docs/adr/0002).
QUEUE = {
    "bulk": 1,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "time_zone": "UTC",
    "save_limit": 0,
}


@register()
def front_end_is_there(**_: Any) -> list[CheckMessage]:
    """Name each front-end file that is missing, and the command that brings it."""
    collected = (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file()
    return [
        Warning(
            f"{name} is missing: {Path('node_modules', *path)}.",
            hint="Run `make install`, or `npm ci --ignore-scripts` in the project's folder.",
            id="vehicles.W001",
        )
        for name, path in FRONT_END.items()
        if not collected and not Path(settings.NODE_MODULES, *path).is_file()
    ]


@register()
def languages_are_there(**_: Any) -> list[CheckMessage]:
    """Name each language whose texts are not compiled yet."""
    return [
        Warning(
            f"The texts of the language {language!r} are not compiled: pages would be in English.",
            hint="Run `make install`, or `manage.py compilemessages`.",
            id="vehicles.W002",
        )
        for language, _name in settings.LANGUAGES
        if language != settings.LANGUAGE_CODE and not _compiled(language).is_file()
    ]


def _compiled(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", "django.mo")


@register()
def queue_keeps_its_promises(**_: Any) -> list[CheckMessage]:
    """Refuse worker settings that would repeat or lose work."""
    conf = settings.Q_CLUSTER
    errors: list[CheckMessage] = [
        Error(f"Q_CLUSTER[{key!r}] must be {value!r}.", id="vehicles.E001")
        for key, value in QUEUE.items()
        if conf.get(key) != value
    ]
    workers, limit, timeout = conf["workers"], conf["queue_limit"], conf["timeout"]
    longest_wait = -(-(workers + limit + 1) // workers) * timeout
    if conf["retry"] <= longest_wait:
        errors.append(Error(f"Q_CLUSTER['retry'] must be more than {longest_wait} s.", id="vehicles.E002"))
    return errors
