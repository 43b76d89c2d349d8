"""Days and hours as people type them, put together: "Thu after 2 or Fri morning", "Dienstag, den 12.3., ab 14 Uhr"."""

from dataclasses import dataclass, replace

from bot.domain.answer_clocks import Tokens, clock_at, span_at
from bot.domain.answer_dates import date_at
from bot.domain.answer_days import After, At, Before, Between, Day, Part, Span, When, Which

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon montag mo",
            "tuesday tue tues dienstag di",
            "wednesday wed weds mittwoch mi",
            "thursday thu thur thurs donnerstag",
            "friday fri freitag fr",
            "saturday sat samstag sonnabend sa",
            "sunday sun sonntag",
        )
    )
    for name in names.split()
}
_PARTS: dict[tuple[str, ...], Part] = {
    tuple(words.split()): (round(opens * 60), round(closes * 60))
    for opens, closes, phrases in (
        (9, 12, "morning, mornings, vormittag, vormittags, morgens, frueh, am morgen"),
        (9, 10.5, "early morning, frueher vormittag, fruehen vormittag"),
        (10.5, 12, "late morning, spaeter vormittag, spaeten vormittag"),
        (12, 14, "lunchtime, lunch, mittag, mittags, mittagszeit"),
        (12, 17, "afternoon, afternoons, nachmittag, nachmittags"),
        (12, 14.5, "early afternoon, frueher nachmittag, fruehen nachmittag"),
        (14.5, 17, "late afternoon, spaeter nachmittag, spaeten nachmittag"),
        (13, 17, "after lunch, nach dem mittag, nach dem mittagessen"),
        (17, 20, "evening, evenings, abend, abends"),
    )
    for words in phrases.split(", ")
}
_BEFORE_PARTS = (
    ("in", "the"),
    ("on", "the"),
    ("in",),
    ("during", "the"),
    ("am",),
    ("zum",),
    ("ueber",),
    ("at",),
    ("um", "die"),
    (),
)
_BEFORE_DAYS = (("on", "the"), ("am",), ("on",), ("den",), ("der",), ("dem",), ("the",), ())
_NEXT = {"next", *(f"naechst{ending}" for ending in ("e", "en", "er", "em", "es"))}
_THIS = {"this", "coming", *(f"{stem}{end}" for stem in ("dies", "kommend") for end in ("e", "en", "er", "em", "es"))}
_TODAY = {"today": 0, "heute": 0, "tomorrow": 1, "tomorow": 1, "tmrw": 1, "tmr": 1, "uebermorgen": 2}
_JOINTS = {"or": "or", "oder": "or", "/": "or", "and": "and", "und": "and", "&": "and", "sowie": "and", "+": "and"}
# German short forms that are everyday words too ("can do", "so"): they need a preposition in front or an hour behind.
_SHORT = {"do": 3, "so": 6}
_BEHIND_SHORT = {"ab", "nach", "vor", "um", "zwischen", "von", "vormittag", "nachmittag", "frueh", "abend", "mittag"}
Atom = tuple[When, int]  # a fragment of a time, and the index behind it


@dataclass(frozen=True, slots=True)
class Times:
    """Every alternative that one run of time words names; `either` when they were joined by "or"."""

    whens: tuple[When, ...]
    either: bool = False


def times_at(tokens: Tokens, i: int) -> tuple[Times, int] | None:
    """Return the times that begin at token `i` and the index behind them, or None where no time begins."""
    first = _group(tokens, i, begun=When())
    if first is None:
        return None
    groups, end, either = [first[0]], first[1], False
    while end < len(tokens) and (joint := _JOINTS.get(tokens[end])):
        following = _group(tokens, end + 1, begun=When()) or _hour_again(tokens, end + 1, before=groups[-1])
        if following is None:
            break
        either, end = either or joint == "or", following[1]
        groups = _and_before(groups, following[0]) or [*groups, following[0]]
    return Times(tuple(_shared(groups)), either), end


def _group(tokens: Tokens, i: int, *, begun: When) -> Atom | None:
    """Read fragments as long as they go together: a day, its date, a part of the day, hours, in any order."""
    group, end = begun, i
    while True:
        found = _atom(tokens, end, group=group) or _behind_a_mark(tokens, end, group=group)
        joined = _together(group, found[0]) if found else None
        if found is None or joined is None:
            return None if group == When() else (group, end)
        group, end = joined, found[1]


def _behind_a_mark(tokens: Tokens, i: int, *, group: When) -> Atom | None:
    """Read on across "Tuesday, 12 March", "Thu. after 2", "Dienstag - Nachmittag"."""
    mark = tokens[i] if i < len(tokens) else ""
    if group.day is None or mark not in {",", "-", "."} or (mark == "." and len(tokens[i - 1]) > len("thurs")):
        return None
    return _atom(tokens, i + 1, group=group)


