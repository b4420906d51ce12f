"""Triggers by which the database keeps the logs as they were written.

A line may be added. What it says cannot be changed, and it is deleted only after `released_at` was set,
which is done where a household or a vehicle is given up with everything that belongs to it.

On SQLite many alterations of a table make it anew, without its triggers: a migration that alters one of
these tables ends with `migrations.RunPython(guard, unguard)`. Triggers name no other table, for else that
one could not be made anew.
"""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What is never changed, by table.
FIXED = {
    "vehicles_householdchange": ("id", "household_id", "at", "by_name", "kind", "details"),
    "vehicles_command": ("id", "vehicle_id", "kind", "key", "arguments", "asked_by_name", "asked_at"),
}
WORDS = "The log is only ever added to."

FUNCTION = f"""
CREATE OR REPLACE FUNCTION vehicles_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def guard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on, where they are not."""
    postgres = editor.connection.vendor == "postgresql"
    unguard(_apps, editor)
    if postgres:
        editor.execute(FUNCTION, None)
    for table, columns in FIXED.items():
        differs = " OR ".join(
            f"OLD.{column} IS DISTINCT FROM NEW.{column}" if postgres else f"OLD.{column} IS NOT NEW.{column}"
            for column in columns
        )
        for name, event, when in (
            ("fixed", f"UPDATE OF {', '.join(columns)}", differs),
            ("kept", "DELETE", "OLD.released_at IS NULL"),
        ):
            head = f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({when})"
            body = (
                "EXECUTE FUNCTION vehicles_log_guard()"
                if postgres
                else f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )
            editor.execute(f"{head} {body}", None)


def unguard(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers off."""
    for table in FIXED:
        of = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for name in ("fixed", "kept"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{of}", None)
