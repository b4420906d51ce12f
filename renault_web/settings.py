"""Settings come in full soon; this much lets commands and tests run."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "not-yet"  # noqa: S105
INSTALLED_APPS = ["vehicles"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
CLOCK_SPEED = 1.0