def _hour_again(tokens: Tokens, i: int, *, before: When) -> Atom | None:
    """Read the 3 of "at 2 or 3"."""
    read = clock_at(tokens, i, bare=True) if before.span is not None else None
    return None if read is None else _group(tokens, read[1], begun=When(span=At(read[0])))


def _and_before(groups: list[When], following: When) -> list[When] | None:
    """Return "after 2 and before 5" as one stretch."""
    last = groups[-1]
    if not (isinstance(last.span, After) and isinstance(following.span, Before)):
        return None
    joined = _together(replace(last, span=None), replace(following, span=Between(last.span.time, following.span.time)))
    return None if joined is None else [*groups[:-1], joined]


def _shared(groups: list[When]) -> list[When]:
    """Let alternatives share what was said once: "Thu or Fri morning" are two mornings, "Thu at 2 or 3" one Thursday."""
    for k, group in enumerate(groups[1:], start=1):
        if group.day is None:
            groups[k] = replace(group, day=groups[k - 1].day)
    for k in range(len(groups) - 2, -1, -1):
        group, following = groups[k], groups[k + 1]
        if group.day is None and type(group.span) is type(following.span):
            groups[k] = replace(group, day=following.day)
        if group.day is not None and group.part is None and group.span is None:
            groups[k] = replace(group, part=following.part, span=following.span)
    return groups


def _together(group: When, more: When) -> When | None:
    """Return both fragments as one time, or None where they speak of the same thing twice."""
    if (group.part and more.part) or (group.span and more.span):
        return None
    day = _same_day(group.day, more.day) if group.day and more.day else group.day or more.day
    return None if day is None and group.day else When(day, group.part or more.part, group.span or more.span)


def _same_day(first: Day, second: Day) -> Day | None:
    """Return "Tuesday, 12 March", "Tuesday next week" or "tomorrow, Tuesday" as one day."""
    named, other = (first, second) if first.weekday is not None else (second, first)
    if named != Day(named.weekday) or other.weekday is not None:
        return None
    return replace(other, weekday=named.weekday)


def _atom(tokens: Tokens, i: int, *, group: When) -> Atom | None:
    if i >= len(tokens):
        return None
    if tokens[i] == "morgen" and group.day is not None:
        return When(part=_PARTS["morning",]), i + 1
    part_or_day = _part(tokens, i) or _day(tokens, i, group=group)
    if part_or_day:
        return part_or_day
    span = span_at(tokens, i, loose=group.day is not None) or _span_before_a_day(tokens, i)
    return None if span is None else (When(span=span[0]), span[1])


def _span_before_a_day(tokens: Tokens, i: int) -> tuple[Span, int] | None:
    """Read the "10 to 12" of "10 to 12 on Friday": bare numbers are hours where a day follows."""
    span = span_at(tokens, i, loose=True)
    return span if span and span[1] < len(tokens) and _day(tokens, span[1], group=When()) else None


def _part(tokens: Tokens, i: int) -> Atom | None:
    if tokens[i] == "tonight":
        return When(Day(offset=0), _PARTS["evening",]), i + 1
    if tokens[i] == "this" and (part := _PARTS.get(tokens[i + 1 : i + 2])):
        return When(Day(offset=0), part), i + 2
    for words in _BEFORE_PARTS:
        start = i + len(words)
        for length in (3, 2, 1):
            part = _PARTS.get(tokens[start : start + length])
            if part and tokens[i:start] == words and start + length <= len(tokens):
                return When(part=part), start + length
    return None


def _day(tokens: Tokens, i: int, *, group: When) -> Atom | None:
    for words in _BEFORE_DAYS:
        start = i + len(words)
        if tokens[i:start] == words and start < len(tokens):
            found = _weekday(tokens, start, led=bool(words)) or date_at(tokens, start, led=words, weekday=group.day)
            if found:
                return When(found[0]), found[1]
    return None


def _weekday(tokens: Tokens, i: int, *, led: bool) -> tuple[Day, int] | None:
    word, then = tokens[i], tokens[i + 1] if i + 1 < len(tokens) else ""
    if tokens[i : i + 3] == ("day", "after", "tomorrow"):
        return Day(offset=2), i + 3
    if word in _TODAY or word == "morgen":
        return Day(offset=_TODAY.get(word, 1)), i + 1
    if word in _NEXT | _THIS and then in {"week", "woche"}:
        return Day(week=1 if word in _NEXT or word.startswith(("kommend", "coming")) else 0), i + 2
    if word in _NEXT | _THIS and then in _WEEKDAYS | _SHORT:
        which = Which.NEXT if word in _NEXT else Which.THIS
        return Day((_WEEKDAYS | _SHORT)[then], which), i + 2
    if word in _WEEKDAYS:
        return Day(_WEEKDAYS[word]), i + 1
    if word in _SHORT and (led or then in _BEHIND_SHORT):
        return Day(_SHORT[word]), i + 1
    return None
