"""The commands that people give their vehicles."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vehicles", "0006_papers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Command",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_by_name", models.CharField(max_length=254)),
                ("by_itself", models.BooleanField(default=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("start_charge", "Start charging"),
                            ("stop_charge", "Stop charging"),
                            ("start_preconditioning", "Warm up or cool down"),
                            ("stop_preconditioning", "Stop warming up"),
                            ("charge_mode", "Charge mode"),
                            ("charge_limits", "Minimum and target charge"),
                            ("charge_schedules", "Charge schedules"),
                            ("hvac_schedules", "Warm-up schedules"),
                            ("departure_programs", "Departure programs"),
                            ("give_programs_back", "Switch your programs on again"),
                            ("horn", "Sound the horn"),
                            ("lights", "Flash the lights"),
                            ("refresh_position", "Ask where it is"),
                        ],
                        max_length=24,
                    ),
                ),
                ("arguments", models.JSONField(default=dict)),
                ("key", models.UUIDField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("sending", "Being sent"),
                            ("accepted", "Taken by Renault"),
                            ("confirmed", "Done"),
                            ("refused", "Refused"),
                            ("unconfirmed", "Not confirmed"),
                            ("failed", "Not sent"),
                            ("unknown", "Not known"),
                            ("expired", "Too late"),
                            ("cancelled", "Called off"),
                        ],
                        default="queued",
                        max_length=11,
                    ),
                ),
                ("start_at", models.DateTimeField(blank=True, null=True)),
                ("send_at", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("sending_at", models.DateTimeField(blank=True, null=True)),
                ("sending_until", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("next_check_at", models.DateTimeField(blank=True, null=True)),
                ("confirm_until", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=24)),
                ("error_code", models.CharField(blank=True, max_length=64)),
                ("error_details", models.CharField(blank=True, max_length=300)),
                ("proof", models.CharField(blank=True, max_length=24)),
                ("proved_at", models.DateTimeField(blank=True, null=True)),
                ("programs", models.JSONField(blank=True, null=True)),
                (
                    "offer_back",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing to give back"),
                            ("by_press", "When somebody presses"),
                            ("after_charge", "By itself after the charge"),
                            ("given", "Given back"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "gives_back",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="given_back_by",
                        to="vehicles.command",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vehicle",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commands",
                        to="vehicles.vehicle",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["vehicle", "-asked_at"], name="command_log"),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending", "accepted"])),
                        fields=["state"],
                        name="command_under_way",
                    ),
                    models.Index(
                        condition=models.Q(("offer_back", "after_charge")),
                        fields=["offer_back"],
                        name="command_to_give_back",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "start_charge",
                                    "stop_charge",
                                    "start_preconditioning",
                                    "stop_preconditioning",
                                    "charge_mode",
                                    "charge_limits",
                                    "charge_schedules",
                                    "hvac_schedules",
                                    "departure_programs",
                                    "give_programs_back",
                                    "horn",
                                    "lights",
                                    "refresh_position",
                                ],
                            )
                        ),
                        name="command_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "queued",
                                    "sending",
                                    "accepted",
                                    "confirmed",
                                    "refused",
                                    "unconfirmed",
                                    "failed",
                                    "unknown",
                                    "expired",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="command_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("offer_back__in", ["", "by_press", "after_charge", "given"])),
                        name="command_offer_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sending_at__isnull", False),
                            ("state__in", ["queued", "refused", "failed", "expired", "cancelled"]),
                            _connector="OR",
                        ),
                        name="command_marked_before_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sending_at__isnull", True),
                            models.Q(("state__in", ["queued", "expired", "cancelled"]), _negated=True),
                            _connector="OR",
                        ),
                        name="command_sent_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sending_until__isnull", False),
                            models.Q(("state", "sending"), _negated=True),
                            _connector="OR",
                        ),
                        name="command_sending_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("confirm_until__isnull", False),
                                ("next_check_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="command_accepted_is_checked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", False),
                                (
                                    "state__in",
                                    ["cancelled", "confirmed", "expired", "failed", "refused", "unconfirmed"],
                                ),
                            ),
                            models.Q(
                                ("settled_at__isnull", True),
                                models.Q(
                                    (
                                        "state__in",
                                        [
                                            "cancelled",
                                            "confirmed",
                                            "expired",
                                            "failed",
                                            "refused",
                                            "unconfirmed",
                                        ],
                                    ),
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="command_settled_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "confirmed"), _negated=True),
                            models.Q(("proof", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="command_done_is_proved",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("offer_back", ""), ("programs__isnull", False), _connector="OR"),
                        name="command_offers_what_it_has",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "sending", "accepted", "confirmed"])),
                        fields=("gives_back",),
                        name="command_gives_back_once",
                    ),
                ],
            },
        ),
    ]
