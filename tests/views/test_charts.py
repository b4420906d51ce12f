"""Charts by their address: JSON for the script, files for people, buttons and tables on the page."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.charts.chart import Chart, Column
from vehicles.charts.kinds import KINDS
from vehicles.models import BatterySnapshot, Energy, Vehicle
from vehicles.views.chart_files import csv_file, text


def told_now(of: Vehicle, **raw: Any) -> None:
    builders.tell(of, "battery-status", clock.now(), timestamp=clock.now().isoformat(), **raw)


def address(cast: Cast, kind: str = "json", key: str = "state_of_charge") -> str:
    return reverse(f"chart-{kind}", args=[cast.zoe.pk, key])


def lines(response: HttpResponseBase) -> list[list[str]]:
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(body)))


def test_the_json_answers_each_range_and_says_what_it_shows(cast: Cast) -> None:
    told_now(cast.zoe, batteryLevel=50)
    client = cast.client(cast.viewer)
    for key in ("day", "week", "month", "year", "all"):
        body = client.get(address(cast), {"range": key}).json()
        assert (body["range"], body["time_zone"]) == (key, "Europe/Paris")
        assert body["series"][0]["values"] == [50.0]
        assert body["whole"] == [body["from"], body["to"]]


def test_a_zoom_tells_the_whole_beside_its_part(cast: Cast) -> None:
    told_now(cast.zoe, batteryLevel=50)
    now = int(clock.now().timestamp())
    zoom = {"range": "week", "from": now - 7200, "to": now - 3600}
    body = cast.client(cast.viewer).get(address(cast), zoom).json()
    assert (body["from"], body["to"]) == (now - 7200, now - 3600)
    assert body["whole"][1] - body["whole"][0] == 7 * 24 * 3600
    assert body["series"][0]["values"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"range": "decade"},
        {"step": "hour"},
        {"from": "1"},
        {"from": "9", "to": "3"},
        {"from": "a", "to": "b"},
        {"from": "0", "to": "9" * 30},
    ],
)
def test_nonsense_in_the_address_is_not_found(cast: Cast, query: dict[str, str]) -> None:
    client = cast.client(cast.viewer)
    for kind in ("json", "csv"):
        assert client.get(address(cast, kind), query).status_code == 404
    assert client.get(reverse("vehicle", args=[cast.zoe.pk]), query).status_code == 404


def test_a_chart_that_there_is_not_or_that_does_not_fit_the_vehicle_is_not_found(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    assert client.get(address(cast, key="nonsense")).status_code == 404
    Vehicle.objects.filter(pk=cast.zoe.pk).update(energy=Energy.FUEL)
    assert client.get(address(cast)).status_code == 404


def test_every_kind_of_chart_answers_for_a_vehicle_that_has_told_nothing(cast: Cast) -> None:
    client = cast.client(cast.viewer)
    for key in (key for key, kind in KINDS.items() if kind.fits(cast.zoe)):
        body = client.get(address(cast, key=key))
        assert body.status_code == 200, key
        assert all(len(each["values"]) <= 2000 for each in body.json()["series"]), key
        assert len(lines(client.get(address(cast, "csv", key)))) >= 1, key


def test_a_csv_file_has_units_in_its_head_and_times_with_their_zone(cast: Cast) -> None:
    at = clock.now().replace(microsecond=0)
    builders.tell(
        cast.zoe, "battery-status", at, timestamp=at.isoformat(), batteryLevel=57, batteryAutonomy=188
    )
    response = cast.client(cast.viewer).get(address(cast, "csv"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="zoe-state_of_charge.csv"'
    head, row = lines(response)
    assert head[:3] == ["Time", "State of charge (%)", "Range (km)"]
    assert row[0] == at.astimezone(cast.zoe.zone).isoformat()
    assert row[1:3] == ["57.0", "188.0"]


def test_a_csv_file_is_sent_in_parts_and_has_all_rows(cast: Cast) -> None:
    now = clock.now()
    BatterySnapshot.objects.bulk_create(
        BatterySnapshot(
            vehicle=cast.zoe,
            reported_at=now - timedelta(minutes=5 * number),
            has_car_time=True,
            first_fetched_at=now,
            last_fetched_at=now,
            state_of_charge=50,
        )
        for number in range(1, 2001)
    )
    response = cast.client(cast.viewer).get(address(cast, "csv"), {"range": "month"})
    parts = list(response.streaming_content)  # type: ignore[attr-defined]
    assert len(parts) > 3
    assert b"".join(parts).count(b"\r\n") == 2001


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_a_file_is_taken_for_a_formula(start: str) -> None:
    from zoneinfo import ZoneInfo

    cell = f"{start}cmd|' /C calc'!A0"
    chart = Chart("x", "X", [Column("note", cell, "text"), Column("n", "N")], [(cell, -5.5)])
    head, row = lines(csv_file(chart, ZoneInfo("UTC"), "Zoé"))
    assert head[0] == row[0] == f"'{cell}"
    assert row[1] == "-5.5"  # a number is no formula
    assert text("plain") == "plain"


def test_the_json_file_carries_a_name(cast: Cast) -> None:
    response = cast.client(cast.viewer).get(address(cast), {"file": "1"})
    assert response["Content-Disposition"] == 'attachment; filename="zoe-state_of_charge.json"'


def test_the_page_holds_what_the_json_address_answers_and_the_same_part_for_all_its_charts(
    cast: Cast,
) -> None:
    told_now(cast.zoe, batteryLevel=57, batteryAutonomy=188)
    now = int(clock.now().timestamp())
    page = cast.client(cast.viewer).get(
        reverse("vehicle", args=[cast.zoe.pk]), {"range": "month", "from": now - 3600, "to": now + 60}
    )
    found = re.findall(
        r'<script id="chart-(\w+)-figures" type="application/json">(.*?)</script>', page.content.decode()
    )
    assert [key for key, _ in found] == ["state_of_charge", "range"]
    for key, figures in found:
        body = cast.client(cast.viewer).get(
            address(cast, key=key), {"range": "month", "from": now - 3600, "to": now + 60}
        )
        told, asked = json.loads(figures), body.json()
        del told["whole"], asked["whole"]  # a second may have passed
        rows = asked.pop("table")["rows"]
        assert told == asked
        assert rows
        assert "<tr><td>" + "</td><td>".join(rows[0]) + "</td></tr>" in page.content.decode()


def test_range_buttons_are_links_that_leave_the_zoom(cast: Cast) -> None:
    told_now(cast.zoe, batteryLevel=57)
    page_address = reverse("vehicle", args=[cast.zoe.pk])
    page = cast.client(cast.viewer).get(page_address, {"range": "day", "from": "5", "to": "9"})
    assert f'href="{page_address}?range=year"' in page.content.decode()
    assert 'aria-current="true">Day' in re.sub(r"\s+", " ", page.content.decode()).replace('" >', '">')


def test_a_vehicle_that_has_told_nothing_yet_says_so_and_offers_no_buttons(cast: Cast) -> None:
    page = cast.client(cast.viewer).get(reverse("vehicle", args=[cast.zoe.pk])).content.decode()
    assert "Nothing has been told yet." in page
    assert "data-range" not in page
