"""Zones as Microsoft tells them: by Windows' name, by IANA's, or by a rule of somebody's own."""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.domain.refusal import Refusal
from bot.domain.time import zone

LAST = 5  # Windows counts the days of a month to four, and calls the last one the fifth
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NEAR = timedelta(minutes=1)


def named(name: str) -> str:
    """Return the IANA name of a zone, empty for what has none."""
    found = WINDOWS_TO_OLSON.get(name, name)
    try:
        zone(found)
    except Refusal:
        return ""
    return found


def alike(told: Mapping[str, Any], *, year: int) -> str:
    """Return a zone whose clock follows a customTimeZone through this year and the next, empty where none does.

    https://learn.microsoft.com/graph/api/resources/customtimezone
    """
    try:
        rules = [_Rule.of(told, year=each) for each in (year, year + 1)]
    except (ValueError, KeyError, TypeError):
        return ""
    told_at = [(instant, rule.offset(instant)) for rule in rules for instant in rule.telling()]
    for name in WINDOWS_TO_OLSON.values():
        where = ZoneInfo(name)
        if all(instant.astimezone(where).utcoffset() == offset for instant, offset in told_at):
            return name
    return ""


@dataclass(frozen=True, slots=True)
class _Rule:
    """One year of a clock: its usual offset, the one in summer, and when (UTC) that begins and ends, if it does."""

    year: int
    usual: timedelta
    summer: timedelta
    begins: datetime | None
    ends: datetime | None

    @classmethod
    def of(cls, told: Mapping[str, Any], *, year: int) -> Self:
        """Raises ValueError, KeyError or TypeError for what is no rule, or one for a single year."""
        usual = timedelta(minutes=-int(told["bias"]))
        to_summer, to_usual = told.get("daylightOffset") or {}, told.get("standardOffset") or {}
        if not to_summer.get("month") or not to_usual.get("month"):
            return cls(year, usual, usual, None, None)
        summer = usual - timedelta(minutes=int(to_summer["daylightBias"]))
        begins = _turn(to_summer, year=year) - usual
        ends = _turn(to_usual, year=year) - summer
        return cls(year, usual, summer, begins, ends)

    def offset(self, at: datetime) -> timedelta:
        if self.begins is None or self.ends is None:
            return self.usual
        if self.begins < self.ends:
            return self.summer if self.begins <= at < self.ends else self.usual
        return self.usual if self.ends <= at < self.begins else self.summer

    def telling(self) -> Iterator[datetime]:
        """Yield the instants at which a clock shows that it follows the rule."""
        yield from (datetime(self.year, month, 15, tzinfo=UTC) for month in range(1, 13))
        for turn in (self.begins, self.ends):
            if turn is not None:
                yield from (turn - NEAR, turn)


def _turn(told: Mapping[str, Any], *, year: int) -> datetime:
    """Return the wall-clock time of a change, as if it were UTC."""
    if told.get("year"):
        raise ValueError("a rule for one year alone")
    month, weekday = int(told["month"]), DAYS.index(str(told["dayOfWeek"]).lower())
    days = [week[weekday] for week in calendar.monthcalendar(year, month) if week[weekday]]
    number = int(told["dayOccurrence"])
    day = days[-1] if number >= LAST else days[number - 1]
    return datetime.combine(date(year, month, day), time.fromisoformat(told["time"]), UTC)
