"""All settings, from the environment; every one has a default that suits a home.

A bad value is refused at start, with the name of the variable and what it may be.
The README lists them in household words.
"""

import socket
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from vehicles.secrets_on_disk import read_or_make
from vehicles.supervision.address import lan_address

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
T = TypeVar("T")


def setting(name: str, read: Callable[[str], T], default: T, may_be: str) -> T:
    """Return the variable read by `read`, or the default where it is unset or empty.

    Raises ImproperlyConfigured naming the variable and what it may be.
    """
    text = env.str(name, default="").strip()
    if not text:
        return default
    try:
        return read(text)
    except (ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{name} is set to something else than {may_be}.") from error


def yes_or_no(text: str) -> bool:
    return {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }[text.lower()]


def one_of(*choices: str) -> Callable[[str], str]:
    return {choice: choice for choice in choices}.__getitem__


def whole_number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return read


def speed(text: str) -> float:
    number = float(text)
    if not 0 < number <= 3600:
        raise ValueError(text)
    return number


def instant(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(text)
    return value


def http_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(text)
    return text


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def networks(text: str) -> list[str]:
    return [str(ip_network(word)) for word in words(text)]


def redis_address(text: str) -> str:
    if urlsplit(text).scheme not in ("redis", "rediss", "unix"):
        raise ValueError(text)
    return text


def long_secret(text: str) -> str:
    if len(text) < 16 or len(text.split()) != 1:
        raise ValueError(text)
    return text


def fernet_keys(text: str) -> list[str]:
    keys = words(text)
    for key in keys:
        Fernet(key)
    return keys


def names_at_home() -> list[str]:
    """Return the names and the address by which the home network can call this machine."""
    name = socket.gethostname().lower()
    address = lan_address()
    return [name, f"{name}.local", f"{name}.lan", f"{name}.home", *([address] if address else [])]


DEBUG = setting("DEBUG", yes_or_no, False, "yes or no")
DATA_DIR = Path(env.str("DATA_DIR", default="") or BASE_DIR / "data").expanduser().resolve()
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"DATA_DIR={DATA_DIR} is no folder that can be used: {error.strerror}."
    ) from error

with (BASE_DIR / "pyproject.toml").open("rb") as _file:
    VERSION: str = tomllib.load(_file)["project"]["version"]

# Backups of the database, each night unless somebody else sees to it.
BACKUP_DIR = Path(env.str("BACKUP_DIR", default="") or DATA_DIR / "backups").expanduser().resolve()
BACKUP_NIGHTLY = setting("BACKUP_NIGHTLY", yes_or_no, True, "yes or no")

# What Prometheus shows to be told the metrics; without one there are none.
METRICS_TOKEN = setting("METRICS_TOKEN", long_secret, "", "a text of at least 16 letters without spaces")
METRICS_TOKEN_FILE = DATA_DIR / "metrics_token"

# Where it listens, and who may call it by which name.
HOST = env.str("HOST", default="") or "127.0.0.1"
PORT = setting("PORT", whole_number(1, 65535), 8000, "a port number from 1 to 65535")
WEB_WORKERS = setting("WEB_WORKERS", whole_number(1, 64), 1, "a whole number from 1 to 64")
WEB_THREADS = setting("WEB_THREADS", whole_number(1, 64), 4, "a whole number from 1 to 64")
BEHIND_HTTPS = setting("BEHIND_HTTPS", yes_or_no, False, "yes or no")
# Whose X-Forwarded-For is believed: only then is an address counted that did not connect itself.
TRUSTED_PROXIES = setting(
    "TRUSTED_PROXIES",
    networks,
    ["127.0.0.0/8", "::1/128"] if BEHIND_HTTPS else [],
    "addresses or networks parted by commas, such as 172.16.0.0/12",
)
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = setting("ALLOWED_HOSTS", words, [], "names parted by commas") or (
    LOOPBACK if HOST in ("127.0.0.1", "localhost", "::1") else [*LOOPBACK, HOST, *names_at_home()]
)

# Secrets: from the environment, or made once in DATA_DIR.
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_make(DATA_DIR / "secret_key", get_random_secret_key)
# Newest first; see `manage.py rotate_token_keys`. Read when the first token is sealed.
TOKEN_KEYS = setting("TOKEN_KEYS", fernet_keys, [], "Fernet keys parted by commas, the newest first")
TOKEN_KEYS_FILE = DATA_DIR / "token_keys"


def MAKE_TOKEN_KEY() -> str:
    return Fernet.generate_key().decode()


# The cars' clock: the demo lets its played cars live faster (vehicles/clock.py).
CLOCK_SPEED = setting("CLOCK_SPEED", speed, 1.0, "a number above 0")
CLOCK_START = setting("CLOCK_START", instant, datetime.now(UTC), "a date and time with its zone")
CLOCK_STARTED_AT = setting("CLOCK_STARTED_AT", instant, datetime.now(UTC), "a date and time with its zone")
DEMO = setting("DEMO", yes_or_no, False, "yes or no")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "vehicles",  # before django_q, whose worker it starts with a look at the database first
    "django_q",
    "django_htmx",
    "lucide",
]

