"""The site's settings for tests: keys and data of their own, nothing collected, quick passwords."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="renault-web-tests-"))
os.environ["SECRET_KEY"] = "for-tests-only-" + "x" * 50
os.environ["TOKEN_KEYS"] = "dGVzdHMtb25seS10b2tlbi1rZXktdGVzdHMtb25seSE="
for name in ("DEBUG", "HOST", "BEHIND_HTTPS", "ALLOWED_HOSTS", "EMAIL_URL", "CLOCK_SPEED", "DEMO"):
    os.environ.pop(name, None)

from renault_web.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
# Files are looked for when they are asked for: a site begins in most tests, and few ask for one.
WHITENOISE_AUTOREFRESH = True
PULSE_SECONDS = 1
BACKUP_NIGHTLY = False  # a test that wants one says so

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in real life: threads and processes queue for it instead of sharing one memory.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}  # noqa: F405

STATIC_ROOT = DATA_DIR / "static"  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
