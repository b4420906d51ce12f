"""A picture is told by its own bytes."""

import struct

import pytest

from vehicles.rules.pictures import MOST_PIXELS, NotAPicture, Picture, TooManyPixels, examine
from vehicles.simulator.pictures import picture

pytest.importorskip("hypothesis", reason="hypothesis comes with requirements-dev.txt")
from hypothesis import given
from hypothesis import strategies as st


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0dIHDR" + struct.pack(">II", width, height) + b"\x08\x06\0\0\0"


def jpeg(width: int, height: int, frame: int = 0xC0) -> bytes:
    app = b"\xff\xe0\x00\x10JFIF\0" + bytes(9)
    tables = b"\xff\xdb\x00\x43" + bytes(65) + b"\xff\xc4\x00\x04\0\0"
    size = struct.pack(">BHHB", 8, height, width, 3)
    return b"\xff\xd8" + app + tables + b"\xff\xff" + bytes([frame]) + b"\x00\x11" + size + bytes(9)


def webp(kind: bytes, data: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(data) + 12) + b"WEBP" + kind + struct.pack("<I", len(data)) + data


def lossless(width: int, height: int) -> bytes:
    return webp(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14))


def lossy(width: int, height: int) -> bytes:
    return webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height))


def extended(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp(b"VP8X", b"\x10\0\0\0" + sides)


WRITERS = {png: "image/png", jpeg: "image/jpeg", lossless: "image/webp", lossy: "image/webp"}
WRITERS |= {extended: "image/webp"}


@pytest.mark.parametrize("write", WRITERS)
@given(width=st.integers(1, 4000), height=st.integers(1, 4000))
def test_the_type_and_the_size_are_in_the_first_bytes(write, width: int, height: int) -> None:
    assert examine(write(width, height)) == Picture(WRITERS[write], width, height)


def test_a_progressive_photograph_tells_its_size_too() -> None:
    assert examine(jpeg(640, 360, frame=0xC2)) == Picture("image/jpeg", 640, 360)


def test_a_played_picture_is_a_picture() -> None:
    assert examine(picture("X102VE")) == Picture("image/png", 240, 120)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        b"GIF89a\x01\0\x01\0",
        b"BM\0\0\0\0",
        b"<html>not here</html>",
        b" " + png(10, 10),
        png(10, 10)[:20],
        png(0, 10),
        jpeg(10, 10)[:30],
        jpeg(10, 0),
        b"\xff\xd8\xff\xda\x00\x02",
        b"\xff\xd8\xff\xe0\x00\x00",
        webp(b"VP8L", b"\x2e\0\0\0\0"),
        webp(b"ANIM", bytes(20)),
        extended(10, 10)[:28],
    ],
)
def test_anything_else_is_no_picture(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        examine(content)


@pytest.mark.parametrize("size", [(4001, 4000), (10_001, 1), (1, 2**32 - 1)])
def test_a_picture_that_unfolds_into_too_much_is_refused(size: tuple[int, int]) -> None:
    assert MOST_PIXELS == 4000 * 4000
    with pytest.raises(TooManyPixels):
        examine(png(*size))


@given(st.binary(max_size=200), st.sampled_from([b"", *[write(300, 200) for write in WRITERS]]), st.data())
def test_whatever_the_bytes_are_the_answer_is_a_picture_or_none(
    noise: bytes, start: bytes, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(start)))
    try:
        found = examine(start[:cut] + noise)
    except NotAPicture:
        return
    assert found.width * found.height <= MOST_PIXELS