MIDDLEWARE = [
    "vehicles.views.request_ids.RequestIds",
    "vehicles.views.headers.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "vehicles.views.health.AnswersToMachines",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "vehicles.views.session_life.SessionLife",
    "vehicles.views.bearer.BearerTokens",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "vehicles.views.first_run.FirstRunMiddleware",
    "vehicles.views.access.HouseholdMiddleware",
    "vehicles.views.reader.ReaderMiddleware",
]

ROOT_URLCONF = "renault_web.urls"
WSGI_APPLICATION = "renault_web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vehicles.context.house",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# The database: SQLite inside DATA_DIR, or what DATABASE_URL says.
_database: dict[str, Any] = env.db_url(
    "DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'renault-web.sqlite3'}"
)
if _database.get("ENGINE") == "django.db.backends.sqlite3":
    _database |= {
        "CONN_MAX_AGE": 600,
        # Writers queue instead of failing: an immediate transaction takes its turn when it begins.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            " PRAGMA journal_size_limit=27103364;"
            " PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;",
        },
    }
elif _database.get("ENGINE") == "django.db.backends.postgresql":
    _database |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
else:
    raise ImproperlyConfigured("DATABASE_URL may name sqlite:/// or postgres:// databases only.")
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What must survive a restart and count for all processes: failed sign-ins. Else nothing is cached, so that
# an idle site writes nothing.
REDIS_URL = setting("REDIS_URL", redis_address, "", "an address such as redis://localhost:6379/0")
if REDIS_URL and find_spec("redis") is None:
    raise ImproperlyConfigured(
        "REDIS_URL is set, and the package for it is missing: "
        ".venv/bin/python -m pip install -r requirements-redis.lock"
    )
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        **(
            {"BACKEND": "vehicles.shared_cache.SharedCache", "LOCATION": REDIS_URL}
            if REDIS_URL
            else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "vehicles_cache"}
        ),
        # Beyond this Django throws values away unread: a stranger must not push out others' failures.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# How many tasks the worker does at the same time, each in a thread of its own.
WORKERS = setting("WORKERS", whole_number(1, 64), 2, "a whole number from 1 to 64")
# How often a worker looks what its schedule wants, and a supervised one shows that it lives: with two tasks
# of a minute before it, a beat still comes within the 150 s after which the supervisor counts it as hanging.
PULSE_SECONDS = 15
# The worker (django-q2). vehicles.checks refuses values that replay or repeat work; docs/adr/0002.
Q_CLUSTER = {
    "name": "renault-web",
    "broker_class": "vehicles.broker.Broker",
    "orm": "default",
    "workers": WORKERS,
    "queue_limit": 1,
    "bulk": 1,
    "timeout": 60,
    "retry": 180 if WORKERS > 1 else 240,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "time_zone": "UTC",
    "save_limit": 0,
    "poll": 1,
    "recycle": 0,
    "label": "renault-web",
}

# People: an e-mail address is the name; accounts are made by the first-run page or an invitation only.
AUTH_USER_MODEL = "vehicles.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "garage"
ACCOUNT_ADAPTER = "vehicles.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "vehicles.forms.sign_in.LoginForm",
    "add_email": "vehicles.forms.sign_in.AddEmailForm",
    "reset_password": "vehicles.forms.sign_in.ResetPasswordForm",
    "change_password": "vehicles.forms.sign_in.ChangePasswordForm",
    "set_password": "vehicles.forms.sign_in.SetPasswordForm",
    "reset_password_from_key": "vehicles.forms.sign_in.ResetPasswordKeyForm",
    "reauthenticate": "vehicles.forms.sign_in.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# allauth's own writes a person's addresses whenever somebody opens a link, be it a made-up one.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
