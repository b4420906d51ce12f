"""The card of a vehicle: one big figure, its state in words, four facts at most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import (
    BatterySnapshot,
    ChargeState,
    CockpitSnapshot,
    EndpointState,
    HvacSnapshot,
    LocationSnapshot,
    LockSnapshot,
    LoginState,
    PlugState,
    Snapshot,
    Vehicle,
    VehicleEndpoint,
    VehicleStatus,
)
from ..models.prepared import Prepared, in_key_slots, key_slots
from ..rules import ages
from ..services import storing
from ..services.plug_states import plug_state_since
from .command_lines import CommandLine, last_lines
from .figures import Age, Fact, Figure, age_of, duration, fact, moment, number, quantity
from .frames import subtitle_of

LOOK_BACK = timedelta(days=30)
TABLES: tuple[type[Snapshot], ...] = (
    BatterySnapshot,
    CockpitSnapshot,
    HvacSnapshot,
    LocationSnapshot,
    LockSnapshot,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that wants attention, and where to attend to it."""

    tone: str
    text: str
    url: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """What the vehicle is doing, in words."""

    text: str
    detail: str
    tone: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How full it is, in per cent."""

    percent: int
    tone: str
    target: int | None = None


@dataclass(frozen=True, slots=True)
class VehicleCard:
    """A vehicle as the garage shows it: all that its template shows, so that equal cards look the same."""

    id: int
    url: str
    name: str
    subtitle: str
    energy: str
    headline: Figure
    headline_label: str
    bar: Bar | None
    state: State
    facts: tuple[Fact, ...]
    age: Age
    notices: tuple[Notice, ...] = ()
    command: CommandLine | None = None

    @property
    def template(self) -> str:
        return f"vehicles/cards/{'fuel' if self.state.tone == 'fuel' else 'electric'}.html"


@dataclass(frozen=True, slots=True)
class Known:
    """The newest snapshots of one vehicle, and when Renault last answered about it."""

    battery: BatterySnapshot | None = None
    cockpit: CockpitSnapshot | None = None
    hvac: HvacSnapshot | None = None
    location: LocationSnapshot | None = None
    lock: LockSnapshot | None = None
    answered_at: Mapping[str, datetime] = field(default_factory=dict)
    tried: frozenset[str] = frozenset()
    not_available: frozenset[str] = frozenset()
    plug_state_since: datetime | None = None
    command: CommandLine | None = None


def known_of(vehicles: Iterable[Vehicle], now: datetime) -> dict[int, Known]:
    """Return what is known of each vehicle, with as many questions for ten vehicles as for one."""
    vehicles = list(vehicles)
    if not vehicles:
        return {}
    newest = storing.newest(vehicles, TABLES)
    plugs = {pk: row.plug_state for pk, row in newest[BatterySnapshot].items()}  # type: ignore[attr-defined]
    since = plug_state_since({pk: plug for pk, plug in plugs.items() if plug}, now - LOOK_BACK)
    last_commands = last_lines(vehicles, now)
    answered: dict[int, dict[str, datetime]] = {}
    tried: dict[int, set[str]] = {}
    not_available: dict[int, set[str]] = {}
    asked = _asked(len(vehicles)).ask(in_key_slots(vehicle.pk for vehicle in vehicles))
    for vehicle_id, endpoint, state, answered_at, tried_at in asked:
        if answered_at:
            answered.setdefault(vehicle_id, {})[endpoint] = answered_at
        if tried_at:
            tried.setdefault(vehicle_id, set()).add(endpoint)
        if state == EndpointState.NOT_AVAILABLE:
            not_available.setdefault(vehicle_id, set()).add(endpoint)
    return {
        vehicle.pk: Known(
            *(newest[table].get(vehicle.pk) for table in TABLES),  # type: ignore[arg-type]
            answered_at=answered.get(vehicle.pk, {}),
            tried=frozenset(tried.get(vehicle.pk, ())),
            not_available=frozenset(not_available.get(vehicle.pk, ())),
            plug_state_since=since.get(vehicle.pk),
            command=last_commands.get(vehicle.pk),
        )
        for vehicle in vehicles
    }


@lru_cache(maxsize=32)
def _asked(vehicles: int) -> Prepared:
    """Return the question how each endpoint of so many vehicles stands, when it answered and was asked."""
    mine = VehicleEndpoint.objects.filter(vehicle__pk__in=key_slots(vehicles))
    return Prepared(mine.values_list("vehicle_id", "endpoint", "state", "answered_at", "tried_at"))


def told_at(snapshot: Snapshot | None) -> datetime | None:
    """Return the instant a snapshot speaks of: the car's time, or our last fetch of it."""
    if snapshot is None:
        return None
    return snapshot.reported_at if snapshot.has_car_time else snapshot.last_fetched_at


