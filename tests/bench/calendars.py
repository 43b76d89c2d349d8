"""The mirror of calendars: built whole, kept up, and read for a search, beside bare statements on the same rows."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter, process_time
from tracemalloc import get_traced_memory, start, stop
from typing import Any

from sqlalchemy import delete, select, update

from bot.domain.ids import PersonId
from bot.domain.time import Interval, epoch
from bot.inbound import BusyTime, Changes
from storage.engine import Database, open_store
from storage.tables import busy_times, calendar_feeds
from tests.bench.databases import Databases
from tests.bench.recorded import Bare, Recorder, bare, statements
from tests.bench.table import Row, paired, show
from tests.bench.town import FIRST_DAY, NOW, Town

LAPS = 5
DAYS, EVENTS, PAGE = 60, 170, 100
CHANGED = 3
"""Of a person's events; between one and two of a hundred."""
PANEL, SEARCHES = 8, 60
MIB = 1024 * 1024
SPAN = Interval(FIRST_DAY, FIRST_DAY + timedelta(days=DAYS))

Rows = list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two copies of one town: ours, and the floor's."""

    ours: Database
    beside: Bare
    people: range


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a lap: by the clock, and of the processor's work in this process."""

    time: float
    work: float


async def mirror(databases: Databases, peoples: Sequence[int]) -> list[Row]:
    """Measure mirrors of so many people; figures are people per second, and searches for a panel."""
    return [row for kind in databases.kinds for many in peoples for row in await _mirror(kind, databases, many)]


async def _mirror(kind: str, databases: Databases, many: int) -> list[Row]:
    size = f"{kind} {many:,} people"
    async with _opened(kind, databases, many) as sides:
        rows = [
            await _paired("mirror: built whole / bare inserts", sides, many, _build, _bare_build, clear=True),
            await _paired("mirror: kept up / bare statements", sides, many, _keep_up, _bare_keep_up),
            await _paired("mirror: read for a panel / bare select", sides, SEARCHES, _read, _bare_read),
        ]
    targets = {"built whole": 0.5, "kept up": 0.5, "read for": 0.25}
    rows = [replace(row, size=size, least=next(t for name, t in targets.items() if name in row.path)) for row in rows]
    for row in rows:
        show(row)
    return rows


@asynccontextmanager
async def _opened(kind: str, databases: Databases, many: int) -> AsyncIterator[Sides]:
    town = Town(10 * many)
    assert town.recruiters == many
    async with databases.copy(kind, town) as mine, databases.copy(kind, town) as theirs:
        ours, beside = open_store(mine, clock=lambda: NOW), bare(theirs)
        try:
            yield Sides(ours, beside, range(1, many + 1))
        finally:
            await ours.close()
            await beside.engine.dispose()


Run = Callable[[Sides, int], Awaitable[None]]


async def _paired(path: str, sides: Sides, many: int, run: Run, floor: Run, *, clear: bool = False) -> Row:
    """Let laps take turns; the first does not count. Peak and statements are those of two more laps of ours."""
    laps: list[tuple[Spent, Spent]] = []
    for lap in range(LAPS + 1):
        if clear:
            await _clear(sides)
        laps.append((await _spent(run(sides, lap)), await _spent(floor(sides, lap))))
    recorder = Recorder(sides.ours.engine)
    if clear:
        await _clear(sides)
    start()
    await run(sides, LAPS + 1)
    peak = get_traced_memory()[1] / MIB
    stop()
    if clear:
        await _clear(sides)
    recorder.listen()
    await run(sides, LAPS + 2)
    if clear:
        await floor(sides, LAPS + 2)
    ours, theirs = [many / mine.time for mine, _ in laps[1:]], [many / other.time for _, other in laps[1:]]
    cpu = paired([other.work for _, other in laps[1:]], [mine.work for mine, _ in laps[1:]])
    each = statements(recorder.heard[0]) / many
    ratio = paired(ours, theirs)
    return Row(path, "", median(ours), median(theirs), "1/s", ratio, statements=each, cpu=cpu, peak=peak)


