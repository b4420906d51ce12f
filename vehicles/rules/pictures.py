"""What a file is by its own bytes: a raster picture that is shown, or anything else, which is not.

The headers it came with count for nothing. Only the first bytes are read, never the pixels.
"""

import struct
from dataclasses import dataclass

MOST_PIXELS = 16_000_000  # a few bytes can unfold into a picture that no phone can hold
LONGEST_SIDE = 10_000


class NotAPicture(ValueError):
    """The bytes are no PNG, JPEG or WebP picture that tells how large it is."""


class TooManyPixels(NotAPicture):
    """It unfolds into more than MOST_PIXELS, or is longer than LONGEST_SIDE."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture is: the type to serve it with, its size in pixels."""

    content_type: str
    width: int
    height: int


def examine(content: bytes) -> Picture:
    """Return what the bytes are; raises NotAPicture or TooManyPixels, whatever they are."""
    try:
        picture = _recognised(content)
    except (struct.error, IndexError):
        raise NotAPicture from None
    if picture.width < 1 or picture.height < 1:
        raise NotAPicture
    if max(picture.width, picture.height) > LONGEST_SIDE or picture.width * picture.height > MOST_PIXELS:
        raise TooManyPixels
    return picture


def _recognised(content: bytes) -> Picture:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return Picture("image/png", *struct.unpack_from(">II", content, 16))
    if content.startswith(b"\xff\xd8\xff"):
        return Picture("image/jpeg", *_jpeg_size(content))
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return Picture("image/webp", *_webp_size(content))
    raise NotAPicture


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Walk over the segments to the frame header, which holds the size."""
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        # Frame headers are C0 to CF but for three tables of the same range.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        if marker in (0xD8, 0xD9, 0xDA):
            break
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2:
            break
        at += 2 + length
    raise NotAPicture


def _webp_size(content: bytes) -> tuple[int, int]:
    """Read the size out of the first chunk: lossy, lossless or extended."""
    kind = content[12:16]
    if kind == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L" and content[20] == 0x2F:
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        sides = content[24:30]
        if len(sides) == 6:
            return int.from_bytes(sides[:3], "little") + 1, int.from_bytes(sides[3:], "little") + 1
    raise NotAPicture
