"""The page with Renault's own counts: differences in words, files, and what is said where there are none."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import ChargeSession, ToldKind, ToldRow, Vehicle


def tell(vehicle: Vehicle, kind: str, key: str, **raw: Any) -> None:
    now = clock.now()
    ToldRow.objects.create(
        vehicle=vehicle, kind=kind, key=key, raw=raw, first_fetched_at=now, last_fetched_at=now
    )


def page(cast: Cast, **query: str) -> str:
    response = cast.client(cast.viewer).get(reverse("vehicle-told", args=[cast.zoe.pk]), query)
    assert response.status_code == 200
    return str(response.content.decode())


def yesterday(cast: Cast) -> str:
    return (clock.now() - timedelta(days=1)).astimezone(cast.zoe.zone).strftime("%Y%m%d")


def test_without_any_history_the_page_says_so(cast: Cast) -> None:
    assert "Renault has told no history for this model." in page(cast)
    Vehicle.objects.filter(pk=cast.zoe.pk).update(energy="fuel")
    assert "burns fuel only" in page(cast)


def test_it_belongs_to_the_page_that_leads_to_it(cast: Cast) -> None:
    about = reverse("vehicle-about", args=[cast.zoe.pk])
    assert f'<a href="{about}" aria-current="page">' in page(cast)


def test_a_difference_is_said_in_words(cast: Cast) -> None:
    tell(cast.zoe, ToldKind.CHARGE_DAY, yesterday(cast), totalChargesNumber=2, totalChargesDuration=495)
    noon = (clock.now() - timedelta(days=1)).astimezone(cast.zoe.zone).replace(hour=12, minute=0)
    ChargeSession.objects.create(vehicle=cast.zoe, started_at=noon, ended_at=noon + timedelta(minutes=490))
    shown = page(cast)
    assert "2 charges, 8\u202fh 15\u202fmin" in shown
    assert "1 charge, 8\u202fh 10\u202fmin" in shown
    assert "1 day compared" in shown
    assert "differs in number" in shown


def test_where_both_agree_nothing_is_made_of_it(cast: Cast) -> None:
    tell(cast.zoe, ToldKind.CHARGE_DAY, yesterday(cast), totalChargesNumber=0, totalChargesDuration=0)
    assert "Nowhere in the time shown." in page(cast)


def test_the_numbers_come_as_files_too(cast: Cast) -> None:
    tell(cast.zoe, ToldKind.CHARGE_DAY, yesterday(cast), totalChargesNumber=2, note="=1+1")
    tell(cast.zoe, ToldKind.HVAC_SESSION, "a", hvacSessionStartDate="2026-11-01T06:00:00Z")
    client = cast.client(cast.viewer)
    csv = client.get(reverse("chart-csv", args=[cast.zoe.pk, "told_charges"]))
    text = b"".join(csv.streaming_content).decode()  # type: ignore[attr-defined]
    assert "Renault: number" in text
    assert "note: =1+1" in text
    body = client.get(reverse("chart-json", args=[cast.zoe.pk, "told_charges"])).json()
    assert [each["label"] for each in body["series"]] == ["Renault", "Here"]
    assert client.get(reverse("chart-csv", args=[cast.zoe.pk, "told_hvac_sessions"])).status_code == 200
    assert client.get(reverse("chart-json", args=[cast.zoe.pk, "told_hvac"])).status_code == 404
    assert "Sun 1 Nov 2026, 07:00\u00a0CET" in page(cast)


def test_heating_alone_is_shown_alone(cast: Cast) -> None:
    tell(cast.zoe, ToldKind.HVAC_MONTH, yesterday(cast)[:6], totalHvacSessionsNumber=3)
    shown = page(cast, range="year")
    assert "told_hvac" in shown
    assert "Where the two differ" not in shown


def test_nonsense_in_the_address_is_not_found(cast: Cast) -> None:
    tell(cast.zoe, ToldKind.CHARGE_DAY, yesterday(cast), totalChargesNumber=2)
    address = reverse("vehicle-told", args=[cast.zoe.pk])
    for query in ({"range": "decade"}, {"step": "hour"}, {"from": "2"}):
        assert cast.client(cast.viewer).get(address, query).status_code == 404


def test_about_leads_there(cast: Cast) -> None:
    about = cast.client(cast.viewer).get(reverse("vehicle-about", args=[cast.zoe.pk])).content.decode()
    assert reverse("vehicle-told", args=[cast.zoe.pk]) in about
