"""Units, image and services hold what the pages about them promise."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy").glob("*.service"))
OURS = ("web", "worker")


def unit(path: Path) -> dict[str, str]:
    lines = [line.partition("=") for line in path.read_text().splitlines() if not line.startswith(("#", "["))]
    return {name: value for name, _equals, value in lines if value or name.endswith("Set")}


def test_there_is_a_unit_for_all_in_one_and_one_for_each_part() -> None:
    ends = {path.name: unit(path)["ExecStart"].rpartition("manage.py ")[2] for path in UNITS}
    assert ends == {
        "renault-web.service": "run",
        "renault-web-web.service": "run --web",
        "renault-web-worker.service": "run --worker",
    }


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_only_the_supervisor_is_told_to_stop(path: Path) -> None:
    assert unit(path)["KillMode"] == "mixed"
    assert int(unit(path)["TimeoutStopSec"]) > 8 + 10  # what the supervisor itself may take, and to spare
    assert unit(path)["User"] != "root"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_finds_nothing_wrong(path: Path, tmp_path: Path) -> None:
    """Where the machine has systemd; with this Python for the one that is installed later."""
    text = path.read_text()
    assert "[Unit]" in text
    assert "[Install]" in text
    if (analyze := shutil.which("systemd-analyze")) is None:
        return
    here = tmp_path / path.name
    text = re.sub(r"/opt/renault-web/\.venv/bin/python", sys.executable, text)
    here.write_text(re.sub(r"(Documentation=file://)\S+", rf"\1{ROOT}/README.md", text))
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(here)], capture_output=True, text=True, check=False
    )
    about_it = [line for line in done.stderr.splitlines() if path.name in line]
    assert about_it == []


def test_the_image_runs_as_nobody_special_and_says_how_it_fares() -> None:
    last = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert re.search(r"^USER renault-web$", last, re.MULTILINE)
    assert last.index("USER ") < last.index("CMD ")
    assert "HEALTHCHECK" in last
    assert "--require-hashes" in (ROOT / "Dockerfile").read_text()


def test_what_the_image_is_made_of_is_there_and_let_in() -> None:
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")]
    assert all((ROOT / name).exists() for name in let_in)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for name in " ".join(copied).split():
        assert name == "." or name in let_in, f"{name} is copied and not let in."
    for needed in ("manage.py", "renault_web", "vehicles", "templates", "locale", "CHANGELOG.md"):
        assert needed in let_in


def test_every_service_is_confined_and_says_how_it_fares() -> None:
    yaml = pytest.importorskip("yaml")
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    assert set(services) == {"web", "worker", "database", "cache"}
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert name in OURS or service["user"] not in ("root", "0"), name
        assert name == "web" or service["healthcheck"]["test"], name  # the image's own is the web server's
        assert not any(str(port).startswith(("0.0.0.0", "8000")) for port in service.get("ports", [])), name


def test_no_password_stands_in_the_file_of_the_services() -> None:
    text = (ROOT / "compose.yaml").read_text()
    assert re.findall(r"PASSWORD: (?!\$\{POSTGRES_PASSWORD:\?)", text) == []
