"""Slot search beside its floors, in one process: run `python -m tests.bench.slots`.

A floor is the same work done by bare library calls. Figures are medians of seven runs; only the ratios of one run count.
Every contestant must find the same slots before it is timed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import and_
from random import Random
from statistics import median
from time import process_time
from tracemalloc import get_traced_memory, start, stop
from zoneinfo import ZoneInfo

from bot.domain import mask as masks
from bot.domain.ids import PersonId
from bot.domain.mask import Grid, on_step
from bot.domain.slots import Availability, Rules, free_mask, search, shared
from bot.domain.time import Hours, Interval, WorkingHours
from tests.bench.table import Row, head, show

FIRST = date(2027, 3, 1)  # a Monday; sixty days from here cross the changes of New York and of Europe
DURATION, BUFFER, STEP = timedelta(minutes=45), timedelta(minutes=10), timedelta(minutes=15)
FIVE = timedelta(minutes=5)
SITE = ZoneInfo("Europe/London")
OFFICES = (
    (ZoneInfo("America/New_York"), time(7), time(16, 30)),
    (SITE, time(9), time(18)),
    (ZoneInfo("Europe/Berlin"), time(9), time(18, 30)),
    (ZoneInfo("Asia/Kolkata"), time(12), time(21)),
)
Times = list[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Diary:
    """One person as a calendar vendor would tell of them: sorted ISO texts in UTC."""

    zone: ZoneInfo
    opens: time
    closes: time
    events: tuple[tuple[str, str], ...]


def diary(chance: Random, *, seat: int, days: int, events: int) -> Diary:
    zone, opens, closes = OFFICES[seat % len(OFFICES)]
    workdays = [day for number in range(days) if (day := FIRST + timedelta(days=number)).weekday() < 5]
    told = []
    for _ in range(events):
        morning = datetime.combine(chance.choice(workdays), opens, zone).astimezone(UTC)
        begins = morning + FIVE * chance.randrange(-6, 105)
        told.append((begins, begins + chance.choice([25, 30, 45, 60, 90]) * timedelta(minutes=1)))
    return Diary(zone, opens, closes, tuple((a.isoformat(), b.isoformat()) for a, b in sorted(told)))


def read(diary: Diary, *, key: int) -> Availability:
    busy = tuple(Interval(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in diary.events)
    week = WorkingHours.weekdays(diary.opens, diary.closes)
    return Availability(PersonId(key), diary.zone, week, busy=busy)


# The floors


def zone_walk(person: Availability, *, days: int) -> Times:
    """Bring every event, and every day's hours, into the person's zone: what anything that reads a calendar must do."""
    zone = person.zone
    walked = [(span.start.astimezone(zone), span.end.astimezone(zone)) for span in person.busy]
    for number in range(days):
        day = FIRST + timedelta(days=number)
        if (hours := person.hours.days.get(day.weekday())) is not None:
            opens, closes = datetime.combine(day, hours.opens, zone), datetime.combine(day, hours.closes, zone)
            walked.append((opens.astimezone(UTC), closes.astimezone(UTC)))
    return walked


def mask_loop(open_masks: Sequence[int], free_masks: Sequence[int], marks: int, first: datetime) -> Times:
    """The bare loop over kept masks: and them, shift for the duration and for the buffers, read the bits."""
    common, free = reduce(and_, open_masks), reduce(and_, free_masks)
    for shift in (1, 2, 4, 1):  # nine units of meeting
        common &= common >> shift
    for shift in (1, 2, 4, 5):  # thirteen units with the buffers
        free &= free >> shift
    left, found = common & (free << 2) & marks, []
    while left:
        low = left & -left
        begins = first + (low.bit_length() - 1) * FIVE
        found.append((begins, begins + DURATION))
        left ^= low
    return found


def step_walk(people: Sequence[Availability], *, first: datetime, last: datetime) -> Times:
    """The naive search: every step of the grid, every person, every event."""
    found, begins = [], first
    while begins + DURATION <= last:
        ends = begins + DURATION
        if all(suits(person, begins, ends) for person in people):
            found.append((begins, ends))
        begins += STEP
    return found


def suits(person: Availability, begins: datetime, ends: datetime) -> bool:
    local, until = begins.astimezone(person.zone), ends.astimezone(person.zone)
    hours = person.hours.days.get(local.weekday(), Hours(time(0), time(0)))
    if not (local.date() == until.date() and hours.opens <= local.time() and until.time() <= hours.closes):
        return False
    return all(ends + BUFFER <= span.start or span.end <= begins - BUFFER for span in person.busy)


# The rows


def timed(work: Callable[[], object], *, repeat: int) -> float:
    """Return the median of seven runs, in milliseconds of the processor for one call."""
    laps = []
    for _ in range(7):
        begun = process_time()
        for _ in range(repeat):
            work()
        laps.append((process_time() - begun) / repeat * 1000)
    return median(laps)


def cold(work: Callable[[], object]) -> Callable[[], object]:
    """Forget the hours and steps kept from earlier calls, then work."""

    def forgetful() -> object:
        masks._opening.cache_clear()
        on_step.cache_clear()
        return work()

    return forgetful


def row(path: str, size: str, ours: float, floor: float, *, most: float | None = None) -> Row:
    made = Row(path, size, ours, floor, "ms", ours / floor, most=most)
    show(made)
    return made


def measure() -> list[Row]:
    """Measure the search in three sizes, each contestant proven to find the same slots first."""
    return [
        *bench(people=1, days=6, events=17),
        *bench(people=5, days=60, events=40),
        *bench(people=5, days=60, events=170),
    ]


def bench(*, people: int, days: int, events: int) -> list[Row]:
    chance = Random(f"{people}/{days}/{events}")
    diaries = [diary(chance, seat=seat, days=days, events=events) for seat in range(people)]
    panel = [read(told, key=key) for key, told in enumerate(diaries)]
    first = datetime.combine(FIRST, time(0), UTC)
    last = first + timedelta(days=days)
    rules = Rules(duration=DURATION, earliest=first, latest=last, site=SITE, before=BUFFER, after=BUFFER, step=STEP)
    grid = Grid.over(first - BUFFER, last + BUFFER)

    kept = [free_mask(person, grid=grid, rules=rules) for person in panel]
    opened = [masks.opening(person.hours, zone=person.zone, grid=grid) for person in panel]
    unbusy = [grid.full & ~grid.touched(person.busy) for person in panel]
    marks = on_step(grid, step=3, zone=SITE) & grid.between(first, last)
    bare = mask_loop(opened, unbusy, marks, grid.start)
    ours = [(slot.start, slot.end) for slot in shared(kept, grid=grid, rules=rules)]
    naive = step_walk(panel, first=first, last=last)
    assert ours == bare == naive == [(slot.start, slot.end) for slot in search(rules, panel).slots]

    size = f"{people} × {days} d × {events} ev"
    fast = timed(lambda: shared(kept, grid=grid, rules=rules), repeat=200)
    loop = timed(lambda: mask_loop(opened, unbusy, marks, grid.start), repeat=200)
    slow = timed(lambda: step_walk(panel, first=first, last=last), repeat=1)
    one = panel[0]
    warm = timed(lambda: free_mask(one, grid=grid, rules=rules), repeat=50)
    fresh = timed(cold(lambda: free_mask(one, grid=grid, rules=rules)), repeat=50)
    walk = timed(lambda: zone_walk(one, days=days), repeat=50)
    whole = timed(lambda: search(rules, panel), repeat=20)
    return [
        row("slots: masks kept / bare mask loop", size, fast, loop, most=2),
        row("slots: masks kept / naive loop", size, fast, slow, most=0.005 if (people, days) == (5, 60) else None),
        row("slots: mask, first of office / events, hours", size, fresh, walk, most=1.5 if days == 60 else None),
        row("slots: mask, next of office / events, hours", size, warm, walk, most=1.5 if days == 60 else None),
        replace(
            row("slots: whole search, funnel / naive loop", size, whole, slow), peak=peak(lambda: search(rules, panel))
        ),
    ]


def peak(work: Callable[[], object]) -> float:
    """Return the most memory that one call takes, in MiB."""
    start()
    work()
    most = get_traced_memory()[1] / 2**20
    stop()
    return most


if __name__ == "__main__":
    head("slot search")
    measure()
