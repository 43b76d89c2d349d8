"""Dates as people type them: "12 March", "March 12th", "12.3.", "2026-03-12", "am 12.".

No date library is used: it would have to be kept away from all but these fragments (one reads "Thursday after 2" as
next February), and these fragments are a table of months and four patterns. What two customs read differently, as
"3/4" or "10.10", is no date unless something else decides.
"""

import re

from bot.domain.answer_days import Day

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *(
                "january jan januar jaenner",
                "february feb februar",
                "march mar maerz",
                "april apr",
                "may mai",
                "june jun juni",
            ),
            *("july jul juli", "august aug", "september sep sept", "october oct oktober okt", "november nov"),
            "december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})(\.)?([0-9]{4}|[0-9]{2})?")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{4}))?")
_NUMBERED = re.compile(r"([0-9]{1,2})(\.|st|nd|rd|th|ter|ten|te)?")
_YEAR = re.compile(r"20[0-9]{2}")
_CENTURY = 2000
_OPTIONS_AT_MOST = 3  # "the 2nd" is an option, "the 12th" a date

Words = tuple[str, ...]
Read = tuple[Day, int] | None  # the date, and the index behind it


def date_at(tokens: Words, i: int, *, led: Words, weekday: Day | None) -> Read:
    """Return the date at token `i`; `led` is the preposition in front of it, `weekday` the day named just before."""
    return _in_figures(tokens, i, led=led) or _with_month(tokens, i) or _numbered(tokens, i, led=led, weekday=weekday)


def _in_figures(tokens: Words, i: int, *, led: Words) -> Read:
    word = tokens[i]
    if found := _ISO.fullmatch(word):
        return Day(on=(int(found[1]), int(found[2]), int(found[3]))), i + 1
    if (found := _DOTTED.fullmatch(word)) and _is_date(found, led=led) and tokens[i + 1 : i + 2] != ("uhr",):
        year = int(found[4]) % 100 + _CENTURY if found[4] else None
        return Day(on=(year, int(found[2]), int(found[1]))), i + 1
    if (found := _SLASHED.fullmatch(word)) and (day := _day_and_month(int(found[1]), int(found[2]))):
        return Day(on=(int(found[3]) if found[3] else None, day[1], day[0])), i + 1
    return None


def _is_date(found: re.Match[str], *, led: Words) -> bool:
    """Tell "12.3." and "12.03" from "10.30" and from "10.10", which is either."""
    if not (1 <= int(found[2]) <= 12 and 1 <= int(found[1]) <= 31):
        return False
    could_be_a_time = len(found[2]) == 2 and int(found[1]) < 24 and int(found[2]) % 5 == 0
    return bool(found[3] or led) or not could_be_a_time


def _day_and_month(first: int, second: int) -> tuple[int, int] | None:
    """Read "13/3" and "3/13"; "3/4" is March or April."""
    if first > 12 >= second:
        return first, second
    if second > 12 >= first:
        return second, first
    return (first, second) if first == second else None


def _with_month(tokens: Words, i: int) -> Read:
    """Read "12 March", "12th of March 2026", "12. März", "March 12th"."""
    if number := _number(tokens, i):
        start = i + 2 if tokens[i + 1 : i + 2] == ("of",) else i + 1
        if month := _month(tokens, start):
            return _and_year(tokens, start + 1, month=month, number=number)
    if (month := _month(tokens, i)) and (number := _number(tokens, i + 1)):
        return _and_year(tokens, i + 2, month=month, number=number)
    return None


def _and_year(tokens: Words, i: int, *, month: int, number: int) -> Read:
    year = tokens[i] if i < len(tokens) else ""
    if _YEAR.fullmatch(year):
        return Day(on=(int(year), month, number)), i + 1
    return Day(on=(None, month, number)), i


def _numbered(tokens: Words, i: int, *, led: Words, weekday: Day | None) -> Read:
    """Read "am 12.", "on the 12th", "the 12th", "Dienstag, den 12.": the next such day of a month."""
    found = _NUMBERED.fullmatch(tokens[i])
    if found is None or not found[2] or not led:
        return None
    number, sure = int(found[1]), led in {("am",), ("on", "the")} or weekday is not None
    if found[2] == "." and not sure:
        return None
    return (Day(on=(None, None, number)), i + 1) if sure or number > _OPTIONS_AT_MOST else None


def _number(tokens: Words, i: int) -> int | None:
    found = _NUMBERED.fullmatch(tokens[i]) if i < len(tokens) else None
    return int(found[1]) if found else None


def _month(tokens: Words, i: int) -> int | None:
    return _MONTHS.get(tokens[i]) if i < len(tokens) else None
