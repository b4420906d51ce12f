"""What the played Kamereon says when it refuses, one function per refusal."""

import json
from typing import Any

from .exchange import Answer

BAD_GATEWAY = """<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr></body>
</html>
"""
SERVER_ERROR = "<html><body><h1>500 Internal Server Error</h1></body></html>"


def _refusal(status: int, code: str, message: str, kind: str = "functional") -> Answer:
    return Answer(
        status,
        {
            "type": kind.upper(),
            "messages": [{"code": code, "message": message}],
            "errors": [{"errorCode": code, "errorMessage": message, "errorType": kind}],
            "error_reference": kind.upper(),
        },
    )


def _nested(**details: Any) -> str:
    """Return the errors the car's gateway gave, as the JSON text that Kamereon wraps."""
    return json.dumps({"errors": [details]})


def invalid_input(title: str, pointer: str, detail: str) -> Answer:
    message = _nested(status="400", title=title, source={"pointer": pointer}, detail=detail)
    return _refusal(400, "err.func.400", message)


def access_denied() -> Answer:
    message = _nested(status="403", code="security.access", detail="This resource may not be accessed")
    return _refusal(403, "err.func.403", message)


def privacy_by_code() -> Answer:
    message = _nested(status="403", code="403009", detail="The data of this vehicle is private now")
    return _refusal(403, "err.func.403", message)


def privacy_on() -> Answer:
    return _refusal(403, "err.func.privacy.on", "Privacy mode currently ON")


def invalid_upstream() -> Answer:
    message = _nested(status="500", code="500", title="Invalid response from the upstream server")
    return _refusal(500, "err.tech.500", message, "technical")


def not_supported() -> Answer:
    message = _nested(status="501", code="error.internal", detail="This gateway does not support the feature")
    return _refusal(501, "err.tech.501", message, "technical")


def not_found() -> Answer:
    return _refusal(404, "err.func.wired.notFound", "Resource not found")


def failed_forward() -> Answer:
    return _refusal(
        502, "err.tech.wired.kamereon-proxy", "Failed to forward request to remote service.", "technical"
    )


def over_quota() -> Answer:
    return _refusal(429, "err.func.wired.overloaded", "You have reached your quota limit")


def unauthorized() -> Answer:
    return _refusal(401, "err.func.wired.unauthorized", "The request is not authorized")


def forbidden() -> Answer:
    return _refusal(403, "err.func.wired.forbidden", "The access is forbidden")


def low_battery() -> Answer:
    return _refusal(403, "err.func.wired.low.battery.level", "The battery level is too low for this")


def mode_in_progress() -> Answer:
    return _refusal(409, "409001", "A change of the charge mode is in progress already")


def unlinked() -> Answer:
    return _refusal(403, "err.func.wired.empty-vehicle-link", "No vehicle in garage")


def no_such_address() -> Answer:
    return _refusal(404, "err.func.wired.not-found", "The specified url does not exist")


UNSUPPORTED = {"403": access_denied, "501": not_supported, "notFound": not_found}
