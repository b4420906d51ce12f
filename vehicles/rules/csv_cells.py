"""Cells of CSV files that no spreadsheet takes for a formula; numbers stay numbers."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# A spreadsheet takes cells that begin with these for formulas; a quote before them makes them text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def text(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def cell(value: Any) -> Any:
    """Return a stored value as a cell: ISO 8601 times, yes and no as true and false, the rest as text."""
    if value is None or isinstance(value, float | Decimal) or type(value) is int:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return text(str(value))
