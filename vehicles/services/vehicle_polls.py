"""One poll of one vehicle: which endpoints are asked, what their answers come to, when it is due again.

1. The vehicle's next time is written first, so that a poll that dies does not come back at once.
2. The first endpoint is asked. What it says that is new decides what else can have changed, and so on with
   the cockpit (rules/cadence.py). Each call is counted before it starts, those of all the login's vehicles
   together (budget.Ahead).
3. What was answered is stored together, also where the poll ends early.
4. Then it is written at what pace the vehicle is asked from now on, and the answers are held against its
   commands.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from .. import clock
from ..models import (
    BatterySnapshot,
    ChargeState,
    CockpitSnapshot,
    EndpointState,
    RenaultLogin,
    Snapshot,
    Vehicle,
    VehicleEndpoint,
)
from ..models.prepared import together
from ..renault_api import RenaultException, RenaultVehicle
from ..renault_api.kamereon.lookup import find_endpoint
from ..rules import ages, cadence, readings
from ..rules.cadence import EndpointRecord, News, Pace, Said
from ..rules.faults import OF_LOGIN, Verdict, judge
from . import answers, budget, confirming, handover, login_states, schedules, statements, storing
from .patience import patiently
from .storing import Answer

Newest = Mapping[type[Snapshot], Mapping[int, Snapshot]]
TELLING: dict[str, type[Snapshot]] = {"battery-status": BatterySnapshot, "cockpit": CockpitSnapshot}


class Stop(Exception):
    """Ends this poll of the login, for the reason of a failure or until a time, where that is known."""

    def __init__(self, verdict: Verdict | None = None, until: datetime | None = None) -> None:
        super().__init__()
        self.verdict, self.until = verdict, until


def endpoints_of(vehicle: Vehicle) -> list[str]:
    """Return the endpoints that this vehicle may be asked, the most telling first.

    What the table of models says it does not have is left out, and positions while they are off.
    """
    electric_only = {"battery-status", "hvac-status"}
    return [
        endpoint
        for endpoint in storing.TABLES
        if (vehicle.charges or endpoint not in electric_only)
        and (vehicle.positions_on or endpoint != "location")
        and find_endpoint(vehicle.model_code or None, endpoint) is not None
    ]


def spacing_of(followed: Iterable[Vehicle]) -> timedelta:
    """Return the least time between two polls of one of these vehicles, which share a login's hour."""
    return cadence.spacing_of([(Pace(each.pace), endpoints_of(each)) for each in followed])


