"""Which of Renault's servers, with which keys, serve which locale.

Renault rotates the keys now and then, and a rotated Gigya key looks exactly like a
wrong password. So four environment variables go over this table.
"""

import os
import re
from collections.abc import Mapping

from .credentials import SERVER_KEYS

_EUROPE_ROOT = "https://accounts.eu1.gigya.com"
_EUROPE_CARS = "https://api-wired-prod-1-euw1.wrd-aws.com"
_CARS_KEY = "YjkKtHmGfaceeuExUDKGxrLZGGvtVS0J"


def _servers(gigya_url: str, gigya_key: str, kamereon_url: str) -> dict[str, str]:
    return dict(zip(SERVER_KEYS, (gigya_url, gigya_key, kamereon_url, _CARS_KEY), strict=True))


_EUROPE = _servers(
    _EUROPE_ROOT, "3_VgdkgtIRH3AdHvJm-cjV2ug2EFE0lxt0IJzMC4MFqZjFpn_GYFXVdNZ19L7wZX0N", _EUROPE_CARS
)
_EUROPEAN = (
    *("bg_BG", "cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "en_GB", "en_IE", "es_ES", "fi_FI"),
    *("fr_BE", "fr_CH", "fr_FR", "hr_HR", "hu_HU", "it_CH", "it_IT", "nl_BE", "nl_NL", "no_NO"),
    *("pl_PL", "pt_PT", "ro_RO", "ru_RU", "sk_SK", "sl_SI", "sv_SE"),
)

# As owners knew them in 2026.
LOCALES: dict[str, dict[str, str]] = {
    **dict.fromkeys(_EUROPEAN, _EUROPE),
    "en_AU": _servers(
        "https://gigya-prod-au1.renaultgroup.com",
        "4_GC9iGd3sH8sMJpz2x0q0CQ",
        "https://api-wired-prod-1-apn1.wrd-aws.com",
    ),
    "es_MX": _servers(
        "https://accounts.us1.gigya.com",
        "4_yTFqPSsGxVyRXPZUM7t1Iw",
        "https://api-wired-prod-1-usw2.wrd-aws.com",
    ),
    "fr_LU": _servers(
        _EUROPE_ROOT, "3_zt44Wl_wT9mnqn-BHrR19PvXj3wYRPQKLcPbGWawlatFR837KdxSZZStbBTDaqnb", _EUROPE_CARS
    ),
}

# Where Renault's own app asks for locales that are not in the table; it has refused access at times.
BUCKET_URL = (
    "https://renault-wrd-prod-1-euw1-myrapp-one.s3-eu-west-1.amazonaws.com"
    "/configuration/android/config_{locale}.json"
)
_IN_BUCKET = {
    "gigya-root-url": ("gigyaProd", "target"),
    "gigya-api-key": ("gigyaProd", "apikey"),
    "kamereon-root-url": ("wiredProd", "target"),
    "kamereon-api-key": ("wiredProd", "apikey"),
}
_LOCALE = re.compile(r"[a-z]{2,3}_[A-Z]{2}")


def get_locales() -> list[str]:
    """Return the locales of the table, sorted, for a form."""
    return sorted(LOCALES)


def normalise(locale: str) -> str:
    """Return the locale with an underscore, as Renault writes it."""
    return locale.replace("-", "_")


def is_locale(locale: str) -> bool:
    """Return whether the text has the form of a locale (`fr_FR`)."""
    return _LOCALE.fullmatch(locale) is not None


def country_of(locale: str) -> str:
    """Return the country: the last two letters of a locale."""
    return locale[-2:].upper()


def from_environment() -> dict[str, str]:
    """Return the server settings that an administrator has set in the environment.

    The variables are RENAULT_GIGYA_ROOT_URL, RENAULT_GIGYA_API_KEY,
    RENAULT_KAMEREON_ROOT_URL and RENAULT_KAMEREON_API_KEY; an empty one counts as not set.
    """
    found = {
        key: os.environ.get(f"RENAULT_{key.replace('-', '_').upper()}", "").strip() for key in SERVER_KEYS
    }
    return {key: value for key, value in found.items() if value}


def from_bucket(answer: object) -> dict[str, str]:
    """Return what Renault's configuration tells of the four settings; addresses must be https."""
    servers = answer.get("servers") if isinstance(answer, Mapping) else None
    found = {}
    for key, (group, name) in _IN_BUCKET.items():
        section = servers.get(group) if isinstance(servers, Mapping) else None
        value = section.get(name) if isinstance(section, Mapping) else None
        if isinstance(value, str) and (value.startswith("https://") if key.endswith("url") else value):
            found[key] = value
    return found
