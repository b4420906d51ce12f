"""The planner as a plain form: what it shows, what it refuses and where, and what it sends."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import builders
from tests.views.conftest import Cast
from vehicles import clock
from vehicles.models import (
    Command,
    CommandState,
    EndpointState,
    Level,
    Vehicle,
    VehicleEndpoint,
    VehicleGrant,
)
from vehicles.renault_api.kamereon.schedules import DAYS
from vehicles.rules.schedules import PlanKind
from vehicles.rules.wire_schedules import fingerprint_of

NIGHT = {"startTime": "T22:30Z", "duration": 480}
WEEK = {"id": 1, "activated": True, **dict.fromkeys(DAYS, NIGHT)}


def told(vehicle: Vehicle, endpoint: str, raw: dict[str, Any], hours_ago: float = 0.5) -> None:
    """Let the car have told this."""
    at = clock.now() - timedelta(hours=hours_ago)
    VehicleEndpoint.objects.update_or_create(
        vehicle=vehicle,
        endpoint=endpoint,
        defaults={
            "raw": raw,
            "state": EndpointState.WORKS,
            "answered_at": at,
            "tried_at": at,
            "first_worked_at": at,
        },
    )


@pytest.fixture
def zoe(cast: Cast) -> Vehicle:
    """A Zoe that keeps local time and charges each night."""
    cast.zoe.wire_clock = "local"
    cast.zoe.save()
    told(cast.zoe, "charging-settings", {"mode": "scheduled", "schedules": [WEEK]})
    told(cast.zoe, "hvac-settings", {"schedules": [{"id": 1, "activated": False}]})
    return cast.zoe


@pytest.fixture
def renault_5(cast: Cast) -> Vehicle:
    vehicle = builders.vehicle(cast.home, "Renault 5", through=cast.login, model_code="R5E1VE")
    program = {f"programActivation{day.capitalize()}": day == "monday" for day in DAYS}
    program |= {"programActivationStatus": True, "programType": "CHARGE", "programDepartureTime": "07:30"}
    told(
        vehicle, "charge-schedule", {"chargeModeRq": "SCHEDULED", "kept": {"deep": 1}, "programs": [program]}
    )
    told(vehicle, "soc-levels", {"socMin": 20, "socTarget": 80})
    return vehicle


def page(cast: Cast, vehicle: Vehicle, user: Any = None, show: str = "charging") -> str:
    address = reverse("planner", args=[vehicle.pk]) + f"?show={show}"
    return cast.client(user or cast.owner).get(address).content.decode()


def written(vehicle: Vehicle, **fields: str) -> dict[str, str]:
    """What the form sends: the present plan with these fields over it; "p1_0_start" is p1-0-start."""
    data = {"once": str(uuid.uuid4()), "seen": seen(vehicle), "do": "send", "p1-active": "on"}
    for day in range(7):
        data |= {f"p1-{day}-start": "22:30", f"p1-{day}-length": "8:00"}
    data |= {name.replace("_", "-"): value for name, value in fields.items()}
    return {name: value for name, value in data.items() if value is not None}


def seen(vehicle: Vehicle) -> str:
    raw = VehicleEndpoint.objects.get(vehicle=vehicle, endpoint="charging-settings").raw
    return fingerprint_of(PlanKind.CHARGE, raw)


def send(cast: Cast, vehicle: Vehicle, user: Any = None, **fields: Any) -> Any:
    address = reverse("planner-charging", args=[vehicle.pk])
    return cast.client(user or cast.owner).post(address, written(vehicle, **fields))


def test_the_page_says_what_the_car_has_and_when_it_was_read(cast: Cast, zoe: Vehicle) -> None:
    html = page(cast, zoe)
    assert "every day 22:30 for 8\u202fh" in html
    assert "Last read: " in html
    assert "Nothing is changed." in html


def test_a_plan_is_sent_as_the_car_takes_it(cast: Cast, zoe: Vehicle) -> None:
    response = send(
        cast, zoe, user=cast.driver, p1_5_start="10:30", p1_5_length="7", p1_6_start="", p1_6_length=""
    )
    assert response.status_code == 302
    command = Command.objects.get()
    first = command.arguments["schedules"][0]
    assert first["friday"] == NIGHT
    assert first["saturday"] == {"startTime": "T10:30Z", "duration": 420}
    assert first["sunday"] is None
    assert command.kind == "charge_schedules"
    assert command.asked_by == cast.driver
    html = page(cast, zoe)
    assert "On its way to the car:" in html
    assert "weekdays 22:30 for 8\u202fh, Saturday 10:30 for 7\u202fh" in html


def test_on_a_car_that_keeps_utc_the_same_times_go_an_hour_or_two_earlier(cast: Cast, zoe: Vehicle) -> None:
    Vehicle.objects.filter(pk=zoe.pk).update(wire_clock="utc", time_zone="Asia/Kolkata")
    send(cast, zoe, **{f"p1_{day}_start": "02:00" for day in range(7)})
    sent = Command.objects.get().arguments["schedules"][0]
    assert sent["sunday"] == {"startTime": "T20:30Z", "duration": 480}


def test_pressing_twice_makes_one_command(cast: Cast, zoe: Vehicle) -> None:
    data = written(zoe, p1_0_start="23:00")
    address = reverse("planner-charging", args=[zoe.pk])
    for _ in range(3):
        assert cast.client(cast.owner).post(address, data).status_code == 302
    assert Command.objects.count() == 1


def test_a_viewer_sees_the_plan_and_sends_nothing(cast: Cast, zoe: Vehicle) -> None:
    html = page(cast, zoe, cast.viewer)
    assert "every day 22:30 for 8\u202fh" in html
    assert '<fieldset class="bare" disabled>' in html
    assert "Send to the car" not in html
    assert send(cast, zoe, user=cast.viewer).status_code == 403
    assert not Command.objects.exists()


def test_what_a_person_may_do_with_this_vehicle_goes_before_the_role(cast: Cast, zoe: Vehicle) -> None:
    for person, level in ((cast.viewer, Level.DRIVE), (cast.driver, Level.VIEW)):
        VehicleGrant.objects.create(membership=person.memberships.get(), vehicle=zoe, level=level)
    assert "Send to the car" in page(cast, zoe, cast.viewer)
    assert "Send to the car" not in page(cast, zoe, cast.driver)

    assert send(cast, zoe, user=cast.driver).status_code == 403
    names = ("charging", "climate", "departures", "mode", "limits", "clock")
    for name in names:
        url = reverse(f"planner-{name}", args=[zoe.pk])
        posted = {"wire_clock": "utc", "mode": "always_charging", "once": str(uuid.uuid4())}
        assert cast.client(cast.driver).post(url, posted).status_code == 403, name
    zoe.refresh_from_db()
    assert zoe.wire_clock == "local"
    assert not Command.objects.exists()

    assert send(cast, zoe, user=cast.viewer, p1_0_start="23:00").status_code == 302
    assert Command.objects.get().asked_by == cast.viewer


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"p1_2_start": "22:40"}, "p1-2-start", "quarter hours only"),
        ({"p1_2_length": "8:10"}, "p1-2-length", "quarter hours only"),
        ({"p1_2_length": "24:15"}, "p1-2-length", "24 hours at most"),
        ({"p1_2_length": "0"}, "p1-2-length", "at least"),
        ({"p1_2_length": "long"}, "p1-2-length", "Write hours and minutes"),
        ({"p1_2_start": "25:00"}, "p1-2-start", "Write a time"),
        ({"p1_2_length": ""}, "p1-2-length", "Say how long"),
        ({"p1_2_start": ""}, "p1-2-start", "Say when"),
        ({"p1_2_start": "05:00"}, "p1-2-start", "that starts at 22:30 still runs, until 06:30"),
        ({"p1_6_length": "24:00"}, "p1-0-start", None),
        ({"p2_active": "on"}, "p2-active", "plans nothing"),
        ({"p2_active": "on", "p2_0_start": "23:00", "p2_0_length": "1"}, "p2-0-start", "program 1"),
    ],
)
def test_what_is_wrong_is_refused_beside_its_field_and_nothing_typed_is_lost(
    cast: Cast, zoe: Vehicle, fields: dict[str, str], field: str, words: str | None
) -> None:
    response = send(cast, zoe, p3_4_start="11:11", p3_4_length="some", **fields)
    html = response.content.decode()
    if words is None:
        assert response.status_code == 200
    else:
        error = html.split(f'id="id_{field}_error"')[1].split("</ul>")[0]
        assert words in " ".join(error.split())
    assert 'aria-invalid="true"' in html
    assert 'value="11:11"' in html
    assert 'value="some"' in html
    assert "Nothing was sent." in html
    assert "<title> Charging, not sent yet" in " ".join(html.split())
    assert not Command.objects.exists()


def test_somebody_elses_change_is_shown_and_not_overwritten(cast: Cast, zoe: Vehicle) -> None:
    data = written(zoe, p1_0_start="23:00")
    told(zoe, "charging-settings", {"schedules": [{"id": 1, "activated": True, "monday": NIGHT}]}, 0)
    address = reverse("planner-charging", args=[zoe.pk])
    response = cast.client(cast.owner).post(address, data)
    html = response.content.decode()
    assert "has been changed meanwhile" in html
    assert "Program 1, Tue–Sun: 22:30 for 8\u202fh is new." in html
    assert 'value="23:00"' in html
    assert not Command.objects.exists()
    assert cast.client(cast.owner).post(address, {**data, "seen": seen(zoe)}).status_code == 302
    assert Command.objects.get().arguments["seen"] == [seen(zoe)]


def test_another_members_plan_on_its_way_is_noticed_too(cast: Cast, zoe: Vehicle) -> None:
    mine = written(zoe, p1_0_start="23:00")
    assert send(cast, zoe, user=cast.driver, p1_0_start="21:00").status_code == 302
    response = cast.client(cast.owner).post(reverse("planner-charging", args=[zoe.pk]), mine)
    assert "has been changed meanwhile" in response.content.decode()
    assert Command.objects.count() == 1


@pytest.mark.parametrize(
    ("do", "fields", "after"),
    [
        (
            "weekend-1",
            {"p1_5_start": "10:00", "p1_5_length": "2"},
            {"p1-6-start": "10:00", "p1-6-length": "2"},
        ),
        (
            "copy-1",
            {"p1-copy-from": "0", "p1-copy-to": "every", "p1_0_start": "09:15"},
            {"p1-6-start": "09:15"},
        ),
        ("off-peak-2-0", {}, {"p2-3-start": "01:00", "p2-3-length": "5:30"}),
        ("weekdays-3", {}, {"p3-0-start": "01:00", "p3-4-length": "5:30"}),
        ("clear-1", {}, {"p1-0-start": None}),
        ("off-peak-2-7", {}, {"p2-3-start": None}),
        ("off-peak-9-0", {}, {"p2-3-start": None}),
        ("nonsense", {}, {"p1-0-start": "22:30"}),
    ],
)
def test_a_preset_changes_what_is_written_and_sends_nothing(
    cast: Cast, zoe: Vehicle, do: str, fields: dict[str, str], after: dict[str, str | None]
) -> None:
    cast.home.off_peak = [[60, 330]]
    cast.home.save()
    response = send(cast, zoe, do=do, **{"p4_2_length": "kept as typed", **fields})
    html = response.content.decode()
    for name, value in after.items():
        tag = html.split(f'name="{name}"')[1].split(">")[0]
        assert (f'value="{value}"' in tag) if value else ("value=" not in tag), (name, tag)
    assert 'value="kept as typed"' in html
    assert not Command.objects.exists()


def test_what_will_be_sent_is_said_in_words_and_as_json(cast: Cast, zoe: Vehicle) -> None:
    html = send(cast, zoe, do="check", p1_0_start="23:00").content.decode()
    assert "Will be sent:" in html
    assert "Monday 23:00 for 8\u202fh" in html
    assert "Program 1, Monday: 22:30 for 8\u202fh becomes 23:00 for 8\u202fh." in html
    body = html.split('tabindex="0">')[1].split("</pre>")[0].replace("&quot;", '"')
    assert json.loads(body)["schedules"][0]["monday"] == {"startTime": "T23:00Z", "duration": 480}


def test_before_the_first_plan_the_clock_of_the_car_is_asked_for_with_both_readings(
    cast: Cast, zoe: Vehicle
) -> None:
    Vehicle.objects.filter(pk=zoe.pk).update(wire_clock="unknown", time_zone="Asia/Kolkata")
    html = page(cast, zoe)
    assert "One question first" in html
    assert "Charging: every day 22:30 for 8\u202fh" in html
    assert "Charging: every day 04:00 for 8\u202fh" in html
    assert "week-form" not in html
    assert send(cast, zoe).status_code == 302
    assert not Command.objects.exists()
    address = reverse("planner-clock", args=[zoe.pk])
    refused = cast.client(cast.driver).post(address, {"wire_clock": "maybe"})
    assert "Select a valid choice" in refused.content.decode()
    assert cast.client(cast.driver).post(address, {"wire_clock": "utc"}).status_code == 302
    assert "every day 04:00 for 8\u202fh" in page(cast, zoe)


def test_what_a_model_does_not_have_is_said_with_the_reason(cast: Cast, renault_5: Vehicle) -> None:
    html = page(cast, renault_5)
    assert "Not available on this model" in html
    assert "Use the departure programs instead." in html
    assert "Not available on this model" in page(cast, renault_5, show="climate")
    spring = builders.vehicle(cast.home, "Spring", through=cast.login, model_code="XBG1VE")
    assert "what cannot be seen is not overwritten" in page(cast, spring)


def test_what_was_never_read_is_read_first(cast: Cast) -> None:
    html = page(cast, cast.zoe)
    assert "Not read yet" in html
    assert "Read the car&#x27;s plan now" in html or "Read the car's plan now" in html


def test_what_is_not_understood_is_not_overwritten(cast: Cast, zoe: Vehicle) -> None:
    told(zoe, "charging-settings", {"schedules": [{"id": 1, "monday": {"startTime": "half past"}}]})
    html = page(cast, zoe)
    assert "Not understood" in html
    assert "monday has no" in html
    assert (
        cast.client(cast.owner)
        .post(
            reverse("planner-charging", args=[zoe.pk]), {"once": str(uuid.uuid4()), "seen": "", "do": "send"}
        )
        .status_code
        == 302
    )
    assert not Command.objects.exists()


def departures(**fields: Any) -> dict[str, Any]:
    return {
        "once": str(uuid.uuid4()),
        "do": "send",
        "d0-active": "on",
        "d0-time": "07:30",
        "d0-type": "CHARGE",
        "d0-days": ["0"],
        "d1-type": "CHARGE",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }


def of_renault_5(cast: Cast, vehicle: Vehicle, **fields: Any) -> Any:
    from vehicles.services.plans import mark_of

    raw = VehicleEndpoint.objects.get(vehicle=vehicle, endpoint="charge-schedule").raw
    data = {"seen": mark_of("departure_programs", raw), **departures(**fields)}
    return cast.client(cast.owner).post(reverse("planner-departures", args=[vehicle.pk]), data)


def test_departure_programs_are_posted_whole_with_what_nobody_knows(cast: Cast, renault_5: Vehicle) -> None:
    html = page(cast, renault_5, show="departures")
    assert "not yet confirmed on real cars" in html
    assert "Monday 07:30: charge" in html
    response = of_renault_5(
        cast, renault_5, d0_time="08:05", d1_time="10:00", d1_active="on", d1_days=["5", "6"]
    )
    assert response.status_code == 302
    settings = Command.objects.get().arguments["settings"]
    assert settings["kept"] == {"deep": 1}
    assert [program["programDepartureTime"] for program in settings["programs"]] == ["08:05", "10:00"]
    assert settings["programs"][1]["programActivationSaturday"] is True


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"d0_days": []}, "d0-days", "has no day"),
        ({"d0_time": "late"}, "d0-time", "Write a time"),
        ({"d0_time": ""}, "d0-time", "Say when you leave"),
        ({"d1_active": "on", "d1_days": ["0"], "d1_time": "07:30"}, "d1-time", "Another active program"),
        ({"d1_days": ["0"]}, "d1-time", "Say when you leave"),
    ],
)
def test_a_wrong_departure_is_told_beside_its_field(
    cast: Cast, renault_5: Vehicle, fields: dict[str, Any], field: str, words: str
) -> None:
    html = of_renault_5(cast, renault_5, **fields).content.decode()
    error = html.split(f'id="id_{field}_error"')[1].split("</ul>")[0]
    assert words in " ".join(error.split())
    assert not Command.objects.exists()


def test_a_departure_program_is_taken_away(cast: Cast, renault_5: Vehicle) -> None:
    assert of_renault_5(cast, renault_5, d0_remove="on", d0_time="").status_code == 302
    assert Command.objects.get().arguments["settings"]["programs"] == []


def test_mode_and_limits_are_sent_where_the_model_has_them(
    cast: Cast, zoe: Vehicle, renault_5: Vehicle
) -> None:
    html = page(cast, zoe)
    assert html.count("Not available on this model.") == 1  # the limits of a Zoe
    once = {"once": str(uuid.uuid4())}
    client = cast.client(cast.driver)
    assert (
        client.post(reverse("planner-mode", args=[zoe.pk]), {"mode": "always_charging", **once}).status_code
        == 302
    )
    limits = {"minimum": "25", "target": "90", "once": str(uuid.uuid4())}
    assert client.post(reverse("planner-limits", args=[renault_5.pk]), limits).status_code == 302
    kinds = dict(Command.objects.values_list("kind", "arguments"))
    assert kinds == {
        "charge_mode": {"mode": "always_charging"},
        "charge_limits": {"minimum": 25, "target": 90},
    }
    refused = client.post(reverse("planner-limits", args=[renault_5.pk]), {**limits, "target": "97"})
    assert "Select a valid choice" in refused.content.decode()
    refused = client.post(reverse("planner-limits", args=[zoe.pk]), {**limits, "once": str(uuid.uuid4())})
    assert "Not available on this model." in refused.content.decode()


def test_a_refused_plan_can_be_taken_up_again(cast: Cast, zoe: Vehicle) -> None:
    send(cast, zoe, p1_0_start="21:15")
    Command.objects.update(
        state=CommandState.REFUSED, reason="changed", settled_at=clock.now(), sending_at=clock.now()
    )
    html = page(cast, zoe)
    assert "The programs have been changed meanwhile" in html
    assert 'value="21:15"' not in html
    again = cast.client(cast.owner).get(
        reverse("planner", args=[zoe.pk]), {"show": "charging", "again": Command.objects.get().pk}
    )
    assert 'value="21:15"' in again.content.decode()


def test_off_peak_hours_are_the_households(cast: Cast, zoe: Vehicle) -> None:
    address = reverse("household-off-peak")
    client = cast.client(cast.owner)
    wrong = client.post(address, {"start_1": "22:37", "end_1": "06:30", "start_2": "12:00", "end_2": ""})
    html = wrong.content.decode()
    assert "quarter hours only" in html
    assert "Say both times" in html
    assert 'value="22:37"' in html
    assert client.post(address, {"start_1": "22:30", "end_1": "06:30"}).status_code == 302
    cast.home.refresh_from_db()
    assert cast.home.off_peak == [[1350, 480]]
    assert "22:30–06:30" in client.get(reverse("household")).content.decode()
    assert "Off-peak 22:30–06:30" in page(cast, zoe)


def test_the_page_of_a_petrol_car_says_why_there_is_nothing(cast: Cast) -> None:
    duster = builders.vehicle(cast.home, "Duster", through=cast.login, model_code="DU31SU", energy="fuel")
    assert "no battery to plug in" in page(cast, duster)


AUTUMN = builders.at("2026-10-25 01:00")


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets a test choose the day."""

    def on(moment: Any) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return on


