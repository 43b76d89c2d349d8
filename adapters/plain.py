"""Cards' words as plain text, and cut to what a chat platform takes, for every chat alike.

Platforms count in UTF-16 units, in which an emoji is two, so that is what lengths mean here.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.cards import Bold, Link, Plain, Signed, Span, When
from bot.domain import time

ELLIPSIS = "…"
JOINER = "\u200d"
HALF = re.compile("[\ud800-\udfff]")


def cut(text: str, *, most: int) -> str:
    """Return the text in at most `most` UTF-16 units, ending in an ellipsis where something was left out."""
    if text.isascii() and len(text) <= most:
        return text
    whole = HALF.sub("\ufffd", text)
    if units(whole) <= most:
        return whole
    room = whole.encode("utf-16-le")[: 2 * (most - 1)].decode("utf-16-le", errors="ignore")
    return room.rstrip(JOINER).rstrip() + ELLIPSIS


def units(text: str) -> int:
    """Return how many UTF-16 units a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def words(spans: Sequence[Span], *, zone: str = "UTC") -> str:
    """Return spans as plain text; times in `zone` (IANA), which is named."""
    return "".join(_word(span, zone=zone) for span in spans)


def _word(span: Span, *, zone: str) -> str:
    match span:
        case Plain(text) | Bold(text) | Signed(text):
            return text
        case Link(text, url):
            return f"{text} ({url})"
        case When(at, until):
            named = "UTC" if zone == "UTC" else f"({zone})"
            return f"{_written(at, until, zone=zone)} {named}"


def _written(at: datetime, until: datetime | None, *, zone: str) -> str:
    place = time.zone(zone)
    start = at.astimezone(place)
    day = f"{start:%a} {start.day} {start:%b %Y}, {start:%H:%M}"
    if until is None:
        return day
    end = until.astimezone(place)
    return f"{day}–{end:%H:%M}" if end.date() == start.date() else f"{day}–{end:%a %H:%M}"