# Unlinking, inviting, roles, export, deleting: only within ten minutes of proving who one is.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # for allauth's own pages: e-mail addresses
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # whoever has no account here gets no mail from here
# Failed passwords are counted in views/attempts.py; here are the other counts, and none hits who is right.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "reauthenticate": None,
    "login_failed": "20/d/key",  # wrong codes of a second step
    "change_password": "20/d/user",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/h/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": None}  # a passkey cannot be guessed, so nobody is kept from theirs
MFA_ADAPTER = "vehicles.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Without mail nobody could verify an address, and the invitation vouches for the person.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_TOTP_ISSUER = "renault-web"
# Browsers allow passkeys on localhost without HTTPS, and nowhere else.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_HTTPS

# Mail, where there is any: EMAIL_URL=smtp+tls://user:password@host:587
MAIL_IS_SET_UP = bool(env.str("EMAIL_URL", default=""))
if MAIL_IS_SET_UP:
    vars().update(
        setting("EMAIL_URL", env.email_url_config, {}, "an address such as smtp+tls://user:word@host:587")
    )
    EMAIL_TIMEOUT = 15  # somebody waits for the page
    DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("EMAIL_FROM", default="") or vars()["EMAIL_HOST_USER"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Cookies and headers.
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
DEVICE_COOKIE_NAME = "device"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "vehicles.views.errors.csrf_failed"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^(live|ready|ready/worker|metrics)$"]  # a health check asks the machine itself
FILE_UPLOAD_HANDLERS = ["vehicles.views.uploads.NoUploads"]
# HSTS for sub-domains and the preload list (security.W005, W021) are left alone: this may be somebody's home
# domain, where a printer or a camera answers on plain HTTP, and a browser would refuse it for a year.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if BEHIND_HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    DEVICE_COOKIE_NAME = "__Host-device"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [
        f"https://{urlsplit(f'//{name}').netloc}" for name in ALLOWED_HOSTS if name != "*"
    ]

# Words, numbers, dates.
LANGUAGE_CODE = "en-gb"
# In their own words, so that everybody finds theirs.
LANGUAGES = [("en-gb", "English"), ("fr", "Français"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["vehicles.formats"]
USE_I18N = True
USE_TZ = True
# Figures are grouped where they are written (quantities.py). Grouped by the templates, numbers in addresses
# and in names of elements would be too, and the thousandth command would not be found by its link.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "UTC"

# Renault's servers: the client has them built in and reads these names itself; here they are only checked.
for _name in ("RENAULT_GIGYA_ROOT_URL", "RENAULT_KAMEREON_ROOT_URL"):
    setting(_name, http_address, "", "an address that begins with https://")

# Style sheets, scripts, icons. Third-party ones come from npm and are never committed.
NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    (name, folder)
    for name, folder in (
        ("pico", NODE_MODULES / "@picocss" / "pico" / "css"),
        ("uplot", NODE_MODULES / "uplot" / "dist"),
    )
    if folder.is_dir()
]
# Collected files carry hashes in their names; without them (a plain `runserver`) the finders serve.
_collected = (STATIC_ROOT / "staticfiles.json").is_file() and "runserver" not in sys.argv
_hashed = _collected or "collectstatic" in sys.argv
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "vehicles.static_storage.OwnModulesStorage"
        if _hashed
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not _collected
WHITENOISE_AUTOREFRESH = DEBUG

LOG_FORMAT = setting("LOG_FORMAT", one_of("text", "json"), "text", "text or json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # They mask what must never be read in a log, whoever wrote it.
    "formatters": {
        "text": {
            "()": "vehicles.logs.MaskedFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "vehicles.logs.MaskedJson"},
    },
    "filters": {"task_troubles": {"()": "vehicles.logs.TaskTroubles"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # A refusal is an answer, not a fault: no traceback for it.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django-q": {
            "handlers": ["stderr"],
            "level": "INFO",
            "filters": ["task_troubles"],
            "propagate": False,
        },
    },
}
