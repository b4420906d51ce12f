"""Where nothing was told, nothing is drawn."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests import builders
from vehicles.models import User, Vehicle

from .chromium import Page, expect
from .look import Look
from .stage import settle

# Whether the line's colour, or the area's beneath it, is in the column of pixels at a share of the width.
IS_DRAWN = """(card, share) => {
  const over = card.querySelector(".u-over").getBoundingClientRect();
  const canvas = card.querySelector("canvas");
  const box = canvas.getBoundingClientRect();
  const ratio = canvas.width / box.width;
  const x = Math.round((over.x - box.x + over.width * share) * ratio);
  const top = Math.round((over.y - box.y) * ratio);
  const { data } = canvas.getContext("2d").getImageData(x, top, 1, Math.round(over.height * ratio));
  for (let at = 0; at < data.length; at += 4) {
    // The charge is green: far more of that than of red.
    if (data[at + 3] > 200 && data[at + 1] - data[at] > 80) return true;
  }
  return false;
}"""


@pytest.fixture
def owner(site: Any) -> User:
    """Somebody whose car told its state of charge for a week, but for two days and a half in the middle."""
    home = builders.household()
    now = datetime.now(UTC)
    told = [now - timedelta(hours=hours) for hours in range(7 * 24, -1, -2) if not 54 < hours < 114]
    builders.store(
        builders.vehicle(home),
        [
            builders.answer(
                "battery-status",
                at,
                timestamp=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                batteryLevel=40 + number % 20,
                plugStatus=0,
                chargingStatus=0.0,
            )
            for number, at in enumerate(told)
        ],
    )
    return builders.member(home)


def test_a_silence_of_days_is_a_gap_in_the_line(
    look_at: Callable[..., Page], look: Look, owner: User
) -> None:
    page = look_at(look, owner)
    page.goto(f"/vehicles/{Vehicle.objects.get().pk}/?range=week")
    settle(page)
    card = page.locator("#chart-state_of_charge")
    expect(card.locator(".u-over")).to_be_visible()
    hours = {"before": 140, "within": 84, "after": 20}
    seen = {name: card.evaluate(IS_DRAWN, 1 - back / (7 * 24)) for name, back in hours.items()}
    assert seen == {"before": True, "within": False, "after": True}
