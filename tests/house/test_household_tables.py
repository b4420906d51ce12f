"""What a household's file holds: whoever adds a table says whether it belongs there."""

from django.apps import apps

from vehicles.services.household_tables import LEFT_OUT, TABLES


def test_every_table_of_the_site_is_in_the_file_or_left_out_for_a_reason() -> None:
    there = set(apps.get_app_config("vehicles").get_models(include_auto_created=True))
    named = {table.model for table in TABLES} | set(LEFT_OUT)
    assert {model.__name__ for model in there - named} == set(), (
        "Name it in vehicles/services/household_tables.py"
    )
    assert not {table.model for table in TABLES} & set(LEFT_OUT)