class CardMaker:
    """Makes the card of one vehicle from what is known of it."""

    def __init__(self, vehicle: Vehicle, known: Known, now: datetime) -> None:
        self.vehicle, self.known, self.now, self.zone = vehicle, known, now, vehicle.zone
        at = told_at(known.battery)
        told_charging = known.battery is not None and known.battery.charge_state == ChargeState.CHARGING
        self.charging = at is not None and ages.is_charging_still(told_charging, at, now)
        self.charged_last = told_charging and not self.charging

    def card(self) -> VehicleCard:
        vehicle = self.vehicle
        facts = [
            self.range_fact() if vehicle.charges else None,  # of a fuel car it is the state
            self.mileage_fact(),
            self.temperature_fact(),
            self.where_fact(),
            self.lock_fact(),
        ]
        return VehicleCard(
            id=vehicle.pk,
            url=reverse("vehicle", args=[vehicle.pk]),
            name=vehicle.name,
            subtitle=subtitle_of(vehicle),
            energy=vehicle.energy,
            headline=self.headline(),
            headline_label=_("State of charge") if vehicle.charges else _("Fuel"),
            bar=self.bar(),
            state=self.state(),
            facts=tuple(each for each in facts if each is not None)[:4],
            age=self.age,
            notices=tuple(self.notices()),
            command=self.known.command,
        )

    @cached_property
    def age(self) -> Age:
        """The age of the headline."""
        if not self.vehicle.charges:
            return self.age_of(self.known.cockpit)
        at = told_at(self.known.battery)
        asleep = at is not None and ages.is_asleep(at, self.known.answered_at.get("battery-status"))
        return age_of(at, self.now, self.zone, charging=self.charging, asleep=asleep)

    def age_of(self, snapshot: Snapshot | None) -> Age:
        """The age of any other figure."""
        ours = snapshot is not None and not snapshot.has_car_time
        return age_of(told_at(snapshot), self.now, self.zone, by_our_clock=ours)

    def why_unknown(self, endpoint: str) -> str:
        if endpoint not in self.known.tried:
            return _("Not asked yet.")
        if self.vehicle.privacy_since:
            return _("The car keeps its data to itself (privacy mode).")
        if endpoint in self.known.not_available:
            return _("This vehicle does not tell it.")
        return _("Renault did not tell it when it was last asked.")

    def headline(self) -> Figure:
        age = self.age
        if not self.vehicle.charges:
            litres = self.known.cockpit.fuel_l if self.known.cockpit else None
            return self._figure(litres, _("litres"), "cockpit", age)
        charge = self.known.battery.state_of_charge if self.known.battery else None
        return self._figure(charge, "%", "battery-status", age)

    def _figure(self, value: float | None, unit: str, endpoint: str, age: Age) -> Figure:
        known = value is not None
        return Figure(
            value=number(value) if value is not None else "–",
            unit=unit if known else "",
            known=known,
            reason="" if known else self.why_unknown(endpoint),
            stale=age.stale,
            age=age,
        )

    def tone(self) -> str:
        if not self.vehicle.charges:
            return "fuel"
        battery = self.known.battery
        if battery is None:
            return "unknown"
        if self.charging:
            return "charging"
        if battery.charge_state == ChargeState.ERROR or battery.plug_state == PlugState.ERROR:
            return "failed"
        return {PlugState.PLUGGED: "plugged", PlugState.UNPLUGGED: "parked"}.get(
            battery.plug_state, "unknown"
        )

    def bar(self) -> Bar | None:
        battery = self.known.battery
        if not self.vehicle.charges or battery is None or battery.state_of_charge is None:
            return None
        return Bar(round(battery.state_of_charge), self.tone())

    def state(self) -> State:
        tone = self.tone()
        if tone == "fuel":
            range_told = self.range_fact()
            left = _("About %(range)s left") % {"range": range_told.text}
            return State(left if range_told.known else _("Range not told"), "", tone)
        battery = self.known.battery
        if battery is None:
            return State(_("State not told"), self.why_unknown("battery-status"), tone)
        if self.charging:
            return State(self._charging_words(battery), self._remaining(battery), tone)
        if self.charged_last:
            left = battery.remaining_minutes
            words = (
                _("when last heard of, with about %(duration)s to go") if left else _("when last heard of")
            )
            return State(_("Was charging"), words % {"duration": duration(left or 0)}, tone)
        waiting = {
            ChargeState.WAITING_PLANNED: _("waits for its planned charge"),
            ChargeState.WAITING_CURRENT: _("waits for current"),
            ChargeState.ENDED: _("charge ended"),
            ChargeState.FLAP_OPEN: _("charge flap open"),
            ChargeState.ERROR: _("charge error"),
        }.get(battery.charge_state, "")
        text = {
            PlugState.PLUGGED: _("Plugged in"),
            PlugState.UNPLUGGED: _("Not plugged in"),
            PlugState.ERROR: _("Plug error"),
        }.get(battery.plug_state, _("Plug state not told"))
        return State(text, waiting or self._since(), tone)

    def _since(self) -> str:
        """Since when the plug state is what it is, where it changed not too long ago."""
        since = self.known.plug_state_since
        return _("since %(time)s") % {"time": moment(since, self.now, self.zone)} if since else ""

    def _charging_words(self, battery: BatterySnapshot) -> str:
        if battery.charge_power_kw:
            return _("Charging, %(power)s") % {"power": quantity(battery.charge_power_kw, "kW", 1)}
        return _("Charging")

    def _remaining(self, battery: BatterySnapshot) -> str:
        if not battery.remaining_minutes:
            return ""
        return _("done in about %(duration)s") % {"duration": duration(battery.remaining_minutes)}

    def range_fact(self) -> Fact:
        label = _("Range")
        if not self.vehicle.charges:
            km = self.known.cockpit.fuel_range_km if self.known.cockpit else None
            return self._fact(
                "fuel", label, None if km is None else quantity(km, "km"), "cockpit", self.known.cockpit
            )
        km = self.known.battery.range_km if self.known.battery else None
        text = None if km is None else quantity(km, "km")
        return self._fact("gauge", label, text, "battery-status", self.known.battery)

    def mileage_fact(self) -> Fact:
        km = self.known.cockpit.mileage_km if self.known.cockpit else None
        text = None if km is None else quantity(km, "km")
        return self._fact("route", _("Mileage"), text, "cockpit", self.known.cockpit)

    def temperature_fact(self) -> Fact | None:
        if not self.vehicle.charges:
            return None
        hvac = self.known.hvac
        if hvac is not None and hvac.cabin_c is None and hvac.outside_c is not None:
            return self._fact(
                "thermometer", _("Outside"), quantity(hvac.outside_c, "°C"), "hvac-status", hvac
            )
        text = quantity(hvac.cabin_c, "°C") if hvac is not None and hvac.cabin_c is not None else None
        return self._fact("thermometer", _("Cabin"), text, "hvac-status", hvac)

    def where_fact(self) -> Fact | None:
        if not self.vehicle.shows_position:
            return None
        place = self.known.location
        text = None
        if place is not None and place.latitude is not None and place.longitude is not None:
            # With points in every language: commas part the two, and maps want it so.
            text = f"{place.latitude:.4f}, {place.longitude:.4f}".replace("-", "−")
        return self._fact("map-pin", _("Where"), text, "location", place)

    def lock_fact(self) -> Fact | None:
        lock = self.known.lock
        if lock is None or not lock.lock:
            return None
        words = {"locked": _("Locked"), "unlocked": _("Unlocked")}
        return self._fact("lock", _("Doors"), words.get(lock.lock, lock.lock), "lock-status", lock)

    def _fact(
        self, icon: str, label: str, text: str | None, endpoint: str, snapshot: Snapshot | None
    ) -> Fact:
        reason = self.why_unknown(endpoint) if text is None else ""
        return fact(icon, label, text, reason, self.age_of(snapshot))

    def notices(self) -> list[Notice]:
        vehicle = self.vehicle
        found = []
        if vehicle.status == VehicleStatus.UNLINKED:
            found.append(
                Notice(
                    "attention", _("Taken off the Renault account: no new figures. Its history stays here.")
                )
            )
        elif vehicle.account is None:
            found.append(Notice("attention", _("No Renault login: no new figures. Its history stays here.")))
        elif vehicle.account.login.state == LoginState.NEEDS_SIGN_IN:
            found.append(Notice("attention", _("No new figures until someone signs in to Renault again.")))
        elif vehicle.privacy_since:
            found.append(
                Notice(
                    "attention",
                    _(
                        "Privacy mode is on in the car, so it tells nothing. "
                        "Choose another profile on its screen."
                    ),
                )
            )
        return found


def cards_of(vehicles: Iterable[Vehicle], now: datetime) -> list[VehicleCard]:
    """Return the cards of these vehicles, in their order."""
    vehicles = list(vehicles)
    known = known_of(vehicles, now)
    return [CardMaker(vehicle, known[vehicle.pk], now).card() for vehicle in vehicles]
