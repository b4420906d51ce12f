"""The one schedule of the worker: a tick each minute. Schedules are made by code only."""

from django.db import migrations

NAME = "tick"


def add_tick(apps, schema_editor):
    schedule = apps.get_model("django_q", "Schedule")
    schedule.objects.using(schema_editor.connection.alias).update_or_create(
        name=NAME,
        defaults={"func": "vehicles.tasks.tick", "schedule_type": "I", "minutes": 1, "repeats": -1},
    )


def remove_tick(apps, schema_editor):
    schedule = apps.get_model("django_q", "Schedule")
    schedule.objects.using(schema_editor.connection.alias).filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0001_initial"),
        ("django_q", "0018_task_success_index"),
    ]

    operations = [migrations.RunPython(add_tick, remove_tick)]
