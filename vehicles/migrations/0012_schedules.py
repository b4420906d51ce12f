"""What the week planner needs: the clock of a car's schedules, when they were asked for, off-peak hours."""

from django.db import migrations, models

import vehicles.models.household


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0011_days_due"),
    ]

    operations = [
        migrations.AddField(
            model_name="household",
            name="off_peak",
            field=models.JSONField(
                blank=True,
                default=list,
                validators=[vehicles.models.household.validate_off_peak],
                verbose_name="off-peak hours",
            ),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="plan_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="wire_clock",
            field=models.CharField(
                choices=[
                    ("utc", "UTC, the world's clock"),
                    ("local", "The car's own time"),
                    ("unknown", "Not known yet"),
                ],
                default="unknown",
                max_length=7,
                verbose_name="clock of its schedules",
            ),
        ),
        migrations.AddConstraint(
            model_name="vehicle",
            constraint=models.CheckConstraint(
                condition=models.Q(("wire_clock__in", ["utc", "local", "unknown"])),
                name="vehicle_wire_clock_known",
            ),
        ),
    ]