class VehiclePoll:
    """A vehicle, what was known of it before, and what this poll brings."""

    def __init__(
        self,
        login: RenaultLogin,
        vehicle: Vehicle,
        of_renault: RenaultVehicle,
        rows: Mapping[str, VehicleEndpoint],
        newest: Newest,
        spacing: timedelta,
        ahead: budget.Ahead,
    ) -> None:
        self.login, self.vehicle, self.of_renault, self.spacing = login, vehicle, of_renault, spacing
        self.ahead = ahead
        self.now = clock.now()
        self.rows = rows
        self.records = {
            name: EndpointRecord(
                row.tried_at, row.try_again_at, row.answered_at, row.state == EndpointState.FAILING
            )
            for name, row in rows.items()
        }
        self.said = self._said_before(newest)
        self.plan = schedules.endpoints_wanted(vehicle, self.records, self.now)
        self.first: str | None = None
        self.news = News.NOTHING
        self.answers: list[Answer] = []
        self.refused = self.gone = self.silent = False
        self.failures = 0

    def run(self, may_start: Callable[[], bool]) -> None:
        """Ask what is to be asked, as long as a call may start; raises Stop."""
        self.now = clock.now()
        was_due_at = self.vehicle.due_at
        self._write_first(cadence.next_due(self.vehicle.pk, Pace(self.vehicle.pace), self.now, self.spacing))
        asked = whole = False
        try:
            for endpoint in self._to_ask():
                if not may_start():
                    raise Stop
                self._ask(endpoint)
                asked = True
            whole = True
            if self.failures and not self.answers:
                login_states.say(self.login, _("Renault's servers answer with errors just now."))
        finally:
            self._keep()
            self._write(was_due_at, asked=asked, whole=whole)

    def _said_before(self, newest: Newest) -> dict[str, Said]:
        found = {}
        for endpoint, table in TELLING.items():
            if (row := newest[table].get(self.vehicle.pk)) is not None:
                columns = {name: getattr(row, name) for name in table.READINGS}
                found[endpoint] = Said(
                    row.reported_at if row.has_car_time else None, row.first_fetched_at, columns
                )
        return found

    def _to_ask(self) -> Iterator[str]:
        """Yield the endpoints to ask, each decided by what those before it said."""
        yield from self.plan
        self.first, others = cadence.in_order(endpoints_of(self.vehicle), self.records, self.now)
        if self.first is not None and not self._was_looked_at(self.first):
            yield self.first
        for endpoint in others:
            if self.gone or (self.refused and not self.answers):
                return  # privacy mode is a matter of the whole car: one refusal an hour tells it
            if self._is_wanted(endpoint):
                yield endpoint

    def _can_wait(self, endpoint: str) -> bool:
        """Whether the next poll is early enough for it, where the login has other vehicles to ask."""
        record = self.records.get(endpoint, cadence.NEVER_TRIED)
        by_person = self.vehicle.look_asked_at is not None or endpoint in self.plan
        return endpoint != self.first and record.tried_at is not None and not by_person

    def _is_wanted(self, endpoint: str) -> bool:
        record = self.records.get(endpoint, cadence.NEVER_TRIED)
        return cadence.is_wanted(
            endpoint,
            record,
            self.now,
            self.news,
            spacing=self.spacing,
            look_asked_at=self.vehicle.look_asked_at,
        )

    def _was_looked_at(self, endpoint: str) -> bool:
        """Whether this endpoint was asked for a look already, whose rest is to come."""
        tried_at = self.records.get(endpoint, cadence.NEVER_TRIED).tried_at
        look_asked_at = self.vehicle.look_asked_at
        return look_asked_at is not None and tried_at is not None and tried_at >= look_asked_at

    def _ask(self, endpoint: str) -> None:
        """Ask one endpoint and take in what it says; raises Stop."""
        now = clock.now()
        if not self._count(endpoint, now):
            return
        try:
            data = confirming.read(self.of_renault, endpoint)
        except RenaultException as error:
            self._note_failure(endpoint, error, now)
            return
        answer = Answer(endpoint, data, clock.now())
        self.answers.append(answer)
        if endpoint in TELLING:
            self._take_in(answer)
        if self.login.last_error:
            login_states.say(self.login, "")

    def _count(self, endpoint: str, now: datetime) -> bool:
        """Count a call that is about to start; False where it is left to a later poll. Raises Stop."""
        if self.ahead.take(now):
            return True
        can_wait = self._can_wait(endpoint)
        free_at = budget.reserve(self.login, now, can_wait=can_wait)
        if free_at is not None and not can_wait:
            raise Stop(until=free_at)
        return free_at is None

    def calls_ahead(self) -> int:
        """Return how many calls this poll will probably make: as many as at such a pace it usually does."""
        self.news = cadence.USUAL_NEWS[Pace(self.vehicle.pace)]
        calls = len(list(self._to_ask()))
        self.news = News.NOTHING
        return calls

    def _take_in(self, answer: Answer) -> None:
        """Note what is new in an answer of the battery's or the cockpit's."""
        reading = readings.read(answer.endpoint, answer.data, storing.traits(self.vehicle), answer.fetched_at)
        if reading is None:
            return
        said = Said(reading.reported_at, reading.fetched_at, reading.columns)
        before = self.said.get(answer.endpoint)
        if cadence.is_newer(before, said):
            self.said[answer.endpoint] = said
        self.news = max(self.news, cadence.news_in(before, said, charging=self._is_charging()))

    def _is_charging(self) -> bool:
        battery = self.said.get("battery-status")
        if battery is None:
            return False
        at = battery.at or self._answered_at("battery-status") or battery.heard_at
        return ages.is_charging_still(battery.columns["charge_state"] == ChargeState.CHARGING, at, self.now)

    def _answered_at(self, endpoint: str) -> datetime | None:
        now = [answer.fetched_at for answer in self.answers if answer.endpoint == endpoint]
        return max(now, default=self.records.get(endpoint, cadence.NEVER_TRIED).answered_at)

    def _keep(self) -> None:
        """Store what was answered."""
        if self.answers:
            patiently(lambda: storing.store(self.vehicle, self.answers, polled=True))

    def _pace(self, lively_until: datetime | None) -> Pace:
        heard = [at for name in TELLING if (at := self._answered_at(name)) is not None]
        known = cadence.Known(
            charging=self._is_charging(),
            lively_until=lively_until,
            told_at=max((said.told_at for said in self.said.values()), default=None),
            answered_at=max(heard, default=None),
            refused=self.refused and not self.answers,
        )
        return cadence.pace_of(known, self.now)

    def _write_first(self, due_at: datetime) -> None:
        statements.set_due().run({"vehicle": self.vehicle.pk, "due_at": due_at})
        self.due_at = due_at

    def _write(self, was_due_at: datetime | None, *, asked: bool, whole: bool) -> None:
        """Write how the vehicle stands after the poll, and hold the answers against commands that wait.

        A vehicle of which nothing could be asked stays due, and keeps its place among those that wait; so
        does one of which a person wants more. One for which no answer came goes behind the others: it may
        be alone in that. Of others that were asked in part, the rest comes with the next poll. Where
        somebody has moved its time meanwhile, that holds.
        """
        vehicle = self.vehicle
        values: dict[str, Any] = {}
        if self.answers:
            values["privacy_since"] = None
        elif self.refused:
            values["privacy_since"] = vehicle.privacy_since or self.now
        if self.news is News.MOVED:
            values["lively_until"] = self.now + cadence.LIVELY_FOR
        for_person = vehicle.look_asked_at is not None or bool(self.plan)
        due_at = self.now if self.silent else was_due_at or self.now
        if whole or (asked and not for_person):
            pace = self._pace(values.get("lively_until", vehicle.lively_until))
            values["pace"] = pace.value
            due_at = cadence.next_due(vehicle.pk, pace, self.now, self.spacing)
        where = {"due_at_before": self.due_at, "look_asked_at_before": vehicle.look_asked_at}
        ended = {"look_asked_at": None} if whole else {}
        columns = {"due_at": due_at, **ended, **values}
        same = statements.set_standing(tuple(columns), looked=vehicle.look_asked_at is not None)
        written, commands = together(
            same.filled({"vehicle": vehicle.pk, **where, **columns}),
            statements.accepted_commands().filled({"vehicle": vehicle.pk}),
        )
        if not written and values:
            Vehicle.objects.filter(pk=vehicle.pk).update(**values)
        confirming.hold_against(commands, vehicle, self.answers)

    def _note_failure(self, endpoint: str, error: RenaultException, now: datetime) -> None:
        """Keep what a failure means for the endpoint and the vehicle; raises Stop where it means more."""
        row = self.rows.get(endpoint) or VehicleEndpoint(vehicle=self.vehicle, endpoint=endpoint)
        token_kept = self.of_renault.session.login_token is not None
        verdict = judge(error, ever_worked=row.first_worked_at is not None, token_kept=token_kept)
        if verdict in OF_LOGIN:
            self.silent = verdict is Verdict.UNREACHABLE
            raise Stop(verdict)
        if verdict is Verdict.UNLINKED:
            self.gone = True
            handover.taken_off(self.vehicle)
        self.refused = self.refused or verdict is Verdict.PRIVACY
        self.failures += verdict is Verdict.TEMPORARY
        if endpoint in TELLING:
            self.news = max(self.news, News.TOLD)  # it may have; nobody knows
        answers.keep_failure(self.vehicle, endpoint, error, verdict, now)
