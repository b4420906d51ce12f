"""`python -m tests.faults.table` writes what was measured into docs/reliability.md, between its marks."""

import fcntl
import json
from pathlib import Path
from typing import Any

from tests.faults.rows import DATABASES, ROWS, Row

MEASURED = Path(__file__).with_name("measured.json")
PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- the table of faults begins -->", "<!-- the table of faults ends -->"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

Found = dict[str, Any]


def read_measured() -> dict[str, dict[str, Found]]:
    """Return what was measured, by fault and database."""
    measured: dict[str, dict[str, Found]] = json.loads(MEASURED.read_text()) if MEASURED.exists() else {}
    return measured


def write_down(key: str, database: str, found: Found) -> None:
    """Keep what one test measured."""
    measured = read_measured()
    measured.setdefault(key, {})[database] = found
    kept = {row.key: measured[row.key] for row in ROWS if row.key in measured}
    MEASURED.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def write_down_alone(key: str, database: str, found: Found) -> None:
    """Keep what one test measured while others do the same."""
    with MEASURED.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        write_down(key, database, found)


def missing() -> list[str]:
    """Return what has not been measured: fault and database."""
    measured = read_measured()
    return [
        f"{row.key} on {NAMES[database]}"
        for row in ROWS
        for database in row.databases
        if database not in measured.get(row.key, {})
    ]


def rendered() -> str:
    """Return the table in Markdown."""
    measured = read_measured()
    lines = [
        "| What goes wrong | What is expected | What the page says | Polls until all is well | Played by |",
        "|---|---|---|---|---|",
    ]
    lines += [_line(row, measured.get(row.key, {})) for row in ROWS]
    return "\n".join(lines)


def _line(row: Row, found: dict[str, Found]) -> str:
    cells = (row.fault, row.state, _words(row, found), _polls(row, found), row.process)
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _words(row: Row, found: dict[str, Found]) -> str:
    said = list(dict.fromkeys(found[each]["words"] for each in row.databases if each in found))
    return " / ".join(f"“{words}”" for words in said) or "not measured"


def _polls(row: Row, found: dict[str, Found]) -> str:
    """Return the number once where it is the same on all its databases."""
    by_database = {each: _number(found[each]) for each in row.databases if each in found}
    numbers = set(by_database.values())
    if len(numbers) > 1:
        return ", ".join(f"{NAMES[each]}: {number}" for each, number in by_database.items())
    only = f" ({NAMES[row.only]} only)" if row.only and by_database else ""
    return f"{numbers.pop()}{only}" if numbers else "not measured"


def _number(found: Found) -> str:
    number = "none" if found["polls"] is None else str(found["polls"])
    return f"{number}; {found['note']}" if found["note"] else number


def page_with(table: str, page: str) -> str:
    """Return the page with this table between its marks."""
    before, rest = page.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def main() -> None:
    PAGE.write_text(page_with(rendered(), PAGE.read_text()))


if __name__ == "__main__":
    main()


__all__ = ["DATABASES", "missing", "page_with", "read_measured", "rendered", "write_down"]
