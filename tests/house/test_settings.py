"""Settings from the environment: sound defaults, bad values refused by name, HTTPS as it should be."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASK = """
import json
from renault_web import settings as s
names = ("ALLOWED_HOSTS", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "HOST", "PORT", "DEBUG")
told = {name: getattr(s, name, None) for name in names}
more = "DEVICE_COOKIE_NAME "
more += "SESSION_COOKIE_SECURE SECURE_HSTS_SECONDS SECURE_PROXY_SSL_HEADER CSRF_TRUSTED_ORIGINS"
for name in more.split():
    told[name] = getattr(s, name, None)
told["TRUSTED_PROXIES"] = s.TRUSTED_PROXIES
told["COUNTS_IN"] = [s.CACHES["default"][name] for name in ("BACKEND", "LOCATION")]
told["DATABASE"] = s.DATABASES["default"]["ENGINE"]
print(json.dumps(told))
"""


def ask(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "DATA_DIR": str(tmp_path / "data"), **variables}
    return subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def settings(tmp_path: Path, **variables: str) -> dict[str, Any]:
    done = ask(tmp_path, **variables)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_by_default_only_this_machine_is_served(tmp_path: Path) -> None:
    told = settings(tmp_path)
    assert (told["HOST"], told["PORT"], told["DEBUG"]) == ("127.0.0.1", 8000, False)
    assert told["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert told["SESSION_COOKIE_SECURE"] is False
    assert told["DATABASE"].endswith("sqlite3")
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_the_home_network_may_call_by_name_and_address(tmp_path: Path) -> None:
    hosts = settings(tmp_path, HOST="0.0.0.0")["ALLOWED_HOSTS"]
    assert "localhost" in hosts
    assert any(name.endswith(".local") for name in hosts)
    assert "*" not in hosts


def test_behind_https_cookies_are_bound_to_the_host_and_the_proxy_is_trusted(tmp_path: Path) -> None:
    told = settings(tmp_path, BEHIND_HTTPS="1", ALLOWED_HOSTS="cars.example.com")
    assert (told["SESSION_COOKIE_NAME"], told["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrf")
    assert told["DEVICE_COOKIE_NAME"] == "__Host-device"
    assert told["SESSION_COOKIE_SECURE"] is True
    assert told["SECURE_HSTS_SECONDS"] > 0
    assert told["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert told["CSRF_TRUSTED_ORIGINS"] == ["https://cars.example.com"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("BEHIND_HTTPS", "perhaps"),
        ("CLOCK_SPEED", "-1"),
        ("CLOCK_START", "2026-03-01T10:00:00"),
        ("DATABASE_URL", "mysql://somewhere/db"),
        ("DATABASE_URL", "nonsense"),
        ("TOKEN_KEYS", "abc"),
        ("EMAIL_URL", "smtp+tls://host:abc"),
        ("REDIS_URL", "memcached://somewhere"),
        ("TRUSTED_PROXIES", "the proxy"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("DATA_DIR", "/dev/null"),
        ("RENAULT_GIGYA_ROOT_URL", "notaurl"),
        ("RENAULT_KAMEREON_ROOT_URL", "ftp://somewhere"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(name: str, value: str, tmp_path: Path) -> None:
    done = ask(tmp_path, **{name: value})
    assert done.returncode != 0
    assert name in done.stderr.splitlines()[-1]


def test_failed_sign_ins_are_counted_in_the_database_or_in_redis(tmp_path: Path) -> None:
    assert settings(tmp_path)["COUNTS_IN"] == [
        "django.core.cache.backends.db.DatabaseCache",
        "vehicles_cache",
    ]
    told = settings(tmp_path, REDIS_URL="redis://127.0.0.1:6379/1")
    assert told["COUNTS_IN"] == ["vehicles.shared_cache.SharedCache", "redis://127.0.0.1:6379/1"]


def test_only_a_proxy_on_this_machine_is_believed_unless_others_are_named(tmp_path: Path) -> None:
    assert settings(tmp_path)["TRUSTED_PROXIES"] == []
    https = {"BEHIND_HTTPS": "1", "ALLOWED_HOSTS": "cars.example.com"}
    assert settings(tmp_path, **https)["TRUSTED_PROXIES"] == ["127.0.0.0/8", "::1/128"]
    named = settings(tmp_path, **https, TRUSTED_PROXIES="172.16.0.0/12, 192.168.1.2")
    assert named["TRUSTED_PROXIES"] == ["172.16.0.0/12", "192.168.1.2/32"]


def test_a_command_says_it_in_one_line(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": "eighty"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "renault-web cannot start: PORT is set to something else than a port number from 1 to 65535.\n"
    )


def test_an_empty_variable_is_as_good_as_none(tmp_path: Path) -> None:
    told = settings(tmp_path, HOST="", PORT="", ALLOWED_HOSTS="", BEHIND_HTTPS="", DATA_DIR=str(tmp_path))
    assert told["PORT"] == 8000
