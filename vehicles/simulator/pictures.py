"""Draws a small picture of a car, so that the cars of the played world have one; and what is no picture."""

import struct
import zlib
from functools import lru_cache
from typing import Any

from .exchange import Response

PATH = "/_simulator/pictures/"
_TOO_LARGE = 2_000_001

WIDTH, HEIGHT = 240, 120
_CLEAR = b"\0\0\0\0"
_BODIES = ("#d0a215", "#2f6fb0", "#3c9d5b", "#6b7280", "#b4483c", "#7a5195", "#e07b39", "#39808f")


def respond(path: str, form: str = "", to: str = "") -> Response:
    """Return the picture that a path under PATH names, or what is served in its stead in this `form`.

    "redirect" leads to the address `to`; "large" is more than 2 MB; "vast" says that it unfolds into ten
    thousand million pixels; "svg" is a drawing; "lying" is a page that calls itself a PNG.
    """
    code = path.removeprefix(PATH).removesuffix(".png")
    if form == "redirect":
        return Response(302, b"", "text/plain", (("Location", to),))
    if form == "svg":
        drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
        return Response(200, drawing, "image/svg+xml")
    content = {
        "large": picture(code).ljust(_TOO_LARGE, b"\0"),
        "vast": picture(code)[:16] + struct.pack(">II", 100_000, 100_000) + picture(code)[24:],
        "lying": b"<!doctype html><script>alert(1)</script>",
    }.get(form, picture(code))
    return Response(200, content, "image/png")


def at_home(answer: Any, code: str, root_url: str) -> Any:
    """Return an answer whose pictures are served here instead of where they were when it was recorded."""
    if isinstance(answer, list):
        return [at_home(each, code, root_url) for each in answer]
    if not isinstance(answer, dict):
        return answer
    if answer.get("assetType") == "PICTURE":
        url = f"{root_url}{PATH}{code}.png"
        renditions = [{**each, "url": url} for each in answer.get("renditions") or []]
        return {**answer, "renditions": renditions}
    return {name: at_home(each, code, root_url) for name, each in answer.items()}


@lru_cache(maxsize=32)
def picture(code: str) -> bytes:
    """Return a PNG of a car seen from the side; its colour follows from the model code."""
    colour = _BODIES[sum(code.encode()) % len(_BODIES)]
    body = bytes.fromhex(colour[1:]) + b"\xff"
    rows = b"".join(
        b"\0" + b"".join(_pixel(column, row, body) for column in range(WIDTH)) for row in range(HEIGHT)
    )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows, 9))
        + _chunk(b"IEND", b"")
    )


def _pixel(x: int, y: int, body: bytes) -> bytes:
    for centre in (62, 180):
        distance = (x - centre) ** 2 + (y - 92) ** 2
        if distance <= 9**2:
            return b"\xdd\xdd\xdd\xff"
        if distance <= 20**2:
            return b"\x22\x22\x22\xff"
    slope = (y - 22) * 0.7
    if 22 <= y < 58 and 88 - slope <= x <= 158 + slope:
        inside = 28 <= y < 54 and 92 - slope <= x <= 154 + slope and not 120 <= x <= 124
        return b"\xbf\xd7\xe6\xff" if inside else body
    return body if 56 <= y < 92 and 18 <= x <= 222 else _CLEAR


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
