"""Invitations, grants, and the log of what was changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0008_run_until"),
    ]

    operations = [
        migrations.CreateModel(
            name="HouseholdChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=254)),
                (
                    "kind",
                    models.CharField(
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
                            ("login_unlinked", "unlinked the Renault login %(login)s"),
                            ("vehicle", "changed the settings of %(vehicle)s"),
                            ("household", "changed the household's settings"),
                            ("exported", "exported everything"),
                        ],
                        max_length=16,
                    ),
                ),
                ("details", models.JSONField(default=dict)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="vehicles.household",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["household", "-at"], name="change_newest")],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("owner", "Owner"), ("driver", "Driver"), ("viewer", "Viewer")],
                        max_length=6,
                        verbose_name="role",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "household",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="vehicles.household",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("vehicles", models.ManyToManyField(blank=True, related_name="+", to="vehicles.vehicle")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "driver", "viewer"])),
                        name="invitation_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at__isnull", True), ("revoked_at__isnull", True), _connector="OR"
                        ),
                        name="invitation_ends_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VehicleGrant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "Does not see it"),
                            ("view", "Sees it"),
                            ("drive", "Sees and drives it"),
                        ],
                        max_length=5,
                    ),
                ),
                ("positions", models.BooleanField(null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to="vehicles.membership",
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("membership", "vehicle"), name="grant_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["", "none", "view", "drive"])),
                        name="grant_level_known",
                    ),
                ],
            },
        ),
    ]
