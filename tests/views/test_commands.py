"""The controls, the log and the sheet of abilities: what they offer, to whom, and what they say."""

import html
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import Command, CommandState, LoginState, RenaultLogin, Vehicle, VehicleEndpoint
from vehicles.rules.refusals import Reason


def text(response: Any) -> str:
    """Return a page as it is read: no tags, one space."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def controls(cast: Cast) -> str:
    return reverse("vehicle-controls", args=[cast.zoe.pk])


@pytest.fixture
def log(cast: Cast) -> str:
    return reverse("vehicle-commands", args=[cast.zoe.pk])


def form(**values: Any) -> dict[str, Any]:
    return {"key": str(uuid.uuid4()), **values}


def test_a_driver_presses_and_sees_that_it_is_on_its_way(cast: Cast, controls: str) -> None:
    driver = cast.client(cast.driver)
    response = driver.post(controls, form(kind="start_charge"), follow=True)
    assert "On its way." in text(response)
    assert "Start charging Waiting to be sent" in text(response)
    assert OrmQ.objects.count() == 1
    for page in (reverse("garage"), reverse("vehicle", args=[cast.zoe.pk])):
        assert "Start charging Waiting to be sent" in text(cast.client(cast.viewer).get(page))


def test_every_form_has_a_key_of_its_own_and_the_same_key_is_one_command(cast: Cast, controls: str) -> None:
    page = cast.client(cast.owner).get(controls).content.decode()
    keys = re.findall(r'name="key" value="([0-9a-f-]{36})"', page)
    assert len(keys) == len(set(keys)) == 4
    for _ in range(3):
        cast.client(cast.owner).post(controls, {"kind": "stop_charge", "key": keys[0]})
    assert Command.objects.count() == 1


def test_a_viewer_sees_how_things_stand_and_no_button(cast: Cast, controls: str) -> None:
    viewer = cast.client(cast.viewer)
    assert "Owners and drivers can tell this vehicle what to do." in text(viewer.get(controls))
    assert "<button" not in re.sub(r".*<main", "", viewer.get(controls).content.decode(), flags=re.DOTALL)
    assert viewer.post(controls, form(kind="start_charge")).status_code == 403
    assert not Command.objects.exists()


def test_what_the_model_cannot_do_is_shown_with_the_reason(cast: Cast, controls: str) -> None:
    page = text(cast.client(cast.owner).get(controls))
    assert "Sound the horn: Not available on this model." in page
    assert "Ask where it is: Positions are switched off for this vehicle." in page
    Vehicle.objects.update(model_code="R5E1VE")
    page = text(cast.client(cast.owner).get(controls))
    assert "Stop charging: Not available on this model." in page
    assert "This model charges by switching its departure programs off. They are remembered." in page


def test_the_page_says_who_keeps_a_time(cast: Cast, controls: str) -> None:
    kept_here = "This model cannot be told a time, so it is kept here and sent when it comes."
    page = text(cast.client(cast.owner).get(controls))
    assert (page.count(kept_here), page.count("The car itself keeps the time.")) == (1, 1)
    Vehicle.objects.update(model_code="XCB1VE")
    page = text(cast.client(cast.owner).get(controls))
    assert (page.count(kept_here), page.count("The car itself keeps the time.")) == (0, 2)


def test_horn_and_lights_ask_before(cast: Cast, controls: str) -> None:
    Vehicle.objects.update(model_code="XCB1VE")
    page = html.unescape(cast.client(cast.owner).get(controls).content.decode())
    assert re.findall(r'data-confirm="([^"]+)"', page) == [
        "Flash the lights of Zoé now?",
        "Sound the horn of Zoé now? Everybody nearby will hear it.",
    ]


@pytest.mark.parametrize("given", ["15.5", "26.5", "20.3", "warm", "", "nan"])
def test_a_wrong_temperature_is_refused_beside_its_field_and_kept(
    cast: Cast, controls: str, given: str
) -> None:
    later = "2099-01-01T07:30"
    sent = form(kind="start_preconditioning", temperature_c=given, at=later)
    response = cast.client(cast.owner).post(controls, sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Choose 16 to 26 °C, in half degrees." in page
    assert 'aria-invalid="true"' in page
    assert f'value="{given}"' in page or not given
    assert later in page
    assert not Command.objects.exists()


def test_a_time_is_that_of_the_cars_own_clock(cast: Cast, controls: str) -> None:
    Vehicle.objects.update(time_zone="America/New_York")
    tomorrow = (clock.now() + timedelta(days=1)).date()
    sent = form(kind="start_charge", at=f"{tomorrow}T07:30")
    response = cast.client(cast.owner).post(controls, sent, follow=True)
    command = Command.objects.get()
    assert command.send_at is not None
    local = command.send_at.astimezone(Vehicle.objects.get().zone)
    assert (local.date(), local.hour, local.minute) == (tomorrow, 7, 30)
    assert "can be called off in the log until then" in text(response)
    assert OrmQ.objects.count() == 0


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2020-01-01T07:30", "The time must lie ahead, and no more than seven days."),
        ("2099-01-01T07:30", "The time must lie ahead, and no more than seven days."),
        ("soon", "Give a day and a time, such as 2026-11-24 07:30."),
    ],
)
def test_a_wrong_time_is_refused_beside_its_field(cast: Cast, controls: str, at: str, said: str) -> None:
    response = cast.client(cast.owner).post(controls, form(kind="start_charge", at=at))
    assert said in text(response)
    assert 'id="start_charge-at_error"' in response.content.decode()
    assert f'value="{at}"' in response.content.decode()


def test_a_time_that_the_change_of_clocks_leaves_out_is_refused(
    cast: Cast, controls: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 28, 12, 0, tzinfo=UTC))
    owner = cast.client(cast.owner)
    left_out = owner.post(controls, form(kind="start_charge", at="2026-03-29T02:30"))
    assert "The clocks go forward then, and leave this time out." in text(left_out)
    assert owner.post(controls, form(kind="start_charge", at="2026-03-29T03:30")).status_code == 302
    assert Command.objects.get().send_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_sixth_in_five_minutes_is_refused_with_the_time_it_may_be_tried_again(
    cast: Cast, controls: str
) -> None:
    owner = cast.client(cast.owner)
    for _ in range(5):
        owner.post(controls, form(kind="stop_charge"))
    response = owner.post(controls, form(kind="stop_charge"))
    assert response.status_code == 422
    assert "This vehicle was told five things in five minutes." in text(response)
    assert "It can be tried again at" in text(response)
    assert Command.objects.count() == 5


def test_a_login_that_needs_signing_in_says_so(cast: Cast, controls: str) -> None:
    RenaultLogin.objects.update(state=LoginState.NEEDS_SIGN_IN)
    response = cast.client(cast.owner).post(controls, form(kind="stop_charge"))
    assert "Renault wants somebody to sign in again, so it was not sent." in text(response)


def test_with_scripts_only_the_controls_come_back_with_fresh_keys(cast: Cast, controls: str) -> None:
    owner = cast.client(cast.owner)
    sent = form(kind="stop_charge")
    response = owner.post(controls, sent, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert sent["key"] not in page
    assert "On its way." in page
    assert "refresh" in response["HX-Trigger"]
    wrong = form(kind="start_preconditioning", temperature_c="99")
    response = owner.post(controls, wrong, headers={"HX-Request": "true"})
    assert response.status_code == 200  # what is answered with an error would not be shown
    assert "in half degrees" in response.content.decode()


def test_nonsense_is_not_found_or_refused(cast: Cast, controls: str) -> None:
    owner = cast.client(cast.owner)
    assert owner.post(controls, form(kind="explode")).status_code == 404
    assert owner.post(controls, form(kind="charge_mode", mode="always_charging")).status_code == 404
    assert owner.post(controls, {"kind": "stop_charge", "key": "x"}).status_code == 422
    assert owner.post(controls, {"kind": "stop_charge"}).status_code == 422
    assert not Command.objects.exists()


def test_the_log_lists_all_the_newest_first_with_who_and_what_became_of_it(cast: Cast, log: str) -> None:
    builders.command(
        cast.zoe,
        cast.owner,
        "charge_limits",
        "confirmed",
        minutes_ago=60,
        arguments={"minimum": 20, "target": 80},
    )
    builders.command(
        cast.zoe, cast.driver, "start_charge", "refused", minutes_ago=5, reason=Reason.NOT_PLUGGED
    )
    page = text(cast.client(cast.viewer).get(log))
    assert page.index("Start charging Driver") < page.index("Charge between 20 % and 80 % Owner")
    assert "The car is not plugged in, so it cannot charge. Plug it in, then try again." in page
    assert "Done: the car told it at" in page


def test_the_log_is_narrowed_down(cast: Cast, log: str) -> None:
    builders.command(cast.zoe, cast.owner, "lights", "confirmed")
    builders.command(cast.zoe, cast.driver, "horn", "unknown", reason=Reason.NO_ANSWER)
    viewer = cast.client(cast.viewer)

    def rows(query: str) -> list[str]:
        return re.findall(r"<h2>\s*(.*?)\s*</h2>", viewer.get(f"{log}?{query}").content.decode())

    assert rows("") == ["Sound the horn", "Flash the lights"]
    assert rows("state=done") == rows("kind=lights") == rows("who=Owner") == ["Flash the lights"]
    assert rows("state=asks") == rows("who=Driver") == ["Sound the horn"]
    assert rows("state=done&kind=horn") == ["Nothing like that"]
    for nonsense in ("state=x", "kind=%00", "before=x", "before=99999999999999999999", "who=Eve"):
        assert len(rows(nonsense)) == 2


def test_the_log_goes_back_page_by_page(cast: Cast, log: str, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        builders.command(cast.zoe, cast.owner, "lights", "confirmed", minutes_ago=number + 1)
    viewer, seen, address = cast.client(cast.viewer), [], log
    viewer.get(address)  # the first page of an hour notes the session
    while address:
        with django_assert_max_num_queries(14):
            page = viewer.get(address).content.decode()
        seen += [int(pk) for pk in re.findall(r'id="command-(\d+)"', page)]
        found = re.search(r'href="([^"]+)">Older', page)
        address = html.unescape(found[1]) if found else ""
    assert seen == list(Command.objects.order_by("-asked_at").values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("state", "fields", "says"),
    [
        ("queued", {}, "Waiting to be sent"),
        ("queued", {"send_at": datetime(2099, 1, 1, 7, tzinfo=UTC)}, "Waits here until Thu 1 Jan, 08:00"),
        ("sending", {}, "Being sent to Renault"),
        ("accepted", {}, "Renault took it; the car has not shown it yet"),
        (
            "accepted",
            {"start_at": datetime(2099, 1, 1, 7, tzinfo=UTC)},
            "Renault took it; the car itself begins at Thu 1 Jan, 08:00",
        ),
        ("confirmed", {}, "Done: the car told it at"),
        ("confirmed", {"proved_at": None}, "Done: a later look at the car showed it"),
        ("confirmed", {"proof": "by_hand"}, "Done, as somebody saw"),
        ("refused", {"reason": Reason.BATTERY_LOW}, "The battery is too low for this."),
        ("unconfirmed", {"reason": Reason.NOT_SHOWN}, "the car's own data has not shown it in time"),
        ("failed", {"reason": Reason.NO_CONNECTION}, "Nothing was sent."),
        ("failed", {"proof": "by_hand"}, "It did not arrive, as somebody saw"),
        ("unknown", {"reason": Reason.WORKER_DIED}, "Nobody can say whether it arrived."),
        ("expired", {"reason": Reason.LATE}, "It could not be sent in time, so it was dropped."),
        ("cancelled", {}, "Called off before it was sent"),
    ],
)
def test_every_state_has_its_words(
    cast: Cast, log: str, state: str, fields: dict[str, Any], says: str
) -> None:
    builders.command(cast.zoe, cast.owner, "start_charge", state, **fields)
    assert says in text(cast.client(cast.viewer).get(log))


def test_the_steps_claim_no_more_than_happened(cast: Cast, log: str) -> None:
    never_left = ("queued", "expired", "cancelled", "failed", "sending")
    for state in CommandState.values:
        builders.forget_commands()
        builders.command(cast.zoe, cast.owner, "start_charge", state)
        page = text(cast.client(cast.viewer).get(log))
        assert ("Sent to Renault" in page) == (state not in (*never_left, "refused")), state
        assert ("Taken by Renault" in page) == (state in ("accepted", "confirmed", "unconfirmed")), state


def test_a_waiting_command_is_called_off_from_the_log(cast: Cast, log: str) -> None:
    command = builders.command(cast.zoe, cast.owner)
    assert "Call it off" in text(cast.client(cast.driver).get(log))
    assert "Call it off" not in text(cast.client(cast.viewer).get(log))
    cancel = reverse("vehicle-command-cancel", args=[cast.zoe.pk, command.pk])
    assert "Called off. Nothing is sent." in text(cast.client(cast.driver).post(cancel, follow=True))
    assert "It is too late to call this off." in text(cast.client(cast.driver).post(cancel, follow=True))


def test_a_person_is_asked_about_what_nobody_knows(cast: Cast, log: str) -> None:
    command = builders.command(cast.zoe, cast.owner, state="unknown", reason=Reason.NO_ANSWER)
    settle = reverse("vehicle-command-settle", args=[cast.zoe.pk, command.pk])
    driver = cast.client(cast.driver)
    assert "It did arrive" in text(driver.get(log))
    assert "Say whether it did arrive or not." in text(driver.post(settle, {"arrived": "maybe"}, follow=True))
    page = text(driver.post(settle, {"arrived": "yes"}, follow=True))
    assert "Done, as Driver saw" in page
    assert "Somebody has said so already." in text(driver.post(settle, {"arrived": "no"}, follow=True))


def test_programs_are_given_back_by_one_press_however_often_it_is_pressed(cast: Cast, log: str) -> None:
    Vehicle.objects.update(model_code="R5E1VE")
    program = {"programActivationStatus": True}
    started = builders.command(
        cast.zoe,
        cast.owner,
        "start_charge",
        "confirmed",
        minutes_ago=30,
        programs=[program],
        offer_back="by_press",
    )
    driver = cast.client(cast.driver)
    page = driver.get(log).content.decode()
    found = re.search(r'name="key"\s+value="([0-9a-f-]{36})"', page)
    assert found
    give_back = reverse("vehicle-command-give-back", args=[cast.zoe.pk, started.pk])
    for _ in range(3):
        assert "On its way: your departure programs" in text(
            driver.post(give_back, {"key": found[1]}, follow=True)
        )
    assert Command.objects.filter(kind="give_programs_back", gives_back=started).count() == 1
    other = driver.post(give_back, {"key": str(uuid.uuid4())}, follow=True)
    assert "There is nothing to give back." in text(other)
    assert driver.post(give_back, {"key": "x"}).status_code == 404


def test_anothers_command_is_not_found(cast: Cast) -> None:
    elsewhere = builders.vehicle(cast.stranger.memberships.get().household)
    command = builders.command(elsewhere, cast.stranger)
    for name in ("vehicle-command-cancel", "vehicle-command-settle", "vehicle-command-give-back"):
        for vehicle in (cast.zoe, elsewhere):
            address = reverse(name, args=[vehicle.pk, command.pk])
            assert cast.client(cast.owner).post(address).status_code == 404
    command.refresh_from_db()
    assert command.state == CommandState.QUEUED


def test_what_refreshes_itself_stays_the_same_while_nothing_happens(cast: Cast, log: str) -> None:
    builders.command(cast.zoe, cast.owner, state="unknown", reason=Reason.NO_ANSWER)
    live, driver = reverse("vehicle-commands-live", args=[cast.zoe.pk]), cast.client(cast.driver)
    assert driver.get(live).content == driver.get(live).content
    assert b"<form" not in driver.get(live).content


def test_an_old_command_leaves_the_card_and_one_that_asks_stays(cast: Cast) -> None:
    old = builders.command(cast.zoe, cast.owner, "start_charge", "confirmed", minutes_ago=60 * 25)
    garage, viewer = reverse("garage"), cast.client(cast.viewer)
    assert "Start charging" not in text(viewer.get(garage))
    builders.forget_commands(pk=old.pk)
    builders.command(cast.zoe, cast.owner, "start_charge", "unknown", minutes_ago=60 * 24 * 9)
    assert "Start charging" in text(viewer.get(garage))


def test_the_garage_asks_as_often_for_ten_vehicles_as_for_one(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(10):
        car = builders.vehicle(cast.home, f"Car {number}", cast.login)
        builders.command(car, cast.owner, state="confirmed", proof="by_hand", settled_by=cast.owner)
    viewer = cast.client(cast.viewer)
    viewer.get(reverse("garage"))  # the first page of an hour notes the session
    with django_assert_max_num_queries(14):
        viewer.get(reverse("garage"))


def test_the_sheet_lists_every_endpoint_with_what_the_table_and_this_car_say(cast: Cast) -> None:
    from vehicles.renault_api.kamereon.endpoints import DEFAULT

    now = clock.now()
    VehicleEndpoint.objects.create(
        vehicle=cast.zoe,
        endpoint="battery-status",
        state="works",
        first_worked_at=now - timedelta(days=400),
        tried_at=now,
        answered_at=now - timedelta(minutes=7),
    )
    VehicleEndpoint.objects.create(
        vehicle=cast.zoe, endpoint="hvac-settings", state="not_available", tried_at=now
    )
    response = cast.client(cast.viewer).get(reverse("vehicle-capabilities", args=[cast.zoe.pk]))
    page = text(response)
    for endpoint in DEFAULT:
        assert f" {endpoint} " in page
    assert "Sound the horn actions/horn-start No Not available on this model. Not tried yet" in page
    assert "Stop charging actions/charge-stop Yes by pausing and resuming Not tried yet" in page
    assert "Warm-up schedules hvac-settings Yes Renault says no tried just now" in page
    first = (now - timedelta(days=400)).astimezone(cast.zoe.zone)
    assert f"battery-status Yes Works since {first.day} " in page
    assert "last 7 min ago" in page


def test_a_signed_out_client_is_sent_to_the_sign_in_and_nothing_is_asked(cast: Cast, controls: str) -> None:
    assert Client().post(controls, form(kind="stop_charge")).status_code == 302
    assert not Command.objects.exists()


@pytest.mark.parametrize(
    ("plug", "charge", "offered", "not_offered"),
    [
        (1, 1.0, "Stop charging", "Start charging"),
        (1, 0.2, "Start charging", "Stop charging"),
        (0, 0.0, "Warm up", "Start charging"),
    ],
)
def test_the_vehicles_page_offers_what_makes_sense_now(
    cast: Cast, plug: int, charge: float, offered: str, not_offered: str
) -> None:
    now = clock.now()
    told = {"timestamp": now.isoformat(), "batteryLevel": 50, "plugStatus": plug, "chargingStatus": charge}
    builders.tell(cast.zoe, "battery-status", now, **told)
    address = reverse("vehicle", args=[cast.zoe.pk])
    page = text(cast.client(cast.driver).get(address))
    assert offered in page
    assert not_offered not in page
    assert offered not in text(cast.client(cast.viewer).get(address))


def test_a_press_on_the_vehicles_page_leads_to_how_it_stands(cast: Cast, controls: str) -> None:
    driver = cast.client(cast.driver)
    page = driver.get(reverse("vehicle", args=[cast.zoe.pk])).content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(kind|key|temperature_c)" value="([^"]*)"', page))
    assert sent["kind"] == "start_preconditioning"
    response = driver.post(controls, sent, follow=True)
    assert response.redirect_chain == [(controls, 302)]
    assert Command.objects.get().arguments == {"temperature_c": 21.0}
