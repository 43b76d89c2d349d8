"""Reads single values out of JSON that strangers wrote: any leaf may be null, missing, of another type, or hostile text.

Text comes out clean: one line, no control characters, no lone surrogates (databases refuse both), no characters that turn
the reading direction of what follows, and no longer than a name or a title can sensibly be.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime

PING = "ping"  # the event that only asks whether somebody is there
LONGEST_TEXT = 200
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
LONGEST_LINK = 2000
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+")
LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e")


class Malformed(Exception):
    """A signed delivery that cannot be understood: `path` is the place in the document, `error` what would be right."""

    def __init__(self, path: str, error: str) -> None:
        super().__init__(f"{path}: {error}")
        self.path = path
        self.error = error


def document(body: bytes) -> Mapping[str, object]:
    """Return the JSON object that a body holds; raises Malformed for anything else, however deep or odd."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Malformed("", "the body must be JSON in UTF-8") from error
    if not isinstance(found, dict):
        raise Malformed("", "the body must be one JSON object, such as {…}")
    return found


def at(node: object, *path: str) -> object:
    """Return what stands at a path of keys, or None as soon as the path ends."""
    for key in path:
        if not isinstance(node, Mapping):
            return None
        node = node.get(key)
    return node


def members(node: object, *path: str) -> tuple[object, ...]:
    """Return the items of a list at a path; anything else has none."""
    found = at(node, *path)
    return tuple(found) if isinstance(found, list) else ()


def text(node: object, *path: str) -> str:
    """Return the clean text at a path, empty when there is none."""
    found = at(node, *path)
    return clean(found)[:LONGEST_TEXT].rstrip() if isinstance(found, str) else ""


def clean(raw: str) -> str:
    """Return text on one line, without what no name or title holds."""
    kept = (" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in raw if c not in TURNING)
    return " ".join("".join(kept).split())


def key(node: object, *path: str) -> str:
    """Return an id as text, whether the sender writes it as a number or as text; empty when it is neither."""
    found = at(node, *path)
    if isinstance(found, bool) or not isinstance(found, int | str):
        return ""
    whole = clean(str(found))
    return whole if len(whole) <= LONGEST_TEXT else ""


def instant(node: object, *path: str) -> datetime | None:
    """Return an ISO 8601 time with an offset as aware UTC; None when there is none, or none with an offset."""
    found = at(node, *path)
    if not isinstance(found, str):
        return None
    try:
        moment = datetime.fromisoformat(found)
        return moment.astimezone(UTC) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def address(node: object, *path: str) -> str:
    """Return an e-mail address that a letter can be sent to; empty for anything else."""
    found = at(node, *path)
    trimmed = found.strip() if isinstance(found, str) else ""
    sound = ADDRESS.fullmatch(trimmed) and len(trimmed) <= LONGEST_ADDRESS and trimmed == clean(trimmed)
    return trimmed if sound else ""


def link(node: object, *path: str) -> str:
    """Return a web address without stray spaces (Greenhouse's own examples have one); empty for any other scheme."""
    found = at(node, *path)
    joined = "".join(clean(found).split()) if isinstance(found, str) else ""
    return joined if LINK.fullmatch(joined) and len(joined) <= LONGEST_LINK else ""
