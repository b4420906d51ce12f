"""The locks name what is installed, to the byte, and fit what the lists of requirements want."""

import re
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {
    "requirements.lock": ["requirements.txt"],
    "requirements-postgres.lock": ["requirements.txt", "requirements-postgres.txt"],
    "requirements-redis.lock": ["requirements.txt", "requirements-redis.txt"],
    "requirements-dev.lock": [
        *("requirements.txt", "requirements-postgres.txt", "requirements-redis.txt", "requirements-dev.txt"),
    ],
}


def wanted(name: str) -> list[Requirement]:
    lines = [line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    return [Requirement(line) for line in lines if line and not line.startswith("-r")]


def locked(text: str) -> dict[str, tuple[Version, int]]:
    """Return what a lock pins by name: the version, and how many hashes stand with it."""
    pins = {}
    for entry in re.split(r"\n(?=[a-z])", text):
        line, _backslash, hashes = entry.partition("\\\n")
        if line.startswith("#"):
            continue
        requirement = Requirement(line.strip())
        (version,) = requirement.specifier
        assert version.operator == "==", line
        pins[canonicalize_name(requirement.name)] = (
            Version(version.version),
            len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", hashes)),
        )
    return pins


def out_of_date(lists: list[str], text: str) -> list[str]:
    """Return the requirements that a lock's text does not meet."""
    pins = locked(text)
    unmet = []
    for requirement in (each for name in lists for each in wanted(name)):
        pin = pins.get(canonicalize_name(requirement.name))
        if pin is None or not requirement.specifier.contains(pin[0]):
            unmet.append(str(requirement))
    return unmet


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_meets_what_is_wanted(lock: str) -> None:
    unmet = out_of_date(LOCKS[lock], (ROOT / lock).read_text())
    assert unmet == [], "The requirements were changed: run `make lock`, and commit what it writes."


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_for_all_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert all(hashes for _version, hashes in locked(text).values())
    assert "://" not in text


def test_all_locks_agree() -> None:
    whole = locked((ROOT / "requirements-dev.lock").read_text())
    for lock in LOCKS:
        pins = locked((ROOT / lock).read_text())
        assert pins.items() <= whole.items(), lock


def test_what_runs_here_is_what_is_locked() -> None:
    from importlib.metadata import version

    assert default_environment()["python_version"] >= "3.11"
    pins = locked((ROOT / "requirements.lock").read_text())
    here = {name: Version(version(name)) for name in ("django", "requests", "cryptography", "gunicorn")}
    assert here == {name: pins[name][0] for name in here}


def test_a_requirement_that_was_added_or_moved_on_is_found() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "Django~=5.2.0" in out_of_date(["requirements.txt"], text.replace("django==5.2.", "django==4.2."))
    assert "requests~=2.32" in out_of_date(["requirements.txt"], text.replace("\nrequests==", "\nother=="))
