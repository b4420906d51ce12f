"""Snapshots in little room: instants and states as small numbers, short floats, columns by width.

Each table is made anew and filled from the one before by one INSERT ... SELECT in the order of the key,
forwards and backwards. See docs/adr/0009.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from vehicles.models.columns import (
    BEGINNING_EPOCH,
    FIRST,
    LAST,
    CodedField,
    InstantField,
    RealField,
    ShortForeignKey,
)

PLUG_CODES = {"": 0, "unplugged": 1, "plugged": 2, "error": 3}
PLUG_STATES = [("unplugged", "Not plugged in"), ("plugged", "Plugged in"), ("error", "Plug error")]
CHARGE_CODES = {
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
}
CHARGE_STATES = [
    ("not_charging", "Not charging"),
    ("waiting_planned", "Waiting for its planned charge"),
    ("ended", "Charge ended"),
    ("waiting_current", "Waiting for current"),
    ("flap_open", "Charge flap open"),
    ("charging", "Charging"),
    ("error", "Charge error"),
    ("unavailable", "Charge state not available"),
    ("v2g_waiting", "Waiting to feed the grid"),
    ("v2l_connected", "Feeding a device"),
    ("v2g_discharging", "Feeding the grid"),
    ("v2g_charging", "Charging from the grid"),
]


class MakeAnew(Operation):
    """Makes a table anew with these columns in this order, and fills it from the old one."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, name, fields):
        self.name = name
        self.fields = fields

    def deconstruct(self):
        return type(self).__qualname__, [], {"name": self.name, "fields": self.fields}

    def describe(self):
        return f"Make the table of {self.name} anew"

    @property
    def migration_name_fragment(self):
        return f"anew_{self.name.lower()}"

    def state_forwards(self, app_label, state):
        for name, field in self.fields:
            state.alter_field(app_label, self.name.lower(), name, field, preserve_default=True)
        model = state.models[app_label, self.name.lower()]
        model.fields = {"pk": model.fields["pk"], **{name: model.fields[name] for name, _ in self.fields}}
        state.reload_model(app_label, self.name.lower(), delay=True)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        old = from_state.apps.get_model(app_label, self.name)
        new = to_state.apps.get_model(app_label, self.name)
        if self.allow_migrate_model(schema_editor.connection.alias, new):
            make_anew(schema_editor, old, new)

    database_backwards = database_forwards


def make_anew(schema_editor, old, new):
    """Put a table of the model `new` where the one of `old` is, with all its rows."""
    table = new._meta.db_table
    before = f"{table}_before"
    schema_editor.alter_db_table(old, table, before)
    if schema_editor.connection.vendor == "postgresql":
        # Else the new table's key could not have its name.
        schema_editor.execute(f'ALTER INDEX "{table}_pkey" RENAME TO "{before}_pkey"', None)
    schema_editor.create_model(new)
    columns = [
        (field.column, expression(schema_editor.connection.vendor, old, field, before))
        for field in new._meta.local_concrete_fields
        if field.column
    ]
    schema_editor.execute(
        'INSERT INTO "{}" ({})\nSELECT {}\nFROM "{}" AS o\nORDER BY o.vehicle_id, o.reported_at, o.correction'.format(
            table,
            ", ".join(f'"{column}"' for column, _ in columns),
            ",\n       ".join(sql for _, sql in columns),
            before,
        ),
        None,
    )
    if schema_editor.connection.vendor == "sqlite":
        # Nothing secret goes: all rows stand in the new table. This connection need not overwrite them.
        schema_editor.execute("PRAGMA secure_delete = OFF", None)
    schema_editor.execute(f'DROP TABLE "{before}"', None)


def expression(vendor, old, field, before):
    """Return the SQL of a column's value in the new table, worked out from the old one."""
    was = old._meta.get_field(field.name)
    column = f'o."{field.column}"'
    if isinstance(field, InstantField) and isinstance(was, models.DateTimeField):
        return seconds(vendor, column, field.null)
    if isinstance(field, models.DateTimeField) and isinstance(was, InstantField):
        return time(vendor, column)
    if isinstance(field, CodedField) and isinstance(was, models.CharField):
        words = " ".join(f"WHEN '{word}' THEN {number}" for word, number in field.codes.items())
        return f"CASE {column} {words} ELSE 0 END"
    if isinstance(field, models.CharField) and isinstance(was, CodedField):
        words = " ".join(f"WHEN {number} THEN '{word}'" for word, number in was.codes.items())
        return f"CASE {column} {words} ELSE '' END"
    if isinstance(was, RealField) and not isinstance(field, RealField) and vendor == "postgresql":
        return f"{column}::text::double precision"  # 182.7, not 182.699997
    if field.name == "correction" and isinstance(old._meta.get_field("reported_at"), models.DateTimeField):
        return correction(vendor, before)
    return column


