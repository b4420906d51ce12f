"""Backups on the disk: one folder each, which appears when it is whole, with a file that says what is in it.

backups/2026-11-28T030000Z/about.json
backups/2026-11-28T030000Z/database.sqlite3.gz     or database.pgdump
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from ..rules.backups import to_keep

FORMAT = 1
ABOUT = "about.json"
UNFINISHED = ".unfinished-"
NAME = "%Y-%m-%dT%H%M%SZ"
FILES = {"sqlite": "database.sqlite3.gz", "postgresql": "database.pgdump"}
CHUNK = 1 << 20

Progress = Callable[[float], None]  # called with the share that is done, 0 to 1


class BackupFailed(Exception):
    """A backup cannot be made, read or put back; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class About:
    """What a backup holds; `sha256` is of the file as it lies on the disk, `tables` are rows by table."""

    made_at: datetime
    version: str
    engine: str
    tables: dict[str, int]
    migrations: list[tuple[str, str]]
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole backup on the disk."""

    folder: Path
    about: About

    @property
    def file(self) -> Path:
        return self.folder / FILES[self.about.engine]


def free_name(root: Path, now: datetime) -> datetime:
    """Return the first second from `now` on that no backup has for its name."""
    at = now.replace(microsecond=0)
    while (root / at.strftime(NAME)).exists():
        at += timedelta(seconds=1)
    return at


def begin(root: Path, made_at: datetime) -> Path:
    """Return a new unfinished folder that only we can enter, after sweeping what earlier ones left."""
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in root.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)
        draft = root / f"{UNFINISHED}{made_at.strftime(NAME)}"
        draft.mkdir(mode=0o700)
    except OSError as error:
        raise BackupFailed(
            _("The folder %(folder)s cannot be written: %(why)s.")
            % {"folder": root, "why": error.strerror or error}
        ) from None
    return draft


def finish(draft: Path, about: About) -> Backup:
    """Write what is in it, and give the folder its name in one step."""
    told = asdict(about) | {"format": FORMAT, "made_at": about.made_at.isoformat()}
    (draft / ABOUT).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    for path in draft.iterdir():
        path.chmod(0o600)
        _sync(path)
    folder = draft.with_name(draft.name.removeprefix(UNFINISHED))
    draft.rename(folder)
    _sync(folder.parent)
    return Backup(folder, about)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(folder: Path) -> Backup:
    """Return the backup in a folder; raises BackupFailed where there is none that this version knows."""
    try:
        told = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if told.pop("format") != FORMAT or told["engine"] not in FILES:
            raise BackupFailed(
                _("%(folder)s was made by a newer version. Update first.") % {"folder": folder}
            )
        told["made_at"] = datetime.fromisoformat(told["made_at"])
        told["migrations"] = [(app, name) for app, name in told["migrations"]]
        return Backup(folder, About(**told))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BackupFailed(_("%(folder)s holds no whole backup.") % {"folder": folder}) from None


def listed(root: Path) -> list[Backup]:
    """Return all whole backups, the newest first; broken folders are passed over."""
    found = []
    for folder in root.glob("????-??-??T??????Z") if root.is_dir() else ():
        try:
            found.append(read(folder))
        except BackupFailed:
            continue
    return sorted(found, key=lambda each: each.about.made_at, reverse=True)


def drop_old(root: Path) -> list[Path]:
    """Delete the backups whose time is over, and return their folders."""
    backups = listed(root)
    kept = to_keep(each.about.made_at.astimezone(UTC) for each in backups)
    dropped = [each.folder for each in backups if each.about.made_at.astimezone(UTC) not in kept]
    for folder in dropped:
        shutil.rmtree(folder)
    return dropped


def digest(path: Path, progress: Progress = lambda _share: None) -> str:
    """Return the SHA-256 of a file, read from the disk."""
    whole = hashlib.sha256()
    size = max(path.stat().st_size, 1)
    done = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            whole.update(chunk)
            done += len(chunk)
            progress(done / size)
    return whole.hexdigest()


def check_room(folder: Path, needed_bytes: int) -> None:
    """Raise BackupFailed where the disk has no room for that much."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise BackupFailed(
            _("The disk of %(folder)s has %(free)s MB free, and %(needed)s MB are needed.")
            % {"folder": folder, "free": free // 10**6, "needed": -(-needed_bytes // 10**6)}
        )
