"""Texts that Renault or a person sets stay texts."""

import csv
import io

from vehicles.models import Vehicle

from .asking import ask
from .town import Town


def test_a_name_that_begins_like_a_formula_is_text_in_a_file(town: Town) -> None:
    for start in ("=", "+", "-", "@", "\t", "\r"):
        Vehicle.objects.filter(household=town.home.household).update(name=f"{start}HYPERLINK(1)")
        rows = list(csv.reader(io.StringIO(ask(town.client("owner"), "GET", FILE).body.lstrip("\ufeff"))))
        cells = [cell for row in rows for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


FILE = "/compare/charts/distance.csv"
