"""Masks what is personal or secret: VIN, position, account, tokens, e-mail.

Two doors: `mask` for texts that a person or a log will see, `mask_answer` for
Renault's answers before they are stored.
"""

import math
import re
from typing import Any

_VIN = r"(?<![A-Za-z0-9])(?=[A-Za-z0-9]*[0-9])(?=[0-9]*[A-Za-z])[A-HJ-NPR-Za-hj-npr-z0-9]{17}(?![A-Za-z0-9])"
_EMAIL = r"[A-Za-z0-9._+-]{1,64}(?:@|%40)[A-Za-z0-9.-]{1,255}"
_JWT = r"eyJ[\w-]+\.[\w-]+\.[\w-]*"
_LOGIN = r"\bst\d\.[\w.~*-]{6,}"
_NAMED = (
    "password|passwd|login_?token|reg_?token|gigya_?assertion|provider_?assertion|phv_?token|id_?token|"
    "cookie_?value|api_?key|login_?id|account_?id|person_?id|registration_?number|radio_?code|gmid|ucid|"
    "gps_?latitude|gps_?longitude|latitude|longitude|lat|lon|lng|authorization|cookie|vin"
)

# In this order: a named secret takes its whole value before a pattern sees a part of it.
_TEXT_RULES = [
    (
        re.compile(rf"""(?i)(?<![A-Za-z])({_NAMED})(["']?\s*[:=]\s*["']?)[^\s"'&,;}})\]]+"""),
        r"\1\2***",
    ),
    # Kamereon's paths; the site's own /accounts/ and /vehicles/ hold nothing to hide.
    (re.compile(r"(/v1/(?:accounts|persons))/(?!\{)[^/?#\s\"']+"), r"\1/***"),
    (re.compile(r"(/(?:\*\*\*|v\d)/(?:vehicles|cars))/(?!\{)[^/?#\s\"']+"), r"\1/***"),
    (re.compile(_JWT), "***"),
    (re.compile(_LOGIN), "***"),
    (re.compile(_EMAIL), "***@***"),
    (re.compile(_VIN), "***"),
    (re.compile(r"(?<![\w.])-?\d{1,2}\.\d{3,}\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}"), "***"),
    (re.compile(r"(?<![\w/+=-])[A-Za-z0-9_~-]{40,}(?![\w/+=-])"), "***"),
]

_ANSWER_RULES = [(re.compile(rule), "***") for rule in (_JWT, _LOGIN, _EMAIL, _VIN)]
_PERSONAL = frozenset(
    (
        *("vin", "registrationnumber", "radiocode", "email", "emailvalue", "login", "loginid"),
        *("phonevalue", "phonenumber", "firstname", "lastname", "civility", "address"),
        *("accountid", "personid", "partyid", "mdmid", "idpid", "externalid", "contractid", "dealerid"),
        *("password", "cookievalue", "id_token", "regtoken"),
    )
)
_POSITION = frozenset(("gpslatitude", "gpslongitude", "latitude", "longitude"))
_DEEPEST = 60
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def mask(text: str) -> str:
    """Return the text with every VIN, e-mail, token, position and account id replaced by asterisks."""
    for pattern, replacement in _TEXT_RULES:
        text = pattern.sub(replacement, text)
    return text


def mask_answer(value: Any, *, keep_position: bool = False) -> Any:
    """Return a deep copy of an answer that may be stored.

    Identifying fields and VINs inside texts are masked, positions too unless
    `keep_position`. What databases refuse goes as well: NaN and infinities become
    None, NUL and lone surrogates are dropped, and nesting is cut at 60 levels.
    """
    return _copy(value, _PERSONAL if keep_position else _PERSONAL | _POSITION, 0)


def _copy(value: Any, hidden: frozenset[str], depth: int) -> Any:
    if isinstance(value, str):
        for pattern, replacement in _ANSWER_RULES:
            value = pattern.sub(replacement, value)
        return _UNSTORABLE.sub("", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth > _DEEPEST:
        return None
    if isinstance(value, dict):
        return {
            _copy(str(key), hidden, depth): "***"
            if str(key).lower() in hidden and item is not None
            else _copy(item, hidden, depth + 1)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_copy(item, hidden, depth + 1) for item in value]
    return value
