"""The envelopes around Renault's answers, and the errors inside them."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..exceptions import (
    KAMEREON_ERRORS,
    PRIVACY_DETAIL_CODE,
    AccessDeniedException,
    HttpStatusException,
    KamereonResponseException,
    PrivacyModeAccessDenied,
)
from ..json_text import NotJson, parse
from .answer import Answer

_log = logging.getLogger(__name__)

_LONGEST_DETAILS = 4000


@dataclass
class KamereonResponse(Answer):
    """Any answer; `errors` is None in a good one."""

    errors: list[dict[str, Any]] | None = field(default=None, kw_only=True)


@dataclass
class KamereonVehicleData(Answer):
    """The usual content: attributes with a type and an id, which is the VIN."""

    type: str | None = None
    id: str | None = field(default=None, repr=False)
    attributes: dict[str, Any] | None = field(default=None, repr=False)


@dataclass
class KamereonVehicleDataResponse(KamereonResponse):
    """The usual answer of a car."""

    data: KamereonVehicleData | None = None


def open_envelope(status: int, body: bytes, *, list_name: str = "") -> dict[str, Any]:
    """Return the object in an answer's body.

    A bare list is wrapped under `list_name`. Raises KamereonResponseException, by the
    table in `exceptions`, for what the answer calls an error, for a body that is no
    JSON, and for a list where none is expected; HttpStatusException where nothing
    but the status tells.
    """
    content = _decode(status, body)
    if isinstance(content, list):
        if status < 400 and list_name:
            return {list_name: content}
        content = {"errors": content} if status >= 400 else content
    if not isinstance(content, dict):
        raise KamereonResponseException("Invalid JSON", "an object was expected")
    _raise_for_errors(content)
    if status >= 400:
        raise HttpStatusException(status)
    return content


def attributes_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return `data.attributes`, or the whole of a bare object.

    Raises KamereonResponseException where `data` is something else than an object.
    """
    if "data" not in content:
        return dict(content)
    data = content["data"]
    if not isinstance(data, dict):
        raise KamereonResponseException("Invalid data", f"data is {type(data).__name__}, not an object")
    attributes = data.get("attributes")
    if attributes is not None and not isinstance(attributes, dict):
        _log.warning("attributes: expected an object, not %s; taken as empty", type(attributes).__name__)
    return attributes if isinstance(attributes, dict) else {}


def _decode(status: int, body: bytes) -> Any:
    if body.lstrip()[:1] not in (b"{", b"["):
        if status >= 400:
            raise HttpStatusException(status)
        raise KamereonResponseException("Invalid JSON", _text(body))
    try:
        return parse(body)
    except NotJson:
        pass
    if status >= 400:
        raise HttpStatusException(status)
    raise KamereonResponseException("Invalid JSON", _text(body))


def _text(body: bytes) -> str:
    return body[:_LONGEST_DETAILS].decode("utf-8", "replace")


def _raise_for_errors(content: Mapping[str, Any]) -> None:
    errors = content.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    if not isinstance(first, dict):
        return
    code, message = first.get("errorCode"), first.get("errorMessage")
    kind = KAMEREON_ERRORS.get(str(code), KamereonResponseException)
    if kind is AccessDeniedException and PRIVACY_DETAIL_CODE in str(message):
        kind = PrivacyModeAccessDenied
    raise kind(code if isinstance(code, (str, int)) else None, error_details(message))


def error_details(message: Any) -> str | None:
    """Return the reason in one readable line; it may come wrapped in JSON within the JSON."""
    if not isinstance(message, str):
        return None if message is None else json.dumps(message)[:_LONGEST_DETAILS]
    try:
        inner = parse(message) if message.lstrip().startswith("{") else None
    except NotJson:
        inner = None
    errors = inner.get("errors") if isinstance(inner, dict) else None
    lines = [_line(error) for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    return (", ".join(line for line in lines if line) or message)[:_LONGEST_DETAILS]


def _line(error: Mapping[str, Any]) -> str:
    source = error.get("source")
    pointer = source.get("pointer") if isinstance(source, dict) else None
    return " ".join(str(part) for part in (error.get("title"), pointer, error.get("detail")) if part)
