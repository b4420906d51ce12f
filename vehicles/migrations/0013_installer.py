"""Who looks after the server: the first person, where the installation was claimed already."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def name_the_first(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    first = apps.get_model("vehicles", "User").objects.order_by("pk").first()
    apps.get_model("vehicles", "Installation").objects.update(installer=first)


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0012_schedules"),
    ]

    operations = [
        migrations.AddField(
            model_name="installation",
            name="installer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="installations",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(name_the_first, migrations.RunPython.noop, elidable=True),
    ]
