"""How long somebody says they have: "I have 12 minutes at 3 on Tuesday", "Tue 3pm for half an hour", "15 Minuten"."""

import re
from datetime import timedelta

_SPOKEN = {
    "a quarter of an hour": 15,
    "quarter of an hour": 15,
    "half an hour": 30,
    "a half hour": 30,
    "three quarters of an hour": 45,
    "an hour": 60,
    "one hour": 60,
    "eine viertelstunde": 15,
    "eine halbe stunde": 30,
    "eine dreiviertelstunde": 45,
    "eine stunde": 60,
}
_UNITS = {"h": 60, "m": 1, "s": 60}  # by the first letter: hour, minute, Stunde
_LONG = rf"(?:{'|'.join(_SPOKEN)}|[0-9]{{1,3}}[ -]?(?:minutes?|minuten|mins?|hours?|stunden?))"
_LENGTH = re.compile(
    r"(?:\b(?:i|we|ich|wir)(?:ve| have| got| only| just| had| habe| haben| hab| nur)*\s+)?"
    r"(?:\b(?:for|only|just|have|got|fuer|nur)\s+)*"
    rf"\b(?P<long>{_LONG})\b\.?(?:\s+(?:free|time|frei|zeit))?"
)
_PARTS = re.compile(r"(?P<count>[0-9]{1,3})[ -]?(?P<unit>[mhs])")


def length_in(shaped: str) -> tuple[timedelta, str] | None:
    """Return how long is said in a text made `plain`, and the text without it; None without a length, or with several."""
    found = list(_LENGTH.finditer(shaped))
    if len(found) != 1:
        return None
    said = _length(found[0]["long"])
    rest = f"{shaped[: found[0].start()]} {shaped[found[0].end() :]}".strip(" ,")
    return (said, rest) if said and rest else None


def _length(words: str) -> timedelta:
    if words in _SPOKEN:
        return timedelta(minutes=_SPOKEN[words])
    parts = _PARTS.match(words)
    return timedelta(minutes=int(parts["count"]) * _UNITS[parts["unit"]]) if parts else timedelta(0)
