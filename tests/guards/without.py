"""Takes away each guard in turn and runs its tests, which must fail: `make test-guards`.

    python -m tests.guards.without [words of a guard …]

It works in a copy of the project, so that nothing of this one is touched. Exits with 1 where a guard's tests
pass without it, where they fail as it is, or where its source has changed so that it cannot be taken away.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .guards import GUARDS, Guard

ROOT = Path(__file__).resolve().parents[2]
LINKED = ("node_modules", "staticfiles", ".venv")
FAILED_TESTS = 1  # what pytest exits with where tests ran and some failed


def main(words: list[str]) -> int:
    chosen = [guard for guard in GUARDS if all(word in guard.what for word in words)]
    with tempfile.TemporaryDirectory(prefix="renault-web-guards-") as folder:
        copy = _copy(Path(folder))
        _say("With all guards: ")
        everything = sorted({test for guard in chosen for test in guard.tests})
        code, told = _run(copy, everything)
        if code != 0:
            _say(f"the tests fail as it is.\n{told}\n")
            return 1
        _say("the tests pass.\n")
        bad = [guard for guard in chosen if not _is_missed(copy, guard)]
    _say(f"{len(chosen) - len(bad)} of {len(chosen)} guards are missed by their tests when they are gone.\n")
    return 1 if bad else 0


def _is_missed(copy: Path, guard: Guard) -> bool:
    began = time.monotonic()
    _say(f"Without: {guard.what} … ")
    file = copy / guard.file
    source = file.read_text(encoding="utf-8")
    if source.count(guard.old) != 1:
        _say(f"CANNOT BE TAKEN AWAY: its text stands {source.count(guard.old)} times in {guard.file}\n")
        return False
    file.write_text(source.replace(guard.old, guard.new), encoding="utf-8")
    try:
        passing = [test for test in guard.tests if _run(copy, [test])[0] != FAILED_TESTS]
    finally:
        file.write_text(source, encoding="utf-8")
    took = time.monotonic() - began
    _say(f"NOT MISSED by {', '.join(passing)}\n" if passing else f"missed ({took:.0f} s)\n")
    return not passing


def _copy(folder: Path) -> Path:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / "copy" / name)
    for name in LINKED:
        if (ROOT / name).exists():
            (folder / "copy" / name).symlink_to(ROOT / name)
    return folder / "copy"


def _run(copy: Path, tests: list[str]) -> tuple[int, str]:
    """Run tests in the copy, on a database that is made once; return pytest's exit code and last lines."""
    environ = os.environ | {"DATA_DIR": str(copy.parent / "data"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--reuse-db", "-p", "no:cacheprovider", *tests]
    ran = subprocess.run(command, cwd=copy, env=environ, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout[-2000:]


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
