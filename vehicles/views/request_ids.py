"""Gives each request an id: the answer carries it, and every line that is logged meanwhile."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ..logs import working_on

HEADER = "X-Request-ID"
_FROM_PROXY = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIds:
    """Takes the id that a web server in front has given, or makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        request_id = given if _FROM_PROXY.fullmatch(given) else secrets.token_hex(8)
        with working_on(request=request_id):
            response = self.get_response(request)
        response[HEADER] = request_id
        return response
