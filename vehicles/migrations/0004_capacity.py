"""The usable capacity of a battery, as its owner knows it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0003_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="vehicle",
            name="usable_capacity_kwh",
            field=models.FloatField(blank=True, null=True, verbose_name="usable battery capacity"),
        ),
        migrations.AddConstraint(
            model_name="vehicle",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("usable_capacity_kwh__isnull", True), ("usable_capacity_kwh__gt", 0), _connector="OR"
                ),
                name="vehicle_capacity_positive",
            ),
        ),
    ]
