"""Logs show nothing that is secret or personal."""

import logging
import sys

from vehicles.logs import MaskedFormatter


def formatted(message: str, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    return MaskedFormatter("{message}", style="{").format(
        logging.LogRecord("x", logging.ERROR, __file__, 1, message, None, info)
    )


def test_a_vin_and_an_address_are_masked_in_a_message() -> None:
    line = formatted("GET /accounts/1/vehicles/VF1AAAAA555777999/details for someone@example.com failed")
    assert "VF1AAAAA555777999" not in line
    assert "someone@example.com" not in line
    assert "failed" in line


def test_they_are_masked_in_a_traceback_too() -> None:
    try:
        raise RuntimeError("no answer for VF1AAAAA555777999")
    except RuntimeError as error:
        line = formatted("crash", error)
    assert "RuntimeError" in line
    assert "VF1AAAAA555777999" not in line


def test_every_handler_of_the_settings_masks() -> None:
    from django.conf import settings

    formatters = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert formatters == {"masked"}
    assert settings.LOGGING["formatters"]["masked"]["()"] == "vehicles.logs.MaskedFormatter"
    assert "vehicles.logs" in sys.modules
