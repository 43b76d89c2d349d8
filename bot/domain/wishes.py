"""Parts of the day that a candidate would rather have: chosen on their page, or found in their own words."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.answer_tokens import plain, tokens
from bot.domain.time import Hours, Interval, WorkingHours, days_of


class Part(StrEnum):
    MORNINGS = "mornings"
    AFTERNOONS = "afternoons"
    EVENINGS = "evenings"


HOURS: Mapping[Part, Hours] = {
    Part.MORNINGS: Hours(time(8), time(12)),
    Part.AFTERNOONS: Hours(time(12), time(17)),
    Part.EVENINGS: Hours(time(17), time(21)),
}
"""By the candidate's own clock, on any day of the week."""
_WORDS: Mapping[str, Part] = {
    word: part
    for part, words in {
        Part.MORNINGS: "morning mornings vormittag vormittags morgens",
        Part.AFTERNOONS: "afternoon afternoons nachmittag nachmittags",
        Part.EVENINGS: "evening evenings abend abends feierabend",
    }.items()
    for word in words.split()
}
_BOUND = re.compile(
    r"\b(?P<side>after|from|past|nach|ab|before|until|till|vor|bis)\s+(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?"
    r"(?:\s*(?:pm|uhr|h))?\b(?!\s*(?:[./]\d|jan|feb|mar|mär|apr|ma[yi]|ju[nl]|aug|sep|o[ck]t|nov|de[cz]))"
)
"""A time of the day that bounds a part of it; “before 10 March” names none."""
_OPENING = {"after", "from", "past", "nach", "ab"}
_AGAINST = {"not", "no", "never", "cant", "cannot", "dont", "wont", "except", "but", "unless", "if"}
_AGAINST |= {"nicht", "kein", "keine", "nie", "ausser", "aber"}


def times_in(hours: Hours, *, within: Interval, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return these hours of every local day that `within` touches, as aware UTC."""
    week = WorkingHours(dict.fromkeys(range(7), hours))
    return tuple(span for day in days_of(within, zone=zone) if (span := week.on(day, zone=zone)) is not None)


def part_in(text: str) -> Part | None:
    """Return the one part of the day that words ask for, None where they name several, or may speak against it.

    Good for a wish, which only leads a search: nothing may be confirmed by it.
    """
    said = tokens(plain(text))
    named = {_WORDS[word] for word in said if word in _WORDS}
    return named.pop() if len(named) == 1 and _AGAINST.isdisjoint(said) else None


def hours_in(text: str) -> Hours | None:
    """Return the hours of a day that words ask for by its part (see `part_in`), narrowed by “after 18:00” or “before 10”."""
    part = part_in(text)
    if part is None:
        return None
    hours = HOURS[part]
    for bound in _BOUND.finditer(" ".join(text.casefold().split())):
        at = _clock(bound, part)
        if at is None or not hours.opens <= at <= hours.closes:
            continue
        hours = replace(hours, opens=at) if bound["side"] in _OPENING else replace(hours, closes=at)
    return hours if hours.opens < hours.closes else None


def _clock(bound: re.Match[str], part: Part) -> time | None:
    """Return the time that is meant: of an afternoon or evening, 6 is 18:00."""
    hour = int(bound["hour"])
    later = hour < HOURS[part].opens.hour and part is not Part.MORNINGS
    hour += 12 if later and hour < 12 else 0
    return time(hour, int(bound["minute"] or 0)) if hour < 24 else None
