"""What a typed time means on the calendar: which option it names, or which windows it opens, in the reader's zone.

The words leave much out; what is filled in: a day without hours is 9–17, "after" runs to 17 (to 20 in the evening),
"before" starts at 9, an hour from 1 to 6 without am or pm is in the afternoon, and a single time lasts as long as
an option of the prompt, else an hour.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.time import Interval, at, clock, local_day

NOON = 12 * 60
HALF_DAY = 12 * 60
OPENS, CLOSES = 9 * 60, 17 * 60
EARLY, LATE = 7 * 60, 20 * 60
WORKING_DAYS = 5
HORIZON = timedelta(days=366)
FAR_AHEAD = timedelta(days=183)  # a date without a year that is farther off was meant for the past


class Which(StrEnum):
    """Which of the coming days of that name."""

    ANY = "any"
    THIS = "this"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was named; what was not said is None. `week` counts ISO weeks from the current one, `offset` days from
    today, and `on` is (year, month, day of the month)."""

    weekday: int | None = None
    which: Which = Which.ANY
    week: int | None = None
    offset: int | None = None
    on: tuple[int | None, int | None, int] | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as it was written; `half` is "am", "pm", "24" where the 24-hour clock is certain, or "" if unsaid."""

    hour: int
    minute: int = 0
    half: str = ""


@dataclass(frozen=True, slots=True)
class At:
    time: Clock


@dataclass(frozen=True, slots=True)
class After:
    time: Clock


@dataclass(frozen=True, slots=True)
class Before:
    time: Clock


@dataclass(frozen=True, slots=True)
class Between:
    start: Clock
    end: Clock


Span = At | After | Before | Between
Part = tuple[int, int]  # minutes after midnight


@dataclass(frozen=True, slots=True)
class When:
    """One typed time: a day, a part of the day, hours; at least one of them."""

    day: Day | None = None
    part: Part | None = None
    span: Span | None = None

    @property
    def is_week(self) -> bool:
        return self.day is not None and self.day.week is not None and self.day.weekday is None

    @property
    def is_wide(self) -> bool:
        """Whether it speaks of a stretch of time, not of one day or one moment."""
        return self.is_week or self.part is not None or isinstance(self.span, After | Before | Between)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where and when the words are read; `length` is how long a single time lasts, `home` the day of an hour without one."""

    zone: ZoneInfo
    now: datetime
    length: timedelta
    home: date | None

    @property
    def today(self) -> date:
        return local_day(self.now, zone=self.zone)


def names(when: When, option: Interval, *, calendar: Calendar) -> bool:
    """Return whether the words point at this option: its day, its part of the day, its very start.

    A plain weekday names an option of any week; "next Tuesday" the coming one or that of next week.
    """
    day, start = local_day(option.start, zone=calendar.zone), _minutes(clock(option.start, zone=calendar.zone))
    if when.day is not None and not _is_named(day, when.day, today=calendar.today):
        return False
    if when.part is not None and not when.part[0] <= start < when.part[1]:
        return False
    match when.span:
        case None:
            return True
        case At(said):
            return _resolved(said, part=when.part) == start
        case Between(first, last):
            return _between(first, last, part=when.part) == (start, _minutes(clock(option.end, zone=calendar.zone)))
        case After() | Before():
            return False


def windows(when: When, *, calendar: Calendar) -> tuple[Interval, ...]:
    """Return what the words leave open from now on, one interval per day; () for the past and for what no calendar has.

    A day that has begun is cut at now. Today's own weekday means today while the window is still ahead, else next week.
    """
    found = (_window(day, when, calendar=calendar) for day in _days(when, calendar=calendar))
    return tuple(window for window in found if window is not None)


def _days(when: When, *, calendar: Calendar) -> tuple[date, ...]:
    today = calendar.today
    if when.day is None:
        return () if calendar.home is None else (calendar.home,)
    if when.day.weekday == today.weekday() and when.day == Day(when.day.weekday):
        window = _window(today, when, calendar=calendar)
        ahead = window is not None and window.start > calendar.now
        return (today if ahead else today + timedelta(days=7),)
    days = (day for day in _dates(when.day, today=today) if today <= day <= today + HORIZON)
    return tuple(days)[:WORKING_DAYS]


