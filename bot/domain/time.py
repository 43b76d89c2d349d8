"""Instants, intervals and wall-clock hours: the only place where a zone meets a time.

Instants are aware UTC, intervals half-open. Wall-clock times become instants through `datetime.combine` with a
`ZoneInfo`, date by date, so that daylight-saving changes come out right; offsets are never added by hand.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.refusal import Refusal

DAY = 86_400  # seconds
FIRST_DAY = date(1970, 1, 1).toordinal()
INSTANT = timedelta(microseconds=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of time [start, end), both aware UTC; an empty or backward one cannot be made (ValueError)."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval needs aware instants")
        if not self.start < self.end:
            raise ValueError(f"an interval must start before it ends: {self.start} .. {self.end}")

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Hours:
    """One day's wall-clock opening [opens, closes); a close at or before the opening runs past midnight."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """A person's week in local wall-clock time: weekday (0 = Monday) to that day's hours; a missing day is a day off."""

    days: Mapping[int, Hours] = field(default_factory=dict)

    @classmethod
    def weekdays(cls, opens: time = time(9), closes: time = time(17)) -> "WorkingHours":
        """Return Monday to Friday with the same hours each day."""
        return cls({day: Hours(opens, closes) for day in range(5)})

    def on(self, day: date, *, zone: ZoneInfo) -> Interval | None:
        """Return the UTC interval that is open on the local `day`, or None on a day off.

        Hours that a clock change swallows whole (open and close both inside the gap) are a day off too.
        """
        hours = self.days.get(day.weekday())
        if hours is None:
            return None
        last = day if hours.closes > hours.opens else day + timedelta(days=1)
        start, end = at(day, hours.opens, zone=zone), at(last, hours.closes, zone=zone)
        return Interval(start, end) if start < end else None

    def opened(self, span: Interval, *, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
        """Yield from when to when it is open on each local day that `span` touches, as `on` tells it, in seconds since 1970.

        A day on which no clock changes takes one look at the zone and no instants: they cost most of a search.
        """
        told = {day: _seconds(hours) for day, hours in self.days.items()}
        first, last = (local_day(end, zone=zone).toordinal() for end in (span.start, span.end - INSTANT))
        offset = _offset(first, zone=zone)
        for number in range(first, last + 1):
            tonight = _offset(number + 1, zone=zone)
            if (hours := told.get((number + 6) % 7)) is not None:
                opens, closes = hours
                if offset == tonight and (closes <= DAY or tonight == _offset(number + 2, zone=zone)):
                    midnight = (number - FIRST_DAY - offset.days) * DAY - offset.seconds
                    yield midnight + opens, midnight + closes
                elif there := self.on(date.fromordinal(number), zone=zone):
                    yield ceil(there.start.timestamp()), epoch(there.end)
            offset = tonight


def _seconds(hours: Hours) -> tuple[int, int]:
    """Return when a day opens and closes, in seconds since its midnight; within a second, inwards."""
    opens, closes = (3600 * each.hour + 60 * each.minute + each.second for each in (hours.opens, hours.closes))
    return opens + (hours.opens.microsecond > 0), closes + (0 if hours.closes > hours.opens else DAY)


def _offset(number: int, *, zone: ZoneInfo) -> timedelta:
    """Return the zone's offset at a day's midnight; the day is told by its ordinal."""
    offset = zone.utcoffset(datetime.fromordinal(number))
    assert offset is not None, "a zone always has one"
    return offset


def zone(name: str) -> ZoneInfo:
    """Return the IANA zone called `name`; raises Refusal for anything else, paths and Windows names included."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refusal(f"“{name[:60]}” is not a time zone I know. Use an IANA name such as Europe/London.") from error


def at(day: date, clock: time, *, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a wall-clock time on a local date.

    A time inside a spring gap is read with the offset before the change (so 02:30 becomes 03:30); an ambiguous one is the
    first of the two.
    """
    return datetime.combine(day, clock, zone).astimezone(UTC)


def local_day(instant: datetime, *, zone: ZoneInfo) -> date:
    """Return the local calendar date of an instant."""
    return instant.astimezone(zone).date()


def whole_day(day: date, *, zone: ZoneInfo) -> Interval:
    """Return the local date from midnight to midnight: 23, 24 or 25 hours (23.5 or 24.5 on Lord Howe)."""
    return Interval(at(day, time(0), zone=zone), at(day + timedelta(days=1), time(0), zone=zone))


def days_of(span: Interval, *, zone: ZoneInfo) -> Iterator[date]:
    """Yield every local date that `span` touches, in order."""
    day, last = local_day(span.start, zone=zone), local_day(span.end - INSTANT, zone=zone)
    while day <= last:
        yield day
        day += timedelta(days=1)


def merged(spans: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the same time as sorted, disjoint, non-touching intervals."""
    joined: list[Interval] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def epoch(instant: datetime) -> int:
    """Return whole seconds since 1970-01-01T00:00Z; the unit of reservations."""
    return int(instant.timestamp())


def from_epoch(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def clock(instant: datetime, *, zone: ZoneInfo) -> time:
    """Return the local wall-clock time of an instant."""
    return instant.astimezone(zone).time()
