"""System checks: what Django does not know about this project."""

from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

FRONT_END = {
    "Pico CSS": ("@picocss", "pico", "css", "pico.slate.min.css"),
    "uPlot": ("uplot", "dist", "uPlot.iife.min.js"),
}
# Other values replay missed work, repeat failing tasks for ever, or end the worker after some hundred tasks
# (docs/adr/0002, 0021).
QUEUE = {
    "bulk": 1,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "time_zone": "UTC",
    "save_limit": 0,
    "recycle": 0,
}

SECRET_KEY_LENGTH = 32
FEWEST_LETTERS = 10  # different ones; random keys have many more
EXAMPLES = ("django-insecure", "changeme", "change-me", "example", "your-secret", "password")


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


@register()
def keys_are_secret(**_: Any) -> list[CheckMessage]:
    """Refuse keys that somebody could guess, and a key file that holds none."""
    errors: list[CheckMessage] = []
    if _is_weak(settings.SECRET_KEY, SECRET_KEY_LENGTH):
        errors.append(
            Error(
                "SECRET_KEY is short, simple, or one that stands in some example.",
                hint="Take it out of the environment and let DATA_DIR/secret_key be made, or choose "
                f"{SECRET_KEY_LENGTH} random characters. Everybody signs in again then.",
                id="vehicles.E003",
            )
        )
    try:
        keys = settings.TOKEN_KEYS or Path(settings.TOKEN_KEYS_FILE).read_text(encoding="utf-8").split()
    except FileNotFoundError:
        return errors  # made when the first secret is sealed
    if not keys or any(not _is_token_key(key) for key in keys):
        errors.append(
            Error(
                "The token keys cannot be used, or somebody could guess them.",
                hint="Put back the token_keys in DATA_DIR, or TOKEN_KEYS, that belong to this database.",
                id="vehicles.E004",
            )
        )
    return errors


def _is_weak(secret: str, length: int) -> bool:
    return (
        len(secret) < length
        or len(set(secret)) < FEWEST_LETTERS
        or any(word in secret.lower() for word in EXAMPLES)
    )


def _is_token_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return len(set(key)) >= FEWEST_LETTERS


@register()
def only_we_can_read_the_files(**_: Any) -> list[CheckMessage]:
    """Name each file with keys or data that others on this machine may read, and how to shut it."""
    return [
        Warning(
            f"Others on this machine may read {path}.",
            hint=f"chmod 600 '{path}'",
            id="vehicles.W003",
        )
        for path in _private_files()
        if path.is_file() and path.stat().st_mode & 0o077
    ]


def _private_files() -> list[Path]:
    """Return where keys and, with SQLite, the database are."""
    files = [Path(settings.DATA_DIR) / "secret_key", Path(settings.TOKEN_KEYS_FILE)]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        files += [Path(f"{database['NAME']}{end}") for end in ("", "-wal", "-shm")]
    return files