def _dates(day: Day, *, today: date) -> Iterator[date]:
    """Yield the dates that fit everything said: "Tuesday, 12 March" is none where that day is a Thursday."""
    if day.on is not None or day.offset is not None:
        named = _date_on(day.on, today=today) if day.on is not None else (today + timedelta(days=day.offset or 0),)
        yield from (found for found in named if day.weekday in {None, found.weekday()})
    elif day.week is not None:
        monday = today + timedelta(weeks=day.week, days=-today.weekday())
        weekdays = range(WORKING_DAYS) if day.weekday is None else (day.weekday,)
        yield from (monday + timedelta(days=weekday) for weekday in weekdays)
    elif day.weekday is not None:
        ahead = (day.weekday - today.weekday()) % 7
        yield today + timedelta(days=ahead or (7 if day.which == Which.NEXT else 0))


def _date_on(on: tuple[int | None, int | None, int], *, today: date) -> tuple[date, ...]:
    """Return the first such date from today on; () where there is none, as for 30 February."""
    year, month, number = on
    years = (year,) if year is not None else (today.year, today.year + 1)
    months = (month,) if month is not None else tuple(range(1, 13))
    for y in years:
        for m in months:
            try:
                found = date(y, m, number)
            except ValueError:
                continue
            if found >= today and (year is not None or found - today < FAR_AHEAD):
                return (found,)
    return ()


def _is_named(day: date, said: Day, *, today: date) -> bool:
    if said.week is not None:
        monday = today + timedelta(weeks=said.week, days=-today.weekday())
        return monday <= day < monday + timedelta(days=7) and said.weekday in {None, day.weekday()}
    if said == Day(said.weekday):
        return day.weekday() == said.weekday
    if said.which == Which.NEXT:
        monday = today + timedelta(days=-today.weekday())
        return day.weekday() == said.weekday and today < day < monday + timedelta(days=14)
    return day in tuple(_dates(said, today=today))


def _window(day: date, when: When, *, calendar: Calendar) -> Interval | None:
    zone, now = calendar.zone, calendar.now
    if isinstance(when.span, At):
        start = at(day, _time(_resolved(when.span.time, part=when.part)), zone=zone)
        return Interval(start, start + calendar.length) if start > now else None
    hours = _hours(when)
    if hours is None:
        return None
    start, end = (at(day, _time(minutes), zone=zone) for minutes in hours)
    start = max(start, now)
    return Interval(start, end) if start < end else None


def _hours(when: When) -> tuple[int, int] | None:
    opens, closes = when.part or (OPENS, CLOSES)
    match when.span:
        case After(said):
            opens = _resolved(said, part=when.part)
            closes = closes if when.part or opens < CLOSES else LATE
        case Before(said):
            closes = _resolved(said, part=when.part)
            opens = opens if when.part or closes > OPENS else EARLY
        case Between(first, last):
            return _between(first, last, part=when.part)
        case At() | None:
            pass
    return (opens, closes) if opens < closes else None


def _between(first: Clock, last: Clock, *, part: Part | None) -> tuple[int, int] | None:
    """Return both ends, in order: "10 to 2" is 10–14, "7–9pm" 19–21, "11–1pm" 11–13; None where nothing fits."""
    shared = Clock(first.hour, first.minute, last.half) if last.half in {"am", "pm"} and not first.half else first
    later = Clock(last.hour, last.minute, "pm") if first.half == "pm" and not last.half else last
    for start, end in ((shared, last), (first, last), (first, later)):
        found = _resolved(start, part=part), _resolved(end, part=part)
        if found[0] < found[1]:
            return found
    return None


def _resolved(said: Clock, *, part: Part | None) -> int:
    minutes = said.hour * 60 + said.minute
    if said.half == "24":
        return minutes
    if said.half:
        return minutes % HALF_DAY + (HALF_DAY if said.half == "pm" else 0)
    in_afternoon = part[0] >= NOON if part else said.hour <= 6
    return minutes + HALF_DAY if in_afternoon and said.hour < 12 else minutes


def _time(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
