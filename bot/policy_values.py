"""Reads single values of a policy file: every reader returns what a value means, or says what would be right instead.

A reader takes what stands in the file (`MISSING` where nothing does) and raises Wrong.
"""

import difflib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.domain.refusal import Refusal
from bot.domain.time import WEEKDAYS, Hours, WorkingHours, zone

UNIT = timedelta(minutes=5)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Z]{2})?")
BARE = re.compile(r"[A-Za-z0-9_-]+")
DURATION = re.compile(r"(?=\d)(?:([0-9]{1,4})d)? ?(?:([0-9]{1,4})h)? ?(?:([0-9]{1,5})m)?")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
WEEK = ", ".join(WEEKDAYS)

Read = Callable[[object], Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the key's path, what is wrong about it ("is missing"), and what would be right."""

    path: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.path} {self.wrong}. Right would be {self.right}."


class Wrong(Exception):
    """What a reader says of a value it cannot take; the paths of its problems are relative to the value."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def a_table(
    found: object, *, into: Callable[..., Any], schema: Mapping[str, Read], also: Iterable[str] = (), **given: object
) -> Any:
    """Return the dataclass that a table describes; what has no default there is needed, and what is in `also`."""
    needed = {one.name for one in fields(into) if one.default is MISSING and one.default_factory is MISSING}  # type: ignore[arg-type]
    values, problems = read_fields(found, schema=schema, needed={*needed, *also} - set(given))
    if problems:
        raise Wrong(*problems)
    return into(**given, **values)


def read_fields(
    found: object, *, schema: Mapping[str, Read], needed: Iterable[str] = ()
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the values of a table that could be read, and the problems of all others."""
    table = a_mapping(found)
    values: dict[str, Any] = {}
    unknown = [name for name in table if name not in schema]
    problems = [Problem(quoted(name), "is not a known key", nearest(name, among=schema)) for name in unknown]
    for name, read in schema.items():
        if name not in table and name not in needed:
            continue
        try:
            values[name] = read(table.get(name, MISSING))
        except Wrong as bad:
            problems += below(name, bad.problems)
    return values, problems


def a_mapping(found: object, *, right: str = "a table of keys and values") -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise _not_right(found, right)
    return found


def a_duration(found: object, *, least: timedelta = UNIT, most: timedelta = 90 * DAY) -> timedelta:
    """Return a length of time in whole units of five minutes."""
    match = DURATION.fullmatch(found.strip()) if isinstance(found, str) else None
    if match is None:
        raise _not_right(found, 'a duration such as "30m", "48h" or "2d"')
    days, hours, minutes = (int(part or 0) for part in match.groups())
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if not least <= length <= most:
        raise _not_right(found, f'a duration from "{spelled(least)}" to "{spelled(most)}"')
    if length % UNIT:
        raise _not_right(found, 'a multiple of 5 minutes such as "30m"')
    return length


def a_step(found: object) -> timedelta:
    length = a_duration(found, most=HOUR)
    if HOUR % length:
        raise _not_right(found, 'a part of the hour: "5m", "10m", "15m", "20m", "30m" or "60m"')
    return length


def a_count(found: object, *, least: int, most: int) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
        raise _not_right(found, f"a whole number from {least} to {most}")
    return found


def just_two(found: object) -> int:
    if found != 2:
        raise _not_right(found, "2, because a candidate always chooses between two times")
    return 2


def a_text(found: object, *, longest: int, such_as: str) -> str:
    """Return a text on one line; TOML's long texts may break theirs anywhere."""
    plain = " ".join(found.split()) if isinstance(found, str) else ""
    if not 0 < len(plain) <= longest or any(unicodedata.category(c) == "Cc" for c in plain):
        raise _not_right(found, f'a text of at most {longest} characters, such as "{such_as}"')
    return plain


def shaped(found: object, *, shape: re.Pattern[str], right: str) -> str:
    if not isinstance(found, str) or not shape.fullmatch(found):
        raise _not_right(found, right)
    return found


def a_locale(found: object) -> str:
    """Return a language as Babel writes it, `en_GB`; `en-GB` is as good."""
    return shaped(found, shape=LOCALE, right='a language such as "en_GB" or "en_US"').replace("-", "_")


def one_of(found: object, *, words: Iterable[str], right: str = "one of") -> Any:
    """Return the word that was written; of several near ones the nearest is what would be right."""
    known = {str(word): word for word in words}
    if isinstance(found, str) and found in known:
        return known[found]
    raise _not_right(found, f"{right} {nearest(found if isinstance(found, str) else '', among=known)}".rstrip())


