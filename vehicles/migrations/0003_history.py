"""The archive of charges, the daily summaries, the pictures."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0002_tick"),
    ]

    operations = [
        migrations.CreateModel(
            name="Archive",
            fields=[
                (
                    "vehicle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="archive",
                        serialize=False,
                        to="vehicles.vehicle",
                    ),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("reached_on", models.DateField(blank=True, null=True)),
                ("empty_windows", models.PositiveSmallIntegerField(default=0)),
                ("windows_done", models.PositiveSmallIntegerField(default=0)),
                ("complete", models.BooleanField(default=False)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("stale_from", models.DateTimeField(blank=True, null=True)),
                ("capacity_kwh", models.FloatField(blank=True, null=True)),
                ("capacity_low_kwh", models.FloatField(blank=True, null=True)),
                ("capacity_high_kwh", models.FloatField(blank=True, null=True)),
                ("capacity_charges", models.PositiveIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="archive_due")],
            },
        ),
        migrations.CreateModel(
            name="ChargeRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("natural_key", models.CharField(max_length=80)),
                ("digest", models.CharField(max_length=64)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("raw", models.JSONField()),
                ("first_fetched_at", models.DateTimeField()),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        db_index=False,
                        related_name="charge_records",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChargeSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("derived", "From what the car and Renault told"),
                            ("by_hand", "By hand"),
                            ("deleted", "Deleted"),
                        ],
                        default="derived",
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("about", models.BooleanField(default=False)),
                ("start_percent", models.FloatField(blank=True, null=True)),
                ("end_percent", models.FloatField(blank=True, null=True)),
                ("energy_kwh", models.FloatField(blank=True, null=True)),
                (
                    "energy_source",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("told", "told by Renault"),
                            ("state_of_charge", "from the state of charge"),
                            ("available_energy", "from the energy in the battery"),
                            ("by_hand", "entered by hand"),
                        ],
                        max_length=16,
                    ),
                ),
                ("measured_power_kw", models.FloatField(blank=True, null=True)),
                ("admissible_power_kw", models.FloatField(blank=True, null=True)),
                ("mileage_km", models.FloatField(blank=True, null=True)),
                ("end_status", models.CharField(blank=True, max_length=24)),
                ("from_readings", models.BooleanField(default=False)),
                ("energy_set_kwh", models.FloatField(blank=True, null=True, verbose_name="energy")),
                (
                    "cost_set",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="cost"
                    ),
                ),
                ("note_set", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "edited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "records",
                    models.ManyToManyField(blank=True, related_name="sessions", to="vehicles.chargerecord"),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        db_index=False,
                        related_name="charge_sessions",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DailySummary",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vehicle_id", "on", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("state_of_charge_min", models.FloatField(null=True)),
                ("state_of_charge_max", models.FloatField(null=True)),
                ("state_of_charge_last", models.FloatField(null=True)),
                ("range_full_km", models.FloatField(null=True)),
                ("distance_km", models.FloatField(null=True)),
                ("mileage_km", models.FloatField(null=True)),
                ("energy_charged_kwh", models.FloatField(null=True)),
                ("energy_used_kwh", models.FloatField(null=True)),
                ("charges", models.PositiveSmallIntegerField(default=0)),
                ("plugged_minutes", models.FloatField(null=True)),
                ("charging_minutes", models.FloatField(null=True)),
                ("parked_minutes", models.FloatField(null=True)),
                ("known_minutes", models.FloatField(default=0)),
                ("parked_loss_percent", models.FloatField(null=True)),
                ("parked_loss_minutes", models.FloatField(null=True)),
                ("outside_c", models.FloatField(null=True)),
                ("fuel_min_l", models.FloatField(null=True)),
                ("fuel_max_l", models.FloatField(null=True)),
                ("fuel_last_l", models.FloatField(null=True)),
                ("fuel_range_km", models.FloatField(null=True)),
                (
                    "vehicle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SummaryDue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vehicle_id", "on", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                (
                    "vehicle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ToldRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("charge_day", "Charges by day"),
                            ("charge_month", "Charges by month"),
                            ("hvac_day", "Heating and cooling by day"),
                            ("hvac_month", "Heating and cooling by month"),
                            ("hvac_session", "Heating and cooling, each time"),
                        ],
                        max_length=12,
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("raw", models.JSONField()),
                ("first_fetched_at", models.DateTimeField()),
                ("last_fetched_at", models.DateTimeField()),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        db_index=False,
                        related_name="told_rows",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VehiclePicture",
            fields=[
                (
                    "vehicle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="picture",
                        serialize=False,
                        to="vehicles.vehicle",
                    ),
                ),
                ("content", models.BinaryField(null=True)),
                ("content_type", models.CharField(blank=True, max_length=16)),
                ("width", models.PositiveSmallIntegerField(null=True)),
                ("height", models.PositiveSmallIntegerField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "indexes": [models.Index(fields=["due_at"], name="picture_due")],
            },
        ),
        migrations.AddIndex(
            model_name="chargerecord",
            index=models.Index(fields=["vehicle", "started_at"], name="charge_record_by_start"),
        ),
        migrations.AddConstraint(
            model_name="chargerecord",
            constraint=models.UniqueConstraint(
                fields=("vehicle", "natural_key", "digest"), name="charge_record_once"
            ),
        ),
        migrations.AddIndex(
            model_name="chargesession",
            index=models.Index(fields=["vehicle", "started_at"], name="session_by_start"),
        ),
        migrations.AddConstraint(
            model_name="chargesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["derived", "by_hand", "deleted"])),
                name="session_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargesession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True), ("ended_at__gt", models.F("started_at")), _connector="OR"
                ),
                name="session_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargesession",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True), models.Q(("status", "deleted"), _negated=True)
                ),
                fields=("vehicle",),
                name="one_open_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="chargesession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("energy_set_kwh__isnull", True), ("energy_set_kwh__gte", 0), _connector="OR"
                ),
                name="session_energy_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="dailysummary",
            constraint=models.CheckConstraint(
                condition=models.Q(("distance_km__isnull", True), ("distance_km__gte", 0), _connector="OR"),
                name="day_distance_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="toldrow",
            constraint=models.UniqueConstraint(fields=("vehicle", "kind", "key"), name="told_row_once"),
        ),
        migrations.AddConstraint(
            model_name="toldrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["charge_day", "charge_month", "hvac_day", "hvac_month", "hvac_session"])
                ),
                name="told_kind_known",
            ),
        ),
    ]
