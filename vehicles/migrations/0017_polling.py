"""At what pace a vehicle is asked, and until when a login waits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0016_backup_run"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="vehicle",
            name="look_wanted",
        ),
        migrations.AddField(
            model_name="renaultlogin",
            name="pause_minutes",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="renaultlogin",
            name="wait_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="lively_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="look_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="pace",
            field=models.CharField(
                choices=[
                    ("charging", "Charging"),
                    ("lively", "Just used"),
                    ("parked", "Parked"),
                    ("asleep", "Asleep"),
                    ("private", "Privacy mode"),
                ],
                default="parked",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="vehicle",
            constraint=models.CheckConstraint(
                condition=models.Q(("pace__in", ["charging", "lively", "parked", "asleep", "private"])),
                name="vehicle_pace_known",
            ),
        ),
    ]