def test_two_weeks_before_a_change_of_clocks_those_who_drive_are_told_which_schedules_move(
    cast: Cast, zoe: Vehicle, calendar: Any
) -> None:
    Vehicle.objects.filter(pk=zoe.pk).update(wire_clock="utc", time_zone="Europe/Paris")
    garage = reverse("garage")
    calendar(AUTUMN - timedelta(days=15))
    assert "The clocks change" not in cast.client(cast.owner).get(garage).content.decode()
    calendar(AUTUMN - timedelta(days=13))
    html = cast.client(cast.driver).get(garage).content.decode()
    assert "The clocks change on Sunday 25 October" in html
    assert "then move: Zoé." in html
    assert "The clocks change" not in cast.client(cast.viewer).get(garage).content.decode()
    told_here = page(cast, zoe)
    assert "program 1: every day 00:30 for 8\u202fh becomes every day 23:30 for 8\u202fh" in told_here


def test_a_car_that_keeps_local_time_or_nothing_needs_no_warning(
    cast: Cast, zoe: Vehicle, calendar: Any
) -> None:
    calendar(AUTUMN - timedelta(days=3))
    assert "The clocks change" not in page(cast, zoe)
    Vehicle.objects.filter(pk=zoe.pk).update(wire_clock="utc")
    told(zoe, "charging-settings", {"schedules": [{**WEEK, "activated": False}]})
    assert "The clocks change" not in page(cast, zoe)


