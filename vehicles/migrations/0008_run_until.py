"""The end of a run of equal readings, where it waits to be written to its row."""

from django.db import migrations

import vehicles.models.columns


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0007_commands"),
    ]

    operations = [
        migrations.AddField(
            model_name="vehicleendpoint",
            name="run_until",
            field=vehicles.models.columns.InstantField(blank=True, null=True),
        ),
    ]
