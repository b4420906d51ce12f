"""The kinds of lines that the log knows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0019_household_life"),
    ]

    operations = [
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
                ],
                max_length=16,
            ),
        ),
    ]
