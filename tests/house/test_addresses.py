"""Every address is in the table that says who gets what there."""

from tests.guards.addresses import PARTS
from tests.guards.routes import ROUTES


def test_every_address_has_its_row_in_the_table() -> None:
    rows = [route.name for route in ROUTES]
    missing = [f'    Route("{name}", WHO_SEES_IT, WHO_ACTS),' for name in sorted(set(PARTS) - set(rows))]
    assert not missing, "Add to ROUTES in tests/guards/routes.py:\n" + "\n".join(missing)
    gone = sorted(set(rows) - set(PARTS))
    assert not gone, f"These rows of tests/guards/routes.py have no address any more: {gone}"
    assert len(rows) == len(set(rows)), "An address has two rows in tests/guards/routes.py."
