"""Columns that take little room: what goes in comes out, and the database compares as Python does."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Max, Min, OuterRef, Subquery

from tests import builders
from tests.builders import at
from vehicles.models import BatterySnapshot, ChargeState, HvacSnapshot, PlugState, Vehicle
from vehicles.models.columns import InstantField, epoch_seconds
from vehicles.models.snapshots import CHARGE_CODES, PLUG_CODES

pytestmark = pytest.mark.django_db

NOON = at("2026-03-01 12:00")


@pytest.fixture
def zoe() -> Vehicle:
    return builders.vehicle(builders.household())


def snapshot(zoe: Vehicle, reported_at: datetime, **columns: Any) -> BatterySnapshot:
    return BatterySnapshot.objects.create(
        vehicle=zoe,
        reported_at=reported_at,
        has_car_time=True,
        first_fetched_at=reported_at,
        last_fetched_at=reported_at,
        **columns,
    )


@pytest.mark.parametrize(
    "instant",
    [NOON, at("2019-12-31 23:59"), at("2012-01-01 00:00"), at("2087-12-31 00:00"), at("2020-01-01 00:00")],
)
def test_an_instant_comes_back_as_it_was(zoe: Vehicle, instant: datetime) -> None:
    snapshot(zoe, instant)
    stored = BatterySnapshot.objects.get(reported_at=instant).reported_at
    assert stored == instant
    assert stored.tzinfo is UTC


def test_an_instant_of_another_zone_is_the_same_instant_and_loses_what_is_finer_than_a_second(
    zoe: Vehicle,
) -> None:
    local = datetime(2026, 3, 1, 13, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))
    kept = snapshot(zoe, local)
    assert BatterySnapshot.objects.get(pk=kept.pk).reported_at == NOON
    before_2020 = at("2019-06-01 00:00") + timedelta(milliseconds=1)
    assert BatterySnapshot.objects.get(pk=snapshot(zoe, before_2020).pk).reported_at == at("2019-06-01 00:00")


def test_a_time_without_a_zone_is_refused(zoe: Vehicle) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="has no zone"), transaction.atomic():
        snapshot(zoe, naive)
    with pytest.raises(ValueError, match="has no zone"):
        BatterySnapshot.objects.filter(reported_at__gte=naive).exists()
    with pytest.raises(ValidationError):
        InstantField().to_python("2026-03-01T12:00:00")


def test_what_lies_too_far_away_is_refused_to_store_and_may_be_compared_with(zoe: Vehicle) -> None:
    snapshot(zoe, NOON)
    with pytest.raises(ValueError, match="too far away"), transaction.atomic():
        snapshot(zoe, at("2090-01-01 00:00"))
    assert BatterySnapshot.objects.filter(reported_at__lt=at("2900-01-01 00:00")).exists()


def test_the_database_orders_and_compares_instants(zoe: Vehicle) -> None:
    for hour in (-24 * 365 * 8, 0, 1, 2):
        snapshot(zoe, NOON + timedelta(hours=hour), state_of_charge=50)
    later = BatterySnapshot.objects.filter(reported_at__gt=NOON)
    assert later.count() == 2
    assert BatterySnapshot.objects.filter(reported_at__range=(NOON, NOON + timedelta(hours=1))).count() == 2
    assert BatterySnapshot.objects.filter(reported_at__in=[NOON, at("2030-01-01 00:00")]).count() == 1
    assert BatterySnapshot.objects.filter(last_fetched_at=F("first_fetched_at")).count() == 4
    ends = BatterySnapshot.objects.aggregate(first=Min("reported_at"), last=Max("reported_at"))
    assert ends == {"first": NOON - timedelta(days=365 * 8), "last": NOON + timedelta(hours=2)}
    newest = BatterySnapshot.objects.filter(vehicle_id=OuterRef("pk")).order_by("-reported_at")
    found = Vehicle.objects.annotate(at=Subquery(newest.values("reported_at")[:1])).get()
    assert found.at == NOON + timedelta(hours=2)


def test_a_second_that_has_begun_lies_before_an_instant_within_it(zoe: Vehicle) -> None:
    snapshot(zoe, NOON)
    within = NOON + timedelta(milliseconds=500)
    of = BatterySnapshot.objects
    assert of.filter(reported_at__lt=within).exists()
    assert of.filter(reported_at__lte=within).exists()
    assert not of.filter(reported_at__gte=within).exists()
    assert not of.filter(reported_at__gt=within).exists()


def test_epoch_seconds_are_worked_out_for_both_kinds_of_time(zoe: Vehicle) -> None:
    snapshot(zoe, at("2016-02-29 12:00"))
    seconds = BatterySnapshot.objects.annotate(at=epoch_seconds("reported_at")).values_list("at", flat=True)
    assert list(seconds) == [int(at("2016-02-29 12:00").timestamp())]
    Vehicle.objects.update(created_at=NOON + timedelta(milliseconds=900))
    seconds = Vehicle.objects.annotate(at=epoch_seconds("created_at")).values_list("at", flat=True)
    assert list(seconds) == [int(NOON.timestamp())]


@pytest.mark.parametrize("figure", [182.7, 0.1, 3.1, 31.45, 99.99, 0.001, 1999.99, -12.5, 100.0])
def test_a_figure_comes_back_with_its_digits(zoe: Vehicle, figure: float) -> None:
    snapshot(zoe, NOON, range_km=figure)
    assert BatterySnapshot.objects.get().range_km == figure
    assert BatterySnapshot.objects.aggregate(most=Max("range_km"))["most"] == figure


def test_states_are_words_here_and_small_numbers_there(zoe: Vehicle) -> None:
    snapshot(zoe, NOON, plug_state=PlugState.PLUGGED, charge_state="charging")
    snapshot(zoe, NOON + timedelta(hours=1))
    words = BatterySnapshot.objects.order_by("reported_at").values_list("plug_state", "charge_state")
    assert list(words) == [("plugged", "charging"), ("", "")]
    assert BatterySnapshot.objects.get(charge_state=ChargeState.CHARGING).get_plug_state_display() == (
        "Plugged in"
    )
    assert BatterySnapshot.objects.filter(charge_state__in=["charging", "ended"]).count() == 1
    assert BatterySnapshot.objects.exclude(plug_state="").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT plug_state, charge_state FROM vehicles_batterysnapshot ORDER BY reported_at")
        assert [tuple(row) for row in cursor.fetchall()] == [(2, 6), (0, 0)]


def test_a_word_without_a_code_is_refused_and_a_number_from_later_reads_as_not_told(zoe: Vehicle) -> None:
    with pytest.raises(ValueError, match="no code for 'flying'"), transaction.atomic():
        snapshot(zoe, NOON, charge_state="flying")
    snapshot(zoe, NOON)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vehicles_batterysnapshot SET charge_state = 99")
    assert BatterySnapshot.objects.get().charge_state == ""


def test_codes_never_change_and_every_state_has_one() -> None:
    """A number once given is in people's databases: add a line here, never change one."""
    assert {"": 0, "unplugged": 1, "plugged": 2, "error": 3}.items() <= PLUG_CODES.items()
    assert {
        "": 0,
        "not_charging": 1,
        "waiting_planned": 2,
        "ended": 3,
        "waiting_current": 4,
        "flap_open": 5,
        "charging": 6,
        "error": 7,
        "unavailable": 8,
        "v2g_waiting": 9,
        "v2l_connected": 10,
        "v2g_discharging": 11,
        "v2g_charging": 12,
    }.items() <= CHARGE_CODES.items()
    for codes, states in ((PLUG_CODES, PlugState), (CHARGE_CODES, ChargeState)):
        assert set(codes) == {"", *states.values}
        assert len(set(codes.values())) == len(codes)


def test_snapshots_go_through_a_dump_and_back(zoe: Vehicle) -> None:
    HvacSnapshot.objects.create(
        vehicle=zoe,
        reported_at=NOON,
        has_car_time=False,
        first_fetched_at=NOON,
        last_fetched_at=NOON + timedelta(hours=1),
        next_start_at=None,
        cabin_c=18.5,
    )
    snapshot(zoe, NOON, charge_state="ended", range_km=182.7)
    before = [*HvacSnapshot.objects.values(), *BatterySnapshot.objects.values()]
    dump = serializers.serialize("json", [*HvacSnapshot.objects.all(), *BatterySnapshot.objects.all()])
    HvacSnapshot.objects.all().delete()
    BatterySnapshot.objects.all().delete()
    for row in serializers.deserialize("json", dump):
        row.save()
    assert [*HvacSnapshot.objects.values(), *BatterySnapshot.objects.values()] == before
