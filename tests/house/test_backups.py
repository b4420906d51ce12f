"""A backup that goes astray opens no door: what holds the key of a session is not in it."""

from django.apps import apps

from vehicles.rules.backups import LEFT_OUT


def test_every_table_with_keys_of_sessions_is_left_out_of_backups() -> None:
    holding = {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "session_key" for field in model._meta.get_fields())
    }
    assert holding == {"django_session", "usersessions_usersession"}
    assert holding <= set(LEFT_OUT)
