"""Polling against the played servers: what is due, within the budget, and what failures mean."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from vehicles import clock
from vehicles.models import (
    BatterySnapshot,
    CockpitSnapshot,
    EndpointState,
    Household,
    HvacSnapshot,
    LocationSnapshot,
    LoginState,
    RenaultCall,
    RenaultLogin,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from vehicles.renault_api import RenaultVehicle
from vehicles.renault_api.transport import Transport
from vehicles.services import budget, polling, statements, storing

pytestmark = pytest.mark.django_db

ZOE_50 = "VF1PLAYEDZE500002"


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def login(home: Household, simulator: Any) -> RenaultLogin:
    return builders.linked(home, builders.member(home))


def calls_answered(simulator: Any, login: RenaultLogin) -> int:
    return int(simulator.control.calls(login.email))


def make_due(login: RenaultLogin) -> None:
    RenaultLogin.objects.filter(pk=login.pk).update(wait_until=None)
    Vehicle.objects.filter(account__login=login).update(due_at=clock.now())
    VehicleEndpoint.objects.update(tried_at=clock.now() - timedelta(days=1))


def test_a_poll_brings_the_figures_of_every_followed_vehicle(login: RenaultLogin) -> None:
    polling.poll_login(login.pk)
    assert BatterySnapshot.objects.values("vehicle").distinct().count() == 3
    assert CockpitSnapshot.objects.values("vehicle").distinct().count() == 3
    assert HvacSnapshot.objects.values("vehicle").distinct().count() == 3
    assert not LocationSnapshot.objects.exists()
    assert not Vehicle.objects.due(clock.now()).exists()


def test_a_poll_that_brings_nothing_new_stores_it_in_three_writes_for_each_vehicle(
    login: RenaultLogin, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    polling.poll_login(login.pk)
    # Within the same second no run would last longer.
    settings.CLOCK_START, settings.CLOCK_STARTED_AT = clock.now() + timedelta(minutes=1), datetime.now(UTC)
    settings.CLOCK_SPEED = 1.000001
    counts: list[tuple[int, int, int]] = []
    store = storing.store

    def counted(vehicle: Vehicle, answers: Sequence[storing.Answer], *, polled: bool) -> int:
        with CaptureQueriesContext(connection) as captured:
            added = store(vehicle, answers, polled=polled)
        ran = [sql for query in captured.captured_queries for sql in query["sql"].split(";\n")]
        changing = [sql for sql in ran if sql.startswith(("INS", "UPD", "DEL"))]
        counts.append((len(answers), added, len(changing)))
        return added

    monkeypatch.setattr(storing, "store", counted)
    make_due(login)
    polling.poll_login(login.pk)
    assert len(counts) == 3
    for answers, added, changing in counts:
        assert answers >= 3
        assert added == 0
        assert 1 <= changing <= 3


def test_what_was_answered_is_kept_where_a_later_answer_ends_the_poll(
    login: RenaultLogin, simulator: Any
) -> None:
    Vehicle.objects.exclude(vin=ZOE_50).update(due_at=None)
    simulator.control.fault("quota", login=login.email, limit=calls_answered(simulator, login) + 2)
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert login.state == LoginState.COOLING
    zoe = Vehicle.objects.get(vin=ZOE_50)
    assert BatterySnapshot.objects.filter(vehicle=zoe).count() == 1
    assert CockpitSnapshot.objects.filter(vehicle=zoe).count() == 1
    works = VehicleEndpoint.objects.filter(vehicle=zoe, state=EndpointState.WORKS, raw__isnull=False)
    read = works.exclude(endpoint="details").values_list("endpoint", flat=True)
    assert set(read) == {"battery-status", "cockpit"}


def test_positions_that_are_turned_off_while_the_answer_is_on_its_way_are_not_kept(
    login: RenaultLogin, monkeypatch: pytest.MonkeyPatch
) -> None:
    Vehicle.objects.filter(vin=ZOE_50).update(positions_on=True)
    get_location = RenaultVehicle.get_location

    def turned_off_meanwhile(self: RenaultVehicle) -> Any:
        answer = get_location(self)
        Vehicle.objects.update(positions_on=False)
        return answer

    monkeypatch.setattr(RenaultVehicle, "get_location", turned_off_meanwhile)
    polling.poll_login(login.pk)
    assert BatterySnapshot.objects.filter(vehicle__vin=ZOE_50).exists()
    assert not LocationSnapshot.objects.exists()
    assert not VehicleEndpoint.objects.filter(endpoint="location").exists()


def test_polling_again_before_anything_is_due_asks_nothing(login: RenaultLogin, simulator: Any) -> None:
    polling.poll_login(login.pk)
    before = calls_answered(simulator, login)
    polling.poll_login(login.pk)
    assert calls_answered(simulator, login) == before


def test_every_call_is_counted(login: RenaultLogin, simulator: Any) -> None:
    polling.poll_login(login.pk)
    assert RenaultCall.objects.count() == calls_answered(simulator, login)


def test_the_calls_of_all_cars_of_a_login_are_counted_together_and_none_too_many(
    login: RenaultLogin, simulator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = []
    reserve_ahead = budget.reserve_ahead

    def noted(*arguments: Any) -> list[int]:
        keys = reserve_ahead(*arguments)
        counted.append(len(keys))
        return keys

    monkeypatch.setattr(budget, "reserve_ahead", noted)
    before, counted_before = calls_answered(simulator, login), RenaultCall.objects.count()
    polling.poll_login(login.pk)
    assert len(counted) == 1
    assert counted[0] >= Vehicle.objects.count() > 1
    made = calls_answered(simulator, login) - before
    assert RenaultCall.objects.count() - counted_before == made


def test_a_tick_queues_a_due_login_once(login: RenaultLogin) -> None:
    from django_q.models import OrmQ

    OrmQ.objects.all().delete()
    assert polling.queue_due(clock.now()) == 1
    assert polling.queue_due(clock.now()) == 0
    assert OrmQ.objects.count() == 1


def test_where_a_ticks_time_is_over_the_longest_waiting_are_queued_and_the_others_by_the_next(
    login: RenaultLogin, simulator: Any
) -> None:
    homes = [builders.household(), builders.household()]
    others = [builders.linked(home, builders.member(home)) for home in homes]
    RenaultLogin.objects.update(queued_until=None)
    now = clock.now()
    for minutes, each in enumerate((login, *others)):
        due_at = now - timedelta(minutes=minutes)
        Vehicle.objects.filter(account__login=each).update(due_at=due_at)
    seconds = iter(range(0, 100, 2))
    polling.queue_due(now, timedelta(seconds=5), monotonic=lambda: float(next(seconds)))
    waiting = RenaultLogin.objects.filter(queued_until=None)
    assert [each.pk for each in waiting] == [login.pk]
    assert polling.queue_due(now) == 1
    assert not waiting.all().exists()


def test_two_processes_cannot_poll_one_login_at_a_time(login: RenaultLogin, simulator: Any) -> None:
    RenaultLogin.objects.update(polling_until=clock.machine_now() + timedelta(minutes=1))
    before = calls_answered(simulator, login)
    polling.poll_login(login.pk)
    assert calls_answered(simulator, login) == before
    RenaultLogin.objects.update(polling_until=clock.machine_now() - timedelta(seconds=1))
    polling.poll_login(login.pk)
    assert calls_answered(simulator, login) > before


def test_no_more_than_fifty_reads_an_hour_and_what_is_left_stays_due(
    login: RenaultLogin, simulator: Any
) -> None:
    now = clock.now()
    RenaultCall.objects.all().delete()
    RenaultCall.objects.bulk_create(
        [RenaultCall(login=login, at=now - timedelta(minutes=30)) for _ in range(48)]
    )
    before = calls_answered(simulator, login)
    polling.poll_login(login.pk)
    assert calls_answered(simulator, login) == before + 2
    assert BatterySnapshot.objects.count() == 1
    # Two vehicles are due and keep their places; the login waits until the hour has calls again.
    assert Vehicle.objects.due(now).count() == 2
    login.refresh_from_db()
    assert login.wait_until == now + timedelta(minutes=30)
    assert polling.queue_due(clock.now()) == 0
    assert not RenaultLogin.objects.due(now + timedelta(minutes=29)).exists()
    assert RenaultLogin.objects.due(now + timedelta(minutes=31)).exists()


def test_no_call_starts_that_the_tasks_time_could_not_hold(login: RenaultLogin, simulator: Any) -> None:
    before = calls_answered(simulator, login)
    late = polling._Poll(statements.followed().ask({"login": login.pk}))
    late.last_start = -1.0
    late.run()
    assert calls_answered(simulator, login) == before
    assert Vehicle.objects.due(clock.now()).count() == 3


def test_positions_are_asked_only_where_they_are_on(login: RenaultLogin) -> None:
    Vehicle.objects.filter(vin=ZOE_50).update(positions_on=True)
    polling.poll_login(login.pk)
    assert LocationSnapshot.objects.values("vehicle").distinct().count() == 1


def test_an_endpoint_refused_before_it_ever_worked_is_learnt_and_left_out(
    login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault("privacy", vin=ZOE_50, form="403009", times=0)
    simulator.control.clear()
    zoe = Vehicle.objects.get(vin=ZOE_50)
    VehicleEndpoint.objects.filter(vehicle=zoe).exclude(endpoint="details").delete()
    Vehicle.objects.filter(pk=zoe.pk).update(model_code="X101XX", due_at=clock.now())
    Vehicle.objects.exclude(pk=zoe.pk).update(due_at=None)
    polling.poll_login(login.pk)
    refused = VehicleEndpoint.objects.filter(vehicle=zoe, state=EndpointState.NOT_AVAILABLE)
    assert list(refused.values_list("endpoint", flat=True)) == ["lock-status"]
    before = calls_answered(simulator, login)
    VehicleEndpoint.objects.filter(vehicle=zoe).update(tried_at=clock.now() - timedelta(days=1))
    Vehicle.objects.filter(pk=zoe.pk).update(due_at=clock.now())
    polling.poll_login(login.pk)
    assert calls_answered(simulator, login) - before == 4  # battery, cockpit, HVAC, tyres


def test_a_quota_answer_pauses_the_whole_login_for_a_quarter_of_an_hour(
    login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault("quota", login=login.email, limit=0)
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert login.state == LoginState.COOLING
    assert login.cooling_until is not None
    assert abs(login.cooling_until - clock.now() - timedelta(minutes=15)) < timedelta(seconds=30)
    assert polling.queue_due(clock.now()) == 0
    simulator.control.clear()
    RenaultLogin.objects.update(cooling_until=clock.now() - timedelta(seconds=1), queued_until=None)
    assert polling.queue_due(clock.now()) == 1
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert (login.state, login.last_error) == (LoginState.OK, "")
    assert BatterySnapshot.objects.exists()


def test_a_revoked_token_asks_for_a_new_sign_in_and_stops_polling(
    login: RenaultLogin, simulator: Any
) -> None:
    polling.poll_login(login.pk)
    simulator.control.revoke(login.email)
    make_due(login)
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert login.state == LoginState.NEEDS_SIGN_IN
    before = calls_answered(simulator, login)
    make_due(login)
    polling.poll_login(login.pk)
    assert polling.queue_due(clock.now()) == 0
    assert calls_answered(simulator, login) == before


def test_wrong_token_keys_are_said_overwrite_nothing_and_recover_when_the_right_ones_are_back(
    login: RenaultLogin, settings: Any
) -> None:
    from cryptography.fernet import Fernet

    sealed, right_keys = login.login_token, settings.TOKEN_KEYS
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert "Put back the key file" in login.last_error
    assert (login.state, login.login_token) == (LoginState.OK, sealed)
    settings.TOKEN_KEYS = right_keys
    make_due(login)
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert login.last_error == ""
    assert BatterySnapshot.objects.exists()


def test_a_gigya_outage_is_temporary_and_says_so(login: RenaultLogin, simulator: Any) -> None:
    from vehicles import gateway

    simulator.control.fault("gigya_down")
    gateway.forget_jwts()
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert login.state == LoginState.OK
    assert "do not answer" in login.last_error
    simulator.control.clear()
    make_due(login)
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert login.last_error == ""


def test_an_expired_jwt_is_renewed_on_the_way(login: RenaultLogin, simulator: Any) -> None:
    polling.poll_login(login.pk)
    simulator.control.expire_jwt(login.email)
    make_due(login)
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert (login.state, login.last_error) == (LoginState.OK, "")


def test_privacy_mode_is_said_in_both_its_forms_and_ends_by_itself(
    login: RenaultLogin, simulator: Any
) -> None:
    zoe = Vehicle.objects.get(vin=ZOE_50)
    for form in ("on", "403009"):
        simulator.control.fault("privacy", vin=ZOE_50, form=form)
        make_due(login)
        polling.poll_login(login.pk)
        zoe.refresh_from_db()
        assert zoe.privacy_since is not None
        simulator.control.clear()
        VehicleEndpoint.objects.update(try_again_at=None)
        make_due(login)
        polling.poll_login(login.pk)
        zoe.refresh_from_db()
        assert zoe.privacy_since is None


def test_a_vehicle_taken_off_the_account_is_polled_no_more(login: RenaultLogin, simulator: Any) -> None:
    simulator.control.fault("unlinked", vin=ZOE_50)
    polling.poll_login(login.pk)
    zoe = Vehicle.objects.get(vin=ZOE_50)
    assert zoe.status == VehicleStatus.UNLINKED
    make_due(login)
    polling.poll_login(login.pk)
    assert BatterySnapshot.objects.values("vehicle").distinct().count() == 2


@pytest.mark.parametrize("fault", ["bad_gateway", "truncated"])
def test_a_broken_answer_spoils_nothing_and_the_next_poll_recovers(
    fault: str, login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault(fault, endpoint="battery-status")
    polling.poll_login(login.pk)
    assert not BatterySnapshot.objects.exists()
    assert CockpitSnapshot.objects.exists()
    simulator.control.clear()
    make_due(login)
    polling.poll_login(login.pk)
    assert BatterySnapshot.objects.values("vehicle").distinct().count() == 3


def test_servers_that_answer_with_errors_only_are_said_until_one_answers_right(
    login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault("server_error", endpoint="/kamereon/")
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert (login.state, login.last_error) == (
        LoginState.OK,
        "Renault's servers answer with errors just now.",
    )
    simulator.control.clear()
    make_due(login)
    polling.poll_login(login.pk)
    login.refresh_from_db()
    assert login.last_error == ""


def test_a_vehicle_whose_answers_never_come_keeps_no_other_from_being_asked(
    login: RenaultLogin, simulator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Vehicle.objects.filter(account__login=login).due(clock.now())[0]
    simulator.control.fault("slow", vin=first.vin, seconds=3)
    monkeypatch.setattr(Transport, "call_seconds", 0.5)
    for _ in range(2):
        polling.poll_login(login.pk)
        RenaultLogin.objects.update(wait_until=None)
    assert BatterySnapshot.objects.values("vehicle").distinct().count() == 2


def test_look_now_asks_everything_at_once(login: RenaultLogin, simulator: Any) -> None:
    polling.poll_login(login.pk)
    zoe = Vehicle.objects.get(vin=ZOE_50)
    before = calls_answered(simulator, login)
    look = polling.look_now(zoe)
    assert look.asked
    polling.poll_login(login.pk)
    assert calls_answered(simulator, login) - before == 4
    zoe.refresh_from_db()
    assert zoe.look_asked_at is None


def test_look_now_says_when_the_budget_is_free_again(login: RenaultLogin) -> None:
    now = clock.now()
    RenaultCall.objects.bulk_create(
        [RenaultCall(login=login, at=now - timedelta(minutes=10)) for _ in range(50)]
    )
    look = polling.look_now(Vehicle.objects.get(vin=ZOE_50))
    assert not look.asked
    assert look.free_at == RenaultCall.objects.order_by("-at")[49].at + timedelta(hours=1)


def test_no_network_call_is_made_inside_a_transaction(
    login: RenaultLogin, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests

    depth = len(connection.savepoint_ids)
    send = requests.Session.send

    def checked(self: requests.Session, *args: Any, **kwargs: Any) -> Any:
        assert len(connection.savepoint_ids) == depth
        return send(self, *args, **kwargs)

    monkeypatch.setattr(requests.Session, "send", checked)
    polling.poll_login(login.pk)
    assert BatterySnapshot.objects.exists()
