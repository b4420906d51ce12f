"""How a household and its vehicles end, how long positions are kept, and logs that the database guards.

Each vehicle is noted with the account it is polled through, and the logs get their triggers at the end.
"""

from django.db import migrations, models

import vehicles.models.columns

from ._log_guard import guard, unguard

# One statement for all vehicles; what an account shows beyond that is noted when it is next asked.
NOTE_ACCOUNTS = """
INSERT INTO vehicles_vehicle_accounts (vehicle_id, kamereonaccount_id)
SELECT id, account_id FROM vehicles_vehicle WHERE account_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0018_access_tokens"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="vehicle",
            name="vehicle_status_known",
        ),
        migrations.AddField(
            model_name="command",
            name="released_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="household",
            name="leaving_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="household",
            name="positions_fine_days",
            field=models.PositiveSmallIntegerField(default=90, verbose_name="exact positions, days"),
        ),
        migrations.AddField(
            model_name="household",
            name="positions_kept_days",
            field=models.PositiveSmallIntegerField(default=365, verbose_name="positions, days"),
        ),
        migrations.AddField(
            model_name="householdchange",
            name="released_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="accounts",
            field=models.ManyToManyField(
                blank=True, related_name="seen_vehicles", to="vehicles.kamereonaccount"
            ),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="positions_coarse_to",
            field=vehicles.models.columns.InstantField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="positions_gone_to",
            field=vehicles.models.columns.InstantField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="householdchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("invited", "invited %(whom)s as %(role)s"),
                    ("invite_revoked", "withdrew the invitation of %(whom)s"),
                    ("joined", "joined as %(role)s"),
                    ("role", "made %(whom)s %(role)s"),
                    ("grant", "changed what %(whom)s may do with %(vehicle)s"),
                    ("removed", "removed %(whom)s"),
                    ("left", "left"),
                    ("login_linked", "linked the Renault login %(login)s"),
                    ("login_signed_in", "signed in to Renault again as %(login)s"),
                    ("login_vehicles", "chose the vehicles of the Renault login %(login)s"),
                    ("login_unlinked", "unlinked the Renault login %(login)s"),
                    ("vehicle", "changed the settings of %(vehicle)s"),
                    ("vehicle_deleted", "deleted %(vehicle)s and its history"),
                    ("household", "changed the household's settings"),
                    ("token_made", "made the access token %(token)s"),
                    ("token_revoked", "revoked the access token %(token)s"),
                    ("household_made", "made the household"),
                    ("exported", "exported everything"),
                    ("imported", "brought the household in from a file"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="vehicle",
            name="status",
            field=models.CharField(
                choices=[
                    ("offered", "Found, not chosen"),
                    ("followed", "Followed"),
                    ("unlinked", "Taken off the Renault account"),
                    ("sold", "Sold"),
                    ("leaving", "Being deleted"),
                ],
                default="offered",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="household",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("positions_fine_days__gte", 1),
                    ("positions_kept_days__gte", models.F("positions_fine_days")),
                ),
                name="household_positions_age",
            ),
        ),
        migrations.AddConstraint(
            model_name="vehicle",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["offered", "followed", "unlinked", "sold", "leaving"])),
                name="vehicle_status_known",
            ),
        ),
        migrations.RunSQL(NOTE_ACCOUNTS, migrations.RunSQL.noop),
        migrations.RunPython(guard, unguard),
    ]
