"""Parts of the day that a candidate would rather have: chosen on their page, or found in their own words."""

from collections.abc import Mapping
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
_AGAINST = {"not", "no", "never", "cant", "cannot", "dont", "wont", "except", "but", "unless", "if"}
_AGAINST |= {"nicht", "kein", "keine", "nie", "ausser", "aber"}


def times_in(part: Part, *, within: Interval, zone: ZoneInfo) -> tuple[Interval, ...]:
    """Return that part of every local day that `within` touches, as aware UTC."""
    week = WorkingHours(dict.fromkeys(range(7), HOURS[part]))
    return tuple(span for day in days_of(within, zone=zone) if (span := week.on(day, zone=zone)) is not None)


def part_in(text: str) -> Part | None:
    """Return the one part of the day that words ask for, None where they name several, or may speak against it.

    Good for a wish, which only leads a search: nothing may be confirmed by it.
    """
    said = tokens(plain(text))
    named = {_WORDS[word] for word in said if word in _WORDS}
    return named.pop() if len(named) == 1 and _AGAINST.isdisjoint(said) else None
