"""How far each of Renault's lists has been asked for, and what a person said of a charge's percents."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0009_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="ToldList",
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
                            ("charges", "Charges"),
                            ("charge_day", "Charges by day"),
                            ("charge_month", "Charges by month"),
                            ("hvac_day", "Heating and cooling by day"),
                            ("hvac_month", "Heating and cooling by month"),
                            ("hvac_session", "Heating and cooling, each time"),
                        ],
                        max_length=12,
                    ),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("reached_on", models.DateField(blank=True, null=True)),
                ("empty_windows", models.PositiveSmallIntegerField(default=0)),
                ("windows_done", models.PositiveSmallIntegerField(default=0)),
                ("complete", models.BooleanField(default=False)),
            ],
        ),
        migrations.RemoveField(
            model_name="archive",
            name="asked_at",
        ),
        migrations.RemoveField(
            model_name="archive",
            name="complete",
        ),
        migrations.RemoveField(
            model_name="archive",
            name="empty_windows",
        ),
        migrations.RemoveField(
            model_name="archive",
            name="reached_on",
        ),
        migrations.RemoveField(
            model_name="archive",
            name="windows_done",
        ),
        migrations.AddField(
            model_name="archive",
            name="fetching_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="archive",
            name="queued_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="archive",
            name="used_capacity_kwh",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="chargesession",
            name="end_percent_set",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="chargesession",
            name="start_percent_set",
            field=models.FloatField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="chargesession",
            name="status_before",
            field=models.CharField(
                blank=True,
                choices=[
                    ("derived", "From what the car and Renault told"),
                    ("by_hand", "By hand"),
                    ("deleted", "Deleted"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="chargesession",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "derived"), ("ended_at__isnull", False), _connector="OR"),
                name="session_drawn_has_end",
            ),
        ),
        migrations.AddField(
            model_name="toldlist",
            name="vehicle",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="told_lists",
                to="vehicles.vehicle",
            ),
        ),
        migrations.AddConstraint(
            model_name="toldlist",
            constraint=models.UniqueConstraint(fields=("vehicle", "kind"), name="told_list_once"),
        ),
    ]
