"""Settings come in full soon; this much lets commands and tests run."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "not-yet"  # noqa: S105
INSTALLED_APPS = ["vehicles"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_TZ = True
CLOCK_SPEED = 1.0
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