async def _spent(work: Awaitable[None]) -> Spent:
    began, busy = perf_counter(), process_time()
    await work
    return Spent(perf_counter() - began, process_time() - busy)


async def _clear(sides: Sides) -> None:
    for engine in (sides.ours.engine, sides.beside.engine):
        async with engine.connect() as connection:
            await connection.execute(delete(busy_times))
            await connection.commit()


async def _build(sides: Sides, lap: int) -> None:
    for person in sides.people:
        diary = _diary(person)
        for first in range(0, EVENTS, PAGE):
            more = first + PAGE < EVENTS
            page = Changes(diary[first : first + PAGE], (), f"c{first}", whole=first == 0, more=more)
            async with sides.ours.store() as work:
                await work.mirror.apply(PersonId(person), page, read_at=NOW)


async def _bare_build(sides: Sides, lap: int) -> None:
    for person in sides.people:
        rows = [_row(person, busy) for busy in _diary(person)]
        for first in range(0, EVENTS, PAGE):
            read = update(calendar_feeds).where(calendar_feeds.c.person == person).values(cursor=f"c{first}")
            await sides.beside.run([(read, None), (busy_times.insert(), rows[first : first + PAGE])])


async def _keep_up(sides: Sides, lap: int) -> None:
    for person in sides.people:
        moved, gone = _changes(person, lap)
        changes = Changes(moved, (gone,), f"d{lap}", deleted=(gone,))
        async with sides.ours.store() as work:
            await work.mirror.apply(PersonId(person), changes, read_at=NOW)


async def _bare_keep_up(sides: Sides, lap: int) -> None:
    for person in sides.people:
        moved, gone = _changes(person, lap)
        theirs = delete(busy_times).where(busy_times.c.person == person)
        read = update(calendar_feeds).where(calendar_feeds.c.person == person).values(cursor=f"d{lap}", read_at=NOW)
        stale = [gone, *(busy.id for busy in moved)]
        rows = [_row(person, busy) for busy in moved]
        await sides.beside.run(
            [(read, None), (theirs.where(busy_times.c.event.in_(stale)), None), (busy_times.insert(), rows)]
        )


async def _read(sides: Sides, lap: int) -> None:
    for number in range(SEARCHES):
        async with sides.ours.store() as work:
            await work.mirror.of(_panel(sides, number), SPAN)


async def _bare_read(sides: Sides, lap: int) -> None:
    columns = select(busy_times.c.person, busy_times.c.starts, busy_times.c.ends)
    for number in range(SEARCHES):
        stretch = (busy_times.c.starts < epoch(SPAN.end), busy_times.c.ends > epoch(SPAN.start))
        await sides.beside.run([(columns.where(busy_times.c.person.in_(_panel(sides, number)), *stretch), None)])


def _panel(sides: Sides, number: int) -> list[PersonId]:
    first = number * PANEL
    return [PersonId(sides.people[(first + seat) % len(sides.people)]) for seat in range(PANEL)]


def _diary(person: int) -> tuple[BusyTime, ...]:
    chance = Random(person)
    return tuple(_event(number, chance) for number in range(EVENTS))


def _changes(person: int, lap: int) -> tuple[tuple[BusyTime, ...], str]:
    """Return what moved and what is gone since the lap before: each lap other events."""
    chance = Random(person * 1000 + lap)
    first = lap * CHANGED
    return tuple(_event(first + number, chance) for number in range(CHANGED - 1)), f"event-{first + CHANGED - 1}"


def _event(number: int, chance: Random) -> BusyTime:
    opens = FIRST_DAY + timedelta(days=chance.randrange(DAYS), minutes=15 * chance.randrange(36, 68))
    name = f"event-{number}"
    return BusyTime(name, Interval(opens, opens + timedelta(minutes=45)), uid=f"{name}@calendar.example")


def _row(person: int, busy: BusyTime) -> Mapping[str, Any]:
    edges = {"starts": epoch(busy.span.start), "ends": epoch(busy.span.end)}
    return {"person": person, "event": busy.id, "own": busy.own, "uid": busy.uid, "leftover": False, **edges}
