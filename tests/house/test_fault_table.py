"""The table of faults says what the tests measured, and leaves out none."""

import re
from pathlib import Path

from tests.faults import table
from tests.faults.rows import ROWS

TESTS = Path(table.__file__).parent


def test_every_fault_has_a_test_and_every_test_a_fault() -> None:
    marks = [
        key
        for path in sorted(TESTS.glob("test_*.py"))
        for key in re.findall(r'mark\.fault\("(\w+)"\)', path.read_text())
    ]
    assert sorted(marks) == sorted(row.key for row in ROWS)


def test_every_fault_was_measured_on_its_databases() -> None:
    assert table.missing() == [], "Run `make test-faults`."


def test_the_page_holds_the_table_as_it_was_measured() -> None:
    page = table.PAGE.read_text()
    assert page == table.page_with(table.rendered(), page), "Run `.venv/bin/python -m tests.faults.table`."
