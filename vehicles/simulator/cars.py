"""The cars of the played world as rows: who they are, where they live, how they are used."""

from dataclasses import dataclass, field

from .models import MODELS, Model

NO_DAYS: frozenset[int] = frozenset()
WEEK = frozenset(range(5))


@dataclass(frozen=True, eq=False)
class Habits:
    """How a car is used: distances in km, hours of the local day, chances from 0 to 1."""

    commute_km: float = 0.0
    commute_days: frozenset[int] = NO_DAYS
    leaves: float = 7.8
    returns: float = 17.6
    errand_chance: float = 0.4
    weekend_km: float = 24.0
    trip_chance: float = 0.1
    trip_km: float = 210.0
    plug_below: float = 60.0
    plug_chance: float = 0.5
    public_chance: float = 0.05


@dataclass(frozen=True, eq=False)
class Schedule:
    """When the owner lets the car charge: start of the day (minutes) and length (minutes)."""

    start: int
    minutes: int


@dataclass(frozen=True, eq=False)
class CarRow:
    """One car: positions in degrees, mileage in km at the world's birth."""

    vin: str
    model: Model
    registration: str
    registered_on: str
    home: tuple[float, float]
    mileage: float
    habits: Habits = field(default_factory=Habits)
    schedule: Schedule | None = None
    warms_up_at: tuple[int, ...] = ()


CARS = (
    CarRow(
        "VF1PLAYEDZE400001",
        MODELS["X101VE"],
        "ZE-401-AA",
        "2017-09-12",
        (47.2184, -1.5536),
        61240.0,
        Habits(
            commute_km=13,
            commute_days=WEEK,
            errand_chance=0.55,
            trip_chance=0.05,
            trip_km=140,
            plug_chance=0.8,
        ),
    ),
    CarRow(
        "VF1PLAYEDZE500002",
        MODELS["X102VE"],
        "ZE-502-BB",
        "2020-06-23",
        (47.2191, -1.5541),
        48310.0,
        Habits(commute_km=24, commute_days=frozenset((0, 1, 3, 4)), leaves=7.3, plug_chance=0.75),
        Schedule(start=30, minutes=390),
        warms_up_at=(0, 1, 3, 4),
    ),
    CarRow(
        "VF1PLAYEDR5500003",
        MODELS["R5E1VE"],
        "RE-503-CC",
        "2025-02-19",
        (47.2187, -1.5529),
        4120.0,
        Habits(commute_km=11, commute_days=WEEK, leaves=8.4, errand_chance=0.7, plug_chance=0.85),
        Schedule(start=115, minutes=300),
    ),
    CarRow(
        "VF1PLAYEDME600004",
        MODELS["XCB1VE"],
        "ME-604-DD",
        "2022-08-26",
        (45.7578, 4.8320),
        37450.0,
        Habits(
            commute_km=27,
            commute_days=frozenset((0, 1, 2, 3)),
            trip_chance=0.2,
            trip_km=290,
            public_chance=0.12,
            plug_chance=0.7,
        ),
        Schedule(start=1350, minutes=480),
    ),
    CarRow(
        "UU1PLAYEDSP270005",
        MODELS["XBG1VE"],
        "SP-705-EE",
        "2021-11-29",
        (45.7581, 4.8327),
        22880.0,
        Habits(
            commute_km=9,
            commute_days=WEEK,
            leaves=8.1,
            errand_chance=0.6,
            weekend_km=30,
            trip_chance=0.0,
            plug_chance=0.85,
        ),
    ),
    CarRow(
        "VF1PLAYEDCA200006",
        MODELS["XJB1SU"],
        "CA-206-FF",
        "2020-06-12",
        (48.5734, 7.7521),
        54020.0,
        Habits(commute_km=21, commute_days=WEEK, trip_chance=0.08),
    ),
    CarRow(
        "VF1PLAYEDAU200007",
        MODELS["XHN1SU"],
        "AU-207-GG",
        "2023-05-03",
        (48.5740, 7.7530),
        29760.0,
        Habits(errand_chance=0.9, weekend_km=45, trip_chance=0.25, trip_km=320),
    ),
    CarRow(
        "UU1PLAYEDDU300008",
        MODELS["DU31SU"],
        "DU-308-HH",
        "2024-10-08",
        (48.5729, 7.7512),
        11930.0,
        Habits(commute_km=17, commute_days=frozenset((1, 2, 4)), errand_chance=0.5, weekend_km=60),
    ),
)
