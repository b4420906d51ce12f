"""Details, contracts and picture are asked again, in their own time, within the login's budget."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from vehicles import clock, tasks
from vehicles.models import (
    EndpointState,
    Household,
    LoginState,
    RenaultCall,
    RenaultLogin,
    Vehicle,
    VehicleEndpoint,
    VehiclePicture,
    VehicleStatus,
)
from vehicles.models.vehicle import VehicleQuerySet
from vehicles.renault_api.pictures import PictureTransport
from vehicles.rules.papers import LEASE
from vehicles.services import papers, pictures
from vehicles.simulator import World, serve

pytestmark = pytest.mark.django_db

ZOE_50 = "VF1PLAYEDZE500002"


@pytest.fixture
def home() -> Household:
    return builders.household()


@pytest.fixture
def login(home: Household, simulator: Any) -> RenaultLogin:
    return builders.linked(home, builders.member(home))


@pytest.fixture
def zoe(login: RenaultLogin) -> Vehicle:
    return Vehicle.objects.get(vin=ZOE_50)


def record(vehicle: Vehicle, endpoint: str) -> VehicleEndpoint:
    return VehicleEndpoint.objects.get(vehicle=vehicle, endpoint=endpoint)


def grow_old(vehicle: Vehicle, endpoint: str, days: int) -> None:
    then = clock.now() - timedelta(days=days)
    VehicleEndpoint.objects.filter(vehicle=vehicle, endpoint=endpoint).update(answered_at=then, tried_at=then)


def queued(function: str) -> list[tuple[int, ...]]:
    from django_q.models import OrmQ

    return [
        row.task["args"] for row in OrmQ.objects.all() if row.task["func"] == f"vehicles.tasks.{function}"
    ]


def test_linking_asks_for_the_papers_of_each_chosen_vehicle_at_once(login: RenaultLogin) -> None:
    chosen = Vehicle.objects.filter(account__login=login, status=VehicleStatus.FOLLOWED)
    assert sorted(queued("fetch_papers")) == sorted((vehicle.pk,) for vehicle in chosen)
    assert papers.queue_due(clock.now()) == 0


def test_contracts_and_picture_are_kept_and_details_of_linking_are_not_asked_again(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    before = simulator.control.calls(login.email)
    counted = RenaultCall.objects.count()
    tasks.fetch_papers(zoe.pk)
    assert simulator.control.calls(login.email) == before + 1
    assert RenaultCall.objects.count() == counted + 1
    contracts = record(zoe, "contracts")
    assert contracts.state == EndpointState.WORKS
    assert {each["type"] for each in contracts.raw["contractList"]} == {"CONNECTED_SERVICES", "WARRANTY"}
    assert {each.get("contractId", "***") for each in contracts.raw["contractList"]} == {"***"}
    picture = VehiclePicture.objects.get(vehicle=zoe)
    assert bytes(picture.content).startswith(b"\x89PNG")
    assert (picture.content_type, picture.error) == ("image/png", "")
    assert len(picture.digest) == 64


def test_nothing_is_asked_before_its_time(zoe: Vehicle, login: RenaultLogin, simulator: Any) -> None:
    papers.fetch(zoe.pk)
    zoe.refresh_from_db()
    assert zoe.papers_due_at is not None
    assert timedelta(days=6) < zoe.papers_due_at - clock.now() < timedelta(days=7)
    before = simulator.control.calls(login.email)
    papers.fetch(zoe.pk)
    assert simulator.control.calls(login.email) == before


def test_contracts_are_asked_weekly_and_details_monthly(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    papers.fetch(zoe.pk)
    grow_old(zoe, "contracts", 8)
    grow_old(zoe, "details", 29)
    before = simulator.control.calls(login.email)
    papers.fetch(zoe.pk)
    assert simulator.control.calls(login.email) == before + 1
    grow_old(zoe, "details", 31)
    VehicleEndpoint.objects.filter(vehicle=zoe, endpoint="details").update(raw={"model": {"code": "OLD"}})
    Vehicle.objects.filter(pk=zoe.pk).update(model_code="OLD", name="Ours")
    papers.fetch(zoe.pk)
    zoe.refresh_from_db()
    assert (zoe.model_code, zoe.name) == ("X102VE", "Ours")
    assert record(zoe, "details").raw["model"]["code"] == "X102VE"
    assert record(zoe, "details").raw["vin"] == "***"


def test_a_new_address_of_the_picture_has_it_fetched_anew(zoe: Vehicle) -> None:
    papers.fetch(zoe.pk)
    VehiclePicture.objects.filter(vehicle=zoe).update(content=b"old")
    details = record(zoe, "details")
    details.raw["assets"][0]["renditions"] = []
    details.save()
    grow_old(zoe, "details", 31)
    papers.fetch(zoe.pk)
    assert bytes(VehiclePicture.objects.get(vehicle=zoe).content).startswith(b"\x89PNG")


def test_a_tick_queues_a_vehicle_once(zoe: Vehicle) -> None:
    from django_q.models import OrmQ

    OrmQ.objects.all().delete()
    now = clock.now()
    Vehicle.objects.filter(pk=zoe.pk).update(papers_due_at=None)
    assert papers.queue_due(now) == 1
    assert papers.queue_due(now) == 0
    assert queued("fetch_papers") == [(zoe.pk,)]
    # A task that died with its work undone comes again.
    assert papers.queue_due(now + LEASE) == Vehicle.objects.count()


def test_of_two_ticks_that_found_a_vehicle_due_one_queues_it(
    zoe: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    Vehicle.objects.filter(pk=zoe.pk).update(papers_due_at=None)
    assert papers.queue_due(now) == 1
    # The other one had read which are due before this one took it.
    monkeypatch.setattr(VehicleQuerySet, "with_papers_due", lambda self, _now: self.filter(pk=zoe.pk))
    assert papers.queue_due(now) == 0


@pytest.mark.parametrize("status", [VehicleStatus.SOLD, VehicleStatus.OFFERED, VehicleStatus.UNLINKED])
def test_a_vehicle_that_is_not_followed_is_not_asked(zoe: Vehicle, simulator: Any, status: str) -> None:
    Vehicle.objects.update(papers_due_at=None, status=status)
    before = simulator.control.calls("alex@example.com")
    assert papers.queue_due(clock.now()) == 0
    papers.fetch(zoe.pk)
    assert simulator.control.calls("alex@example.com") == before


def test_a_login_that_cools_down_or_expired_is_left_alone(zoe: Vehicle, login: RenaultLogin) -> None:
    for state in (LoginState.COOLING, LoginState.NEEDS_SIGN_IN):
        RenaultLogin.objects.update(state=state)
        Vehicle.objects.update(papers_due_at=None)
        assert papers.queue_due(clock.now()) == 0
        papers.fetch(zoe.pk)
        assert not VehicleEndpoint.objects.filter(endpoint="contracts").exists()


def test_a_used_up_hour_puts_it_off_until_calls_are_free(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    now = clock.now()
    RenaultCall.objects.all().delete()
    RenaultCall.objects.bulk_create(
        [RenaultCall(login=login, at=now - timedelta(minutes=40)) for _ in range(60)]
    )
    before = simulator.control.calls(login.email)
    papers.fetch(zoe.pk)
    assert simulator.control.calls(login.email) == before
    zoe.refresh_from_db()
    assert zoe.papers_due_at is not None
    assert timedelta(minutes=19) < zoe.papers_due_at - now < timedelta(minutes=21)


def test_no_call_starts_that_the_tasks_time_could_not_hold(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    before = simulator.control.calls(login.email)
    late = papers._Errand(zoe, login)
    late.ends_at = 0
    late.run()
    assert simulator.control.calls(login.email) == before
    assert zoe.papers_due_at is not None
    assert zoe.papers_due_at - clock.now() <= papers.SOON
    assert not VehiclePicture.objects.exists()


def test_the_limit_of_renault_lets_the_login_cool_down(
    zoe: Vehicle, login: RenaultLogin, simulator: Any
) -> None:
    simulator.control.fault("quota", limit=0)
    papers.fetch(zoe.pk)
    login.refresh_from_db()
    assert login.state == LoginState.COOLING
    assert login.cooling_until is not None


def test_a_revoked_sign_in_is_noted(zoe: Vehicle, login: RenaultLogin, simulator: Any) -> None:
    from vehicles import gateway

    simulator.control.revoke(login.email)
    gateway.forget_jwts()
    papers.fetch(zoe.pk)
    login.refresh_from_db()
    assert login.state == LoginState.NEEDS_SIGN_IN


def test_a_refusal_is_noted_tried_again_later_and_takes_nothing_away(zoe: Vehicle, simulator: Any) -> None:
    papers.fetch(zoe.pk)
    grow_old(zoe, "contracts", 8)
    simulator.control.fault("invalid_upstream", endpoint="contracts")
    papers.fetch(zoe.pk)
    contracts = record(zoe, "contracts")
    assert contracts.state == EndpointState.FAILING
    assert contracts.raw["contractList"]
    zoe.refresh_from_db()
    assert zoe.papers_due_at is not None
    assert timedelta(hours=5) < zoe.papers_due_at - clock.now() <= timedelta(hours=6)


def test_contracts_that_a_vehicle_never_had_are_left_alone_for_a_week(zoe: Vehicle, simulator: Any) -> None:
    simulator.control.fault("not_found", endpoint="contracts")
    papers.fetch(zoe.pk)
    assert record(zoe, "contracts").state == EndpointState.NOT_AVAILABLE
    zoe.refresh_from_db()
    assert zoe.papers_due_at is not None
    assert zoe.papers_due_at - clock.now() > timedelta(days=6)


def kept_picture(zoe: Vehicle) -> VehiclePicture:
    papers.fetch(zoe.pk)
    VehiclePicture.objects.filter(vehicle=zoe).update(due_at=None)
    return VehiclePicture.objects.get(vehicle=zoe)


@pytest.mark.parametrize(
    ("form", "said"),
    [("large", "2 MB"), ("svg", "no picture"), ("lying", "no picture"), ("vast", "pixels")],
)
def test_what_is_no_picture_is_not_kept_and_said_so(
    zoe: Vehicle, simulator: Any, form: str, said: str
) -> None:
    before = kept_picture(zoe)
    simulator.control.fault("odd_picture", form=form)
    pictures.refresh(zoe, clock.now())
    after = VehiclePicture.objects.get(vehicle=zoe)
    assert said in after.error
    assert (bytes(after.content), after.digest) == (bytes(before.content), before.digest)
    assert after.due_at is not None
    assert after.due_at - clock.now() > timedelta(days=29)


def test_a_redirect_to_a_stranger_is_not_followed(zoe: Vehicle, simulator: Any) -> None:
    now = clock.now()
    with serve(World(seed=8, born_at=now - timedelta(hours=1), start=now)) as stranger:
        to = f"{stranger.url}/_simulator/pictures/X102VE.png"
        simulator.control.fault("odd_picture", form="redirect", to=to)
        pictures.refresh(zoe, now)
        assert stranger.control.state()["log"] == []
    picture = VehiclePicture.objects.get(vehicle=zoe)
    assert picture.content is None
    assert "not known as Renault's" in picture.error


def test_a_redirect_round_and_round_ends(zoe: Vehicle, simulator: Any) -> None:
    simulator.control.fault("odd_picture", form="redirect", to="/_simulator/pictures/again.png")
    pictures.refresh(zoe, clock.now())
    asked = [row for row in simulator.control.state()["log"] if "pictures" in row["path"]]
    assert len(asked) == 4
    assert VehiclePicture.objects.get(vehicle=zoe).content is None


def test_a_dripping_picture_is_given_up_and_tried_again_the_same_day(
    zoe: Vehicle, simulator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PictureTransport, "call_seconds", 0.5)
    simulator.control.fault("drip", endpoint="pictures", seconds=20)
    pictures.refresh(zoe, clock.now())
    picture = VehiclePicture.objects.get(vehicle=zoe)
    assert "does not answer" in picture.error
    assert picture.due_at is not None
    assert picture.due_at - clock.now() <= timedelta(hours=6)


def test_a_vehicle_without_details_has_no_picture_and_says_so(zoe: Vehicle) -> None:
    VehicleEndpoint.objects.filter(vehicle=zoe).delete()
    pictures.refresh(zoe, clock.now())
    assert VehiclePicture.objects.get(vehicle=zoe).error == "Renault has no picture of this vehicle."
