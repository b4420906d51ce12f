"""Has the worker make the daily summaries of what was told before there were any."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

TABLES = ("BatterySnapshot", "CockpitSnapshot", "HvacSnapshot")


def mark_all_days(apps, schema_editor):
    """Two steps into the key of each vehicle's tables, and a row for each day between."""
    database = schema_editor.connection.alias
    due = apps.get_model("vehicles", "SummaryDue").objects.using(database)
    for vehicle in apps.get_model("vehicles", "Vehicle").objects.using(database).select_related("household"):
        zone = ZoneInfo(vehicle.time_zone or vehicle.household.time_zone)
        told = []
        for name in TABLES:
            rows = apps.get_model("vehicles", name).objects.using(database).filter(vehicle_id=vehicle.pk)
            for order in ("reported_at", "-reported_at"):
                row = rows.order_by(order).first()
                told += [row.reported_at, row.last_fetched_at] if row else []
        if told:
            first, last = (at.astimezone(zone).date() for at in (min(told), max(told)))
            days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
            due.bulk_create(
                [due.model(vehicle_id=vehicle.pk, on=on) for on in days],
                ignore_conflicts=True,
                batch_size=400,
            )


class Migration(migrations.Migration):
    dependencies = [("vehicles", "0010_archive")]

    operations = [migrations.RunPython(mark_all_days, migrations.RunPython.noop)]
