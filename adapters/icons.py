"""Usher's sign, a day of the calendar that is ticked, drawn as the PNG images that Teams wants (w3.org/TR/png).

It is made of lines, given where a picture is one wide and high; each pixel is as white as a line covers it.
"""

import struct
import zlib
from math import hypot

GREEN = (0x1F, 0x4F, 0x46)
WHITE = (0xFF, 0xFF, 0xFF)
STROKES = (
    (0.14, 0.38, 0.86, 0.38),  # below the head of the page
    (0.34, 0.09, 0.34, 0.22),
    (0.66, 0.09, 0.66, 0.22),
    (0.35, 0.62, 0.46, 0.73),  # the tick
    (0.46, 0.73, 0.66, 0.51),
)


def colour(size: int = 192) -> bytes:
    """Return the sign in white on green, `size` pixels each way, with the room around it that Teams asks for."""
    return _png(size, line=0.045, room=1.45, ground=(*GREEN, 255))


def outline(size: int = 32) -> bytes:
    """Return the sign in white on nothing, `size` pixels each way."""
    return _png(size, line=0.06, room=1.0, ground=(*WHITE, 0))


def _png(size: int, *, line: float, room: float, ground: tuple[int, int, int, int]) -> bytes:
    """Return RGBA pixels. `line` is half a line's width, `room` how much larger the picture is than the sign."""

    def pixel(x: int, y: int) -> bytes:
        across, down = (((part + 0.5) / size - 0.5) * room + 0.5 for part in (x, y))
        covered = min(1.0, max(0.0, 0.5 + (line - _distance(across, down)) * size / room))
        mixed = zip((*WHITE, 255), ground, strict=True)
        return bytes(round(covered * over + (1 - covered) * under) for over, under in mixed)

    rows = (b"\0" + b"".join(pixel(x, y) for x in range(size)) for y in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _distance(x: float, y: float) -> float:
    """Return how far a point is from the middle of the nearest line."""
    return min(abs(_page(x, y)), *(_stroke(x, y, *ends) for ends in STROKES))


def _page(x: float, y: float) -> float:
    """Return how far a point is outside the page with its round corners, negative inside."""
    across, down, corner = abs(x - 0.5) - 0.25, abs(y - 0.52) - 0.25, 0.11
    return hypot(max(across, 0.0), max(down, 0.0)) + min(max(across, down), 0.0) - corner


def _stroke(x: float, y: float, x1: float, y1: float, x2: float, y2: float) -> float:
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)
    part = min(1.0, max(0.0, along))
    return hypot(x - x1 - part * (x2 - x1), y - y1 - part * (y2 - y1))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