def test_after_the_change_the_old_times_are_put_back_with_one_press(
    cast: Cast, zoe: Vehicle, calendar: Any
) -> None:
    Vehicle.objects.filter(pk=zoe.pk).update(wire_clock="utc", time_zone="Europe/Paris")
    calendar(AUTUMN + timedelta(days=2))
    html = page(cast, zoe)
    assert "The clocks changed on Sunday 25 October" in html
    assert "every day 00:30 for 8\u202fh becomes every day 23:30 for 8\u202fh" in html
    back = cast.client(cast.owner).get(
        reverse("planner", args=[zoe.pk]), {"show": "charging", "put-back": "1"}
    )
    assert 'value="00:30"' in back.content.decode()
    send(cast, zoe, **{f"p1_{day}_start": "00:30" for day in range(7)})
    assert Command.objects.get().arguments["schedules"][0]["monday"]["startTime"] == "T23:30Z"
    assert "The clocks changed" not in page(cast, zoe)


def test_what_was_read_long_ago_is_read_anew_when_somebody_who_may_change_it_opens_the_page(
    cast: Cast, zoe: Vehicle
) -> None:
    assert 'hx-trigger="load"' not in page(cast, zoe)
    raw = VehicleEndpoint.objects.get(vehicle=zoe, endpoint="charging-settings").raw
    told(zoe, "charging-settings", raw, hours_ago=1.5)
    assert 'hx-trigger="load"' not in page(cast, zoe, cast.viewer)
    assert 'hx-trigger="load"' in page(cast, zoe, cast.driver)
    address = reverse("planner-read", args=[zoe.pk]) + "?show=charging"
    answer = cast.client(cast.driver).post(address, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert "Reading what the car has" in answer.content.decode()
    assert 'hx-trigger="load"' not in answer.content.decode()
    assert 'hx-trigger="load"' not in page(cast, zoe, cast.driver)


def test_nothing_is_read_by_itself_where_nobody_is_signed_in_to_renault(cast: Cast, zoe: Vehicle) -> None:
    VehicleEndpoint.objects.all().delete()
    assert 'hx-trigger="load"' in page(cast, zoe)
    cast.login.state = "needs_sign_in"
    cast.login.save()
    assert 'hx-trigger="load"' not in page(cast, zoe)
