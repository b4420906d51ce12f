"""Who may import whom: the picture of the rooms, held against the code.

A new room, or a new file beside the rooms, gets its line in ALLOWED, and the
picture in docs/architecture.md with it.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "vehicles"

GROUND = {"clock", "dates", "fields", "quantities", "reader"}
UP_TO_RULES = {"renault_api", "rules"}
UP_TO_MODELS = UP_TO_RULES | GROUND | {"models"}
UP_TO_SERVICES = UP_TO_MODELS | {"gateway", "queue", "services"}

# What each room, or single file, may import of the others.
ALLOWED: dict[str, set[str]] = {
    "renault_api": set(),
    "simulator": set(),
    "supervision": set(),
    "secrets_on_disk": set(),
    "catalogs": set(),
    "formats": set(),
    "shared_cache": set(),
    "static_storage": set(),
    "clock": set(),
    "dates": set(),
    "fields": {"secrets_on_disk"},
    "reader": {"rules"},
    "quantities": {"reader"},
    "rules": {"renault_api"},
    "models": UP_TO_RULES | GROUND,
    "migrations": {"fields", "models"},
    "gateway": UP_TO_MODELS,
    "queue": UP_TO_MODELS,
    "broker": set(),
    "cluster": {"broker"},
    "services": UP_TO_MODELS | {"gateway", "queue"},
    "charts": UP_TO_MODELS,
    "forms": UP_TO_SERVICES,
    "tasks": UP_TO_SERVICES | {"broker", "logs"},
    "views": UP_TO_SERVICES | {"charts", "forms", "logs"},
    "context": UP_TO_SERVICES,
    "adapters": {"fields", "views"},
    "logs": {"renault_api", "supervision"},
    "urls": {"views"},
    "demo": UP_TO_SERVICES | {"simulator"},
    "management": UP_TO_SERVICES
    | {"broker", "catalogs", "cluster", "demo", "simulator", "supervision", "tasks"},
    "apps": {"checks"},
    "checks": set(),
    "templatetags": set(),
}

# Rooms that use the standard library, and beyond it only this.
NARROW: dict[str, set[str]] = {
    "renault_api": {"requests", "urllib3"},  # urllib3 comes with requests, and makes its connections
    "simulator": set(),
    "supervision": {"psycopg"},  # reads the worker's beat where the database is PostgreSQL
    "secrets_on_disk": set(),
    "rules": set(),
}

CLOCKS = {"now", "utcnow", "today"}


def files() -> list[Path]:
    return sorted(path for path in APP.rglob("*.py") if path != APP / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports(path: Path, text: str) -> Iterator[str]:
    """Yield the full dotted name of everything the file imports, names from packages included."""
    package = ".".join(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] + "." if node.level else ""
            yield from (f"{above}{node.module or ''}.{alias.name}".replace("..", ".") for alias in node.names)


def wrong_rooms(path: Path, text: str) -> list[str]:
    """Return what the file imports of rooms that it may not know."""
    room = room_of(path)
    ours = [name for name in imports(path, text) if name.startswith("vehicles.")]
    return [name for name in ours if name.split(".")[1] not in ALLOWED[room] | {room}]


def wrong_packages(path: Path, text: str) -> list[str]:
    """Return what the file imports of other people's packages though its room is narrow."""
    allowed = NARROW.get(room_of(path))
    if allowed is None:
        return []
    roots = {name: name.split(".")[0] for name in imports(path, text)}
    return [
        name for name, root in roots.items() if root not in sys.stdlib_module_names | allowed | {"vehicles"}
    ]


def clocks(path: Path, text: str) -> list[str]:
    """Return where the file asks for the time."""
    calls = [node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    asked = [func.attr for func in calls if isinstance(func, ast.Attribute) and func.attr in CLOCKS]
    return asked + [name for name in imports(path, text) if name.split(".")[0] == "time"]


def test_every_room_has_its_place() -> None:
    rooms = {room_of(path) for path in files()}
    assert rooms <= ALLOWED.keys(), "Give it a line in ALLOWED, and a place in docs/architecture.md."


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    text = path.read_text()
    assert wrong_rooms(path, text) == []
    assert wrong_packages(path, text) == []


@pytest.mark.parametrize("path", sorted((APP / "rules").rglob("*.py")), ids=lambda path: path.name)
def test_rules_are_told_the_time(path: Path) -> None:
    assert clocks(path, path.read_text()) == []


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("renault_api/transport.py", "from vehicles.models import Vehicle"),
        ("renault_api/kamereon/battery.py", "from ...rules import cadence"),
        ("rules/cadence.py", "from vehicles import clock"),
        ("models/vehicle.py", "import vehicles.services.polling"),
        ("services/polling.py", "from ..views import pages"),
        ("simulator/world.py", "from vehicles.renault_api import errors"),
    ],
)
def test_an_import_against_the_arrows_is_found(file: str, statement: str) -> None:
    assert wrong_rooms(APP / file, statement)


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("renault_api/transport.py", "import httpx"),
        ("rules/cadence.py", "from django.utils import timezone"),
        ("simulator/world.py", "import requests"),
    ],
)
def test_a_package_in_a_narrow_room_is_found(file: str, statement: str) -> None:
    assert wrong_packages(APP / file, statement)


@pytest.mark.parametrize(
    "text", ["datetime.now(UTC)", "date.today()", "timezone.now()", "import time", "from time import time"]
)
def test_a_clock_in_a_rule_is_found(text: str) -> None:
    assert clocks(APP / "rules" / "cadence.py", text)


def test_a_time_of_day_is_no_clock() -> None:
    assert clocks(APP / "rules" / "tariffs.py", "from datetime import time\nsix = time(6, 0)") == []


def test_the_client_runs_without_django() -> None:
    if not (APP / "renault_api" / "__init__.py").exists():
        pytest.skip("The client is not there yet.")
    source = "import sys, vehicles.renault_api; print([name for name in sys.modules if 'django' in name])"
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
