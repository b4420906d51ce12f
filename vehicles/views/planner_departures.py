"""The departure programs on the planner, for the models that speak them."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from ..forms.departures import DeparturesForm, departure_field
from ..models import Vehicle
from ..quantities import set_temperature
from ..rules.departures import Departure, programs_to_wire
from ..rules.wire_schedules import UnreadablePlan
from ..services import plans
from ..services.plans import CarDepartures
from ..services.schedules import Told
from .figures import duration, moment
from .plan_words import departures_words
from .planner_parts import Obstacle, obstacle_of


@dataclass(frozen=True, slots=True)
class DepartureRow:
    """One program of the form; the last may be a new one, without `remove`."""

    title: str
    active: BoundField
    time: BoundField
    type: BoundField
    days: BoundField
    remove: BoundField | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class DeparturesPart:
    """The form with what stands around it."""

    form: DeparturesForm
    rows: list[DepartureRow]
    url: str
    once: str
    seen: str
    car_words: str
    read_text: str
    read_at: str
    will_words: str
    json: str
    kept: list[str]
    wrong: bool
    changed: bool
    awaited: bool
    readonly: bool
    is_foreign: bool = False
    foreign: list[str] = field(default_factory=list)


class DeparturesMaker:
    """Makes the part, as long as there is no obstacle."""

    def __init__(self, vehicle: Vehicle, told: Told, now: datetime, *, may_send: bool) -> None:
        self.vehicle, self.told, self.now, self.may_send = vehicle, told, now, may_send

    def of_car(self) -> CarDepartures | Obstacle:
        """Return what the car has, or why it cannot be shown."""
        if (lacking := obstacle_of(self.vehicle, self.told)) is not None:
            return lacking
        try:
            return plans.car_departures(self.vehicle, self.told)
        except UnreadablePlan as error:
            text = _(
                "What the car told is not understood (%(place)s), so it is not overwritten. "
                "Change it in Renault's own app or in the car, then read it again."
            )
            return Obstacle("unreadable", _("Not understood"), text % {"place": error})

    def part(
        self, of_car: CarDepartures, form: DeparturesForm, *, is_foreign: bool = False
    ) -> DeparturesPart:
        """Return the form with what stands around it."""
        wrong = form.is_bound and not form.is_valid()
        read_at = self.told.read_at
        return DeparturesPart(
            form=form,
            rows=[self._row(form, index) for index in form.rows],
            url=reverse("planner-departures", args=[self.vehicle.pk]),
            once=str(uuid.uuid4()),
            seen=of_car.seen,
            car_words=departures_words(of_car.departures),
            read_text=moment(read_at, self.now, self.vehicle.zone) if read_at else "",
            read_at=read_at.isoformat() if read_at else "",
            will_words="" if wrong else departures_words(form.departures),
            json="" if wrong else self._json(of_car, form.departures),
            kept=self._kept(of_car),
            wrong=wrong,
            changed=tuple(form.departures) != of_car.departures,
            awaited=of_car.awaited,
            readonly=not self.may_send,
            is_foreign=is_foreign,
        )

    def _row(self, form: DeparturesForm, index: int) -> DepartureRow:
        is_new = index >= len(form.shown)
        return DepartureRow(
            title=_("A new program") if is_new else _("Program %(number)s") % {"number": index + 1},
            active=form[departure_field(index, "active")],
            time=form[departure_field(index, "time")],
            type=form[departure_field(index, "type")],
            days=form[departure_field(index, "days")],
            remove=None if is_new else form[departure_field(index, "remove")],
            is_new=is_new,
        )

    def _json(self, of_car: CarDepartures, departures: Sequence[Departure]) -> str:
        whole = {**of_car.settings, "programs": programs_to_wire(of_car.settings, departures)}
        return json.dumps(whole, indent=2, ensure_ascii=False)

    def _kept(self, of_car: CarDepartures) -> list[str]:
        """Say in words what else is in the object, which goes back as it was read."""
        settings, said = of_car.settings, []
        start, minutes = settings.get("chargeTimeStart"), settings.get("chargeDuration")
        if isinstance(start, str) and isinstance(minutes, int):
            said.append(
                _("charges from %(time)s for %(length)s") % {"time": start, "length": duration(minutes)}
            )
        warmth = settings.get("preconditioningTemperature")
        if isinstance(warmth, int | float):
            said.append(_("warms up to %(degrees)s") % {"degrees": set_temperature(warmth)})
        return said
