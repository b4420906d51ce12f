"""The planner on every model of the table: a form that sends, or the reason why there is none."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from tests import builders
from tests.fields import Fields
from tests.services.test_every_model import ABSENT, TABLE
from tests.views.conftest import Cast
from tests.views.test_planner import WEEK, told
from vehicles.models import Command, Vehicle
from vehicles.renault_api.kamereon.schedules import DAYS
from vehicles.services import schedules

# Kind of command: where the planner shows it, the form's address, and the title over the reason.
PARTS = {
    "charge_schedules": ("charging", "planner-charging", "obstacle-title"),
    "hvac_schedules": ("climate", "planner-climate", "obstacle-title"),
    "departure_programs": ("departures", "planner-departures", "obstacle-title"),
    "charge_mode": ("charging", "planner-mode", "mode-title"),
    "charge_limits": ("charging", "planner-limits", "limits-title"),
}
# Models that could be told, but whose present plan nobody can read: it is not overwritten unseen.
SILENT = ("BD11SL", "DU31SU", "XBG1VE", "XHN1ML", "XJA1VP", "XJA2VP", "XJB2SU", "XJL2TR")
UNREADABLE = {
    "charge_schedules": (*SILENT, "XBG2VE", "XCB1SE", "XHN1CP"),
    "hvac_schedules": (*SILENT, "XFB2BK"),
}
PROGRAM = {
    "programActivationStatus": True,
    "programType": "CHARGE",
    "programDepartureTime": "07:30",
    **{f"programActivation{day.capitalize()}": day == "monday" for day in DAYS},
}
WARM = {"id": 1, "activated": True, "friday": {"readyAtTime": "T07:15Z"}}
RAW: dict[str, dict[str, Any]] = {
    "hvac_schedules": {"schedules": [WARM]},
    "charge_limits": {"socMin": 20, "socTarget": 80},
    "charge_mode": {"mode": "scheduled", "chargeMode": "schedule_mode"},
}


def _tell_all(vehicle: Vehicle) -> None:
    """Let the car have told each kind of its settings, where there is an endpoint for it."""
    raws: dict[str, dict[str, Any]] = {}
    for kind in PARTS:
        endpoint = schedules.endpoint_of(vehicle, kind)
        raw = RAW.get(kind) or {"schedules": [WEEK], "programs": [PROGRAM]}
        raws.setdefault(endpoint, {}).update(raw)
    for endpoint, raw in raws.items():
        if endpoint:
            told(vehicle, endpoint, raw)


@pytest.mark.parametrize("code", TABLE)
def test_each_part_of_the_planner_is_a_form_that_sends_or_says_why_not(cast: Cast, code: str) -> None:
    vehicle = builders.vehicle(
        cast.home, code, through=cast.login, model_code=code, energy="electric", wire_clock="local"
    )
    _tell_all(vehicle)
    client = cast.client(cast.driver)
    for kind, (show, name, title) in PARTS.items():
        builders.forget_commands()
        url = reverse(name, args=[vehicle.pk])
        html = client.get(reverse("planner", args=[vehicle.pk]) + f"?show={show}").content.decode()
        posted = _action(html, url)
        if code in ABSENT[kind] or code in UNREADABLE.get(kind, ()):
            assert not posted, kind
            reason = html.partition(f'id="{title}"')[2].partition("</section>")[0]
            assert "Not available on this model" in reason, kind
            client.post(
                url, {"once": str(uuid.uuid4()), "mode": "schedule_mode", "minimum": 20, "target": 80}
            )
            assert not Command.objects.exists(), kind
            continue
        assert posted, kind
        fields = Fields(html, posted).values
        chosen = {"charge_mode": {"mode": "always_charging"}, "charge_limits": {"minimum": 15, "target": 90}}
        response = client.post(posted, {**fields, **chosen.get(kind, {}), "do": "send"})
        assert response.status_code == 302, (kind, fields)
        assert Command.objects.get().kind == kind


def _action(html: str, url: str) -> str:
    """Return the address of the form that posts there; empty without one."""
    return next((each for each in (f"{url}", f"{url}?show=charging") if f'action="{each}"' in html), "")