def a_zone(found: object) -> str:
    try:
        return zone(found if isinstance(found, str) else "").key
    except Refusal:
        raise _not_right(found, 'an IANA time zone such as "Europe/London"') from None


def a_flag(found: object) -> bool:
    if not isinstance(found, bool):
        raise _not_right(found, "true or false")
    return found


def some(found: object, *, read: Read, right: str, least: int = 1) -> tuple[Any, ...]:
    """Return what each entry of a list means; the problems of all are told."""
    if not isinstance(found, list) or len(found) < least:
        raise _not_right(found, right)
    values, problems = [], []
    for number, one in enumerate(found):
        try:
            values.append(read(one))
        except Wrong as bad:
            problems += [replace(each, path=_within(number, each.path)) for each in bad.problems]
    if problems:
        raise Wrong(*problems)
    return tuple(values)


def _within(number: int, path: str) -> str:
    return f"[{number}]{'.' if path and not path.startswith('[') else ''}{path}"


def a_clock(found: object) -> time:
    if isinstance(found, time):
        return found.replace(second=0, microsecond=0)
    match = CLOCK.fullmatch(found) if isinstance(found, str) else None
    if match is None:
        raise _not_right(found, 'a time of day such as "09:00"')
    return time(int(match.group(1)), int(match.group(2)))


def some_dates(found: object) -> frozenset[date]:
    if not isinstance(found, list):
        raise _not_right(found, "a list of dates such as [2026-12-25, 2027-01-01]")
    odd = [(n, one) for n, one in enumerate(found) if not isinstance(one, date) or isinstance(one, datetime)]
    if odd:
        right = "a date without quotes, such as 2026-12-25"
        raise Wrong(*(Problem(f"[{n}]", _described(one), right) for n, one in odd))
    return frozenset(found)


def a_week(found: object) -> WorkingHours:
    """Return the hours of single days ("mon") and runs of days ("mon-fri"); an empty week is none."""
    days: dict[int, Hours] = {}
    problems: list[Problem] = []
    for name, written in a_mapping(found).items():
        try:
            hours = dict.fromkeys(_days(name), _hours(written))
        except Wrong as bad:
            problems += below(name, bad.problems)
            continue
        if days.keys() & hours.keys():
            problems.append(Problem(quoted(name), "names a day a second time", f"each of {WEEK} at most once"))
        days |= hours
    if problems:
        raise Wrong(*problems)
    if not days:
        raise Wrong(Problem("", "is empty", 'at least one day, such as mon = "09:00-17:00"'))
    return WorkingHours(days)


def _days(name: str) -> range:
    first, _, last = name.partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS or name.endswith("-"):
        raise Wrong(Problem("", "is no weekday", f'one of {WEEK}, or a run of them such as "mon-fri"'))
    days = range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
    if not days:
        raise Wrong(Problem("", "runs backwards", f'a run in the order {WEEK}, such as "mon-fri"'))
    return days


def _hours(found: object) -> Hours:
    parts = [part.strip() for part in found.split("-")] if isinstance(found, str) else []
    if len(parts) != 2 or not all(CLOCK.fullmatch(part) for part in parts):
        raise _not_right(found, 'the hours of a day such as "09:00-17:00"')
    return Hours(a_clock(parts[0]), a_clock(parts[1]))


def _not_right(found: object, right: str) -> Wrong:
    return Wrong(Problem("", _described(found), right))


def _described(found: object) -> str:
    match found:
        case _ if found is MISSING:
            return "is missing"
        case bool():
            return f"is {str(found).lower()}"
        case str():
            return f"is {json.dumps(found[:60], ensure_ascii=False)}"
        case int() | float():
            return f"is the number {found}"
        case Mapping():
            return "is a table"
        case list():
            return "is a list" if found else "is an empty list"
        case _:
            return f"is {found}"


def nearest(name: str, *, among: Iterable[str]) -> str:
    """Return the word that was probably meant, in quotes, or all there are."""
    near = difflib.get_close_matches(name, list(among), n=1)
    return ", ".join(json.dumps(word) for word in near or among)


def below(name: str, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of a value as those of the table that holds it under a name."""
    dotted = ((one, "" if not one.path or one.path.startswith("[") else ".") for one in problems)
    return [replace(one, path=f"{quoted(name)}{dot}{one.path}") for one, dot in dotted]


def quoted(name: str) -> str:
    """Return a key as TOML writes it."""
    return name if BARE.fullmatch(name) else json.dumps(name[:60], ensure_ascii=False)


def spelled(length: timedelta) -> str:
    """Return a duration as the file would give it: "30m", "36h", "2d"."""
    minutes = length // timedelta(minutes=1)
    for unit, size in (("d", 24 * 60), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