def seconds(vendor, column, nullable):
    """Return whole seconds since the beginning of 2020; what does not fit is left out where it may be."""
    if vendor == "postgresql":
        since = f"(FLOOR(EXTRACT(EPOCH FROM {column}))::bigint - {BEGINNING_EPOCH})"
    else:
        # The text's first 19 characters: SQLite would round what is finer.
        since = f"(CAST(strftime('%s', substr({column}, 1, 19)) AS INTEGER) - {BEGINNING_EPOCH})"
    return f"CASE WHEN {since} BETWEEN {FIRST} AND {LAST} THEN {since} END" if nullable else since


def time(vendor, column):
    """Return the time in the database's own way, from seconds since the beginning of 2020."""
    if vendor == "postgresql":
        return f"to_timestamp({column}::bigint + {BEGINNING_EPOCH})"
    return f"strftime('%Y-%m-%d %H:%M:%S', {column} + {BEGINNING_EPOCH}, 'unixepoch')"


def correction(vendor, before):
    """Return the correction's number, counting on where several instants fall into one second."""
    second, is_whole = (
        ("date_trunc('second', o.reported_at)", "date_trunc('second', o.reported_at) = o.reported_at")
        if vendor == "postgresql"
        else ("substr(o.reported_at, 1, 19)", "length(o.reported_at) = 19")
    )
    return (
        f"CASE WHEN {is_whole} THEN o.correction ELSE o.correction + (\n"
        f'         SELECT COUNT(*) FROM "{before}" AS e WHERE e.vehicle_id = o.vehicle_id\n'
        f"         AND e.reported_at >= {second} AND e.reported_at < o.reported_at) END"
    )


def snapshot(*fields):
    """Return the columns of a snapshot: those of all tables, then its own."""
    return [
        (
            "vehicle",
            ShortForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="vehicles.vehicle",
            ),
        ),
        ("reported_at", InstantField()),
        ("first_fetched_at", InstantField()),
        ("last_fetched_at", InstantField()),
        ("correction", models.PositiveSmallIntegerField(default=0)),
        ("has_car_time", models.BooleanField()),
        *fields,
    ]


def real(name):
    return name, RealField(null=True)


def word(name):
    return name, models.CharField(blank=True, max_length=16)


def small(name):
    return name, models.SmallIntegerField(null=True)


def runs(model, name):
    return migrations.AddIndex(
        model_name=model,
        index=models.Index(
            condition=models.Q(("has_car_time", False)), fields=["vehicle", "reported_at"], name=name
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0004_capacity"),
    ]

    operations = [
        MakeAnew(
            "BatterySnapshot",
            snapshot(
                real("state_of_charge"),
                real("range_km"),
                real("available_energy_kwh"),
                real("battery_temperature_c"),
                real("charge_power_kw"),
                real("admissible_power_kw"),
                ("plug_state", CodedField(blank=True, choices=PLUG_STATES, codes=PLUG_CODES)),
                ("charge_state", CodedField(blank=True, choices=CHARGE_STATES, codes=CHARGE_CODES)),
                ("remaining_minutes", models.PositiveSmallIntegerField(null=True)),
            ),
        ),
        MakeAnew(
            "CockpitSnapshot",
            snapshot(("mileage_km", models.FloatField(null=True)), real("fuel_l"), real("fuel_range_km")),
        ),
        MakeAnew(
            "LocationSnapshot",
            snapshot(
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                real("direction"),
            ),
        ),
        MakeAnew(
            "HvacSnapshot",
            snapshot(
                ("next_start_at", InstantField(null=True)),
                real("cabin_c"),
                real("outside_c"),
                real("threshold_percent"),
                ("hvac_on", models.BooleanField(null=True)),
            ),
        ),
        MakeAnew(
            "TyrePressureSnapshot",
            snapshot(
                real("front_left_mbar"),
                real("front_right_mbar"),
                real("rear_left_mbar"),
                real("rear_right_mbar"),
                small("front_left_status"),
                small("front_right_status"),
                small("rear_left_status"),
                small("rear_right_status"),
            ),
        ),
        MakeAnew(
            "LockSnapshot",
            snapshot(
                word("lock"),
                word("driver_door"),
                word("passenger_door"),
                word("rear_left_door"),
                word("rear_right_door"),
                word("hatch"),
            ),
        ),
        runs("batterysnapshot", "battery_runs"),
        runs("locationsnapshot", "location_runs"),
        runs("hvacsnapshot", "hvac_runs"),
        runs("locksnapshot", "lock_runs"),
    ]
