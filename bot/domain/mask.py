"""Time as bits: one integer per person, one bit per five minutes, so that common free time is a few `&`.

A mask is a plain int read against a `Grid`: bit i stands for the five minutes that begin at `grid.at(i)`. A mask of time
says what is open or taken; a mask of starts says where a meeting may begin. What lies outside the grid is unknown, and
unknown is never free.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.time import Hours, Interval, WorkingHours, clock, epoch, from_epoch, merged

UNIT = timedelta(minutes=5)
UNIT_SECONDS = 300
HOUR = timedelta(hours=1) // UNIT
DAY = 24 * HOUR
FEW = 24  # below this many bits, taking the lowest one off again and again beats writing the whole mask out


@dataclass(frozen=True, slots=True)
class Grid:
    """The stretch of time that masks speak about: `size` bits of five minutes from `start`, aware UTC on such a mark.

    Raises ValueError for a naive start, or one beside the marks.
    """

    start: datetime
    size: int

    def __post_init__(self) -> None:
        if self.start.tzinfo is not UTC:
            raise ValueError(f"a grid starts at an aware UTC instant, not {self.start!r}")
        if epoch(self.start) % UNIT_SECONDS or self.start.microsecond:
            raise ValueError(f"a grid starts on a five-minute mark, not at {self.start:%H:%M:%S}")

    @classmethod
    def over(cls, first: datetime, last: datetime) -> "Grid":
        """Return the smallest grid that covers [first, last), never less than one bit."""
        start = from_epoch(epoch(first) // UNIT_SECONDS * UNIT_SECONDS)
        return cls(start, max(1, -((start - last) // UNIT)))

    @property
    def full(self) -> int:
        return (1 << self.size) - 1

    @property
    def span(self) -> Interval:
        return Interval(self.start, self.at(self.size))

    def at(self, bit: int) -> datetime:
        """Return the UTC instant at which a bit begins."""
        return self.start + bit * UNIT

    def instants(self, mask: int) -> tuple[datetime, ...]:
        """Return the UTC instants at which the set bits begin, in order."""
        start = self.start
        return tuple([start + bit * UNIT for bit in ones(mask)])

    def between(self, first: datetime, last: datetime) -> int:
        """Return the whole bits inside [first, last); none when that runs backward or lies elsewhere."""
        start = max(0, -((self.start - first) // UNIT))
        end = min(self.size, (last - self.start) // UNIT)
        return ((1 << max(0, end - start)) - 1) << start

    def inside(self, spans: Iterable[Interval]) -> int:
        """Return the time wholly inside the spans: open time rounds inward, each span by itself."""
        here = self.start
        return union(((-_floor(here - span.start), _floor(span.end - here)) for span in spans), size=self.size)

    def touched(self, spans: Iterable[Interval]) -> int:
        """Return the time that any span touches: taken time rounds outward."""
        here = self.start
        return union(((_floor(span.start - here), -_floor(here - span.end)) for span in spans), size=self.size)

    def holding(self, spans: Iterable[Interval], *, length: int) -> int:
        """Return the starts whose `length` bits lie inside the spans taken together."""
        return runs(self.inside(merged(spans)), length)

    def clear(self, spans: Iterable[Interval], *, length: int, before: int = 0, after: int = 0) -> int:
        """Return the starts whose `length` bits, and the buffers around them, touch none of the spans."""
        return runs(self.full & ~self.touched(spans), before + length + after) << before


def _floor(length: timedelta) -> int:
    return length.days * DAY + length.seconds // UNIT_SECONDS  # length // UNIT, in half the time


def units(length: timedelta, *, of: str, least: int = 0) -> int:
    """Return a length in bits; raises ValueError, naming what it is the length `of`, when it is not whole or too short."""
    bits, rest = divmod(length, UNIT)
    minutes = length / timedelta(minutes=1)
    if bits < least:
        raise ValueError(f"the {of} must be {least * 5} minutes or longer, not {minutes:g}")
    if rest:
        raise ValueError(f"the {of} must be a multiple of 5 minutes: {bits * 5} or {bits * 5 + 5}, not {minutes:g}")
    return bits


def union(ranges: Iterable[tuple[int, int]], *, size: int) -> int:
    """Return the bits of all [first, last) ranges within the size; the ranges may overlap and come in any order.

    For disjoint ranges the mask is one subtraction: the bits at the ends minus the bits at the starts.
    """
    starts, ends, reach = bytearray(size // 8 + 1), bytearray(size // 8 + 1), 0
    for first, last in sorted(ranges):
        opens = first if first > reach else reach
        reach = min(size, last) if last > reach else reach
        if opens < reach:
            starts[opens >> 3] |= 1 << (opens & 7)
            ends[reach >> 3] |= 1 << (reach & 7)
    return int.from_bytes(ends, "little") - int.from_bytes(starts, "little")


def runs(mask: int, length: int) -> int:
    """Return the bits that begin `length` set bits in a row, in log2(length) shifts."""
    reach = 1
    while reach < length:
        shift = min(reach, length - reach)
        mask &= mask >> shift
        reach += shift
    return mask


def ones(mask: int) -> list[int]:
    """Return the numbers of the set bits, in order."""
    if mask.bit_count() > FEW:
        return [found.start() for found in re.finditer("1", bin(mask)[:1:-1])]
    found: list[int] = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found


@lru_cache(maxsize=256)
def on_step(grid: Grid, *, step: int, zone: ZoneInfo) -> int:
    """Return the starts on the step by the wall clock of `zone`; `step` is in bits and divides the hour.

    The clock is asked once a day: the pattern repeats until a change moves the minutes of the hour (Lord Howe moves them
    by thirty), and only that day is walked bit by bit.
    """
    regular = ((1 << DAY) - 1) // ((1 << step) - 1)
    marks = 0
    for first in range(0, grid.size, DAY):
        late = _late(grid, first, step=step, zone=zone)
        steady = late == _late(grid, first + DAY, step=step, zone=zone)
        day = regular << -late % step if steady else _walked(grid, first, step=step, zone=zone)
        marks |= (day & ((1 << DAY) - 1)) << first
    return marks & grid.full


def _late(grid: Grid, bit: int, *, step: int, zone: ZoneInfo) -> int:
    return clock(grid.at(bit), zone=zone).minute // 5 % step


def _walked(grid: Grid, first: int, *, step: int, zone: ZoneInfo) -> int:
    return sum(1 << bit for bit in range(DAY) if _late(grid, first + bit, step=step, zone=zone) == 0)


def opening(hours: WorkingHours, *, zone: ZoneInfo, grid: Grid) -> int:
    """Return the time inside the working hours, shifts past midnight included.

    Kept for the last few hundred askings, because people of one office share their hours.
    """
    return _opening(tuple(sorted(hours.days.items())), zone, grid)


@lru_cache(maxsize=256)
def _opening(days: tuple[tuple[int, Hours], ...], zone: ZoneInfo, grid: Grid) -> int:
    joined: list[tuple[int, int]] = []
    for opens, closes in WorkingHours(dict(days)).opened(reaching(grid), zone=zone):
        if joined and opens <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], closes)
        else:
            joined.append((opens, closes))
    here = epoch(grid.start)
    bits = [(-((here - opens) // UNIT_SECONDS), (closes - here) // UNIT_SECONDS) for opens, closes in joined]
    return union(bits, size=grid.size)


def reaching(grid: Grid) -> Interval:
    """Return the time in which hours may open that reach into the grid: yesterday's shift runs past midnight."""
    return Interval(grid.start - timedelta(days=2), grid.at(grid.size))
