"""The daily look for what nobody moves, and everybody's digest: what they read of a large record, beside one bare query."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter, process_time
from tracemalloc import get_traced_memory, start, stop

from sqlalchemy import BindParameter, bindparam, or_, select, text

from bot.desk import Desk
from bot.domain.people import Person
from bot.domain.staleness import Owned, left
from bot.ports import Work
from bot.steps.staleness import ROWS, SEEN_AFTER, bounds_of
from storage.columns import Instant
from storage.engine import open_store
from storage.tables import applications, candidates, openings, stage_history
from tests.bench.databases import Databases
from tests.bench.recorded import Recorder, bare, statements
from tests.bench.table import Row, paired, show
from tests.bench.town import ATS, POLICY, Town

LAPS = 5
TOWN = Town(2_000)
NOW = datetime(2027, 3, 12, 9, 30, tzinfo=UTC)  # a Friday
LEFT, LONG_LEFT = 100, 500
"""One of so many is left for a week, and one of so many for two."""
OVERDUE = 250
"""One of so many has a next step that was due a week ago."""
AT_ONCE = 5_000
MIB = 1024 * 1024
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Read:
    """How many applications were read, and how many of them were worth it."""

    rows: int
    worth: int


Run = Callable[[], Awaitable[Read]]
DUE: BindParameter[datetime] = bindparam("due", type_=Instant)
MOVED: BindParameter[datetime] = bindparam("moved", type_=Instant)
ONE_QUERY = (
    select(applications, candidates, openings)
    .join_from(applications, candidates, candidates.c.id == applications.c.candidate)
    .join(openings, openings.c.id == applications.c.opening)
    .where(
        applications.c.status.in_(("active", "on_hold", "offer")),
        or_(applications.c.next_due < DUE, applications.c.stage_at < MOVED),
        or_(applications.c.last_contact.is_(None), applications.c.last_contact < MOVED),
    )
)
THEIRS = ONE_QUERY.where(applications.c.next_owner == bindparam("owner"))


async def sweeps(databases: Databases, sizes: Sequence[int]) -> list[Row]:
    """Measure records with so many open applications."""
    return [row for kind in databases.kinds for size in sizes for row in await _sweeps(kind, databases, size)]


async def _sweeps(kind: str, databases: Databases, size: int) -> list[Row]:
    about = f"{kind} {size:,}"
    async with _filled(kind, databases, size) as url:
        database, beside = open_store(url, clock=lambda: NOW), bare(url)
        recorder = Recorder(database.engine)
        desk = Desk(POLICY, NOW)
        long_ago = {"due": NOW - 7 * DAY, "moved": NOW - 9 * DAY}
        lately = {"due": NOW, "moved": NOW - 4 * DAY}

        async def look() -> Read:
            return await _look(database.store, desk)

        async def look_bare() -> None:
            await beside.run([(ONE_QUERY, long_ago)])

        async def digests() -> Read:
            return await _digests(database.store, desk)

        async def digests_bare() -> None:
            for number in range(TOWN.recruiters):
                await beside.run([(THEIRS, {**lately, "owner": 1 + number})])

        try:
            rows = [
                *await _both("sweep: daily look", about, look, look_bare, recorder),
                *await _both("sweep: all digests", about, digests, digests_bare, recorder),
            ]
        finally:
            await database.close()
            await beside.engine.dispose()
    for row in rows:
        show(row)
    return rows


async def _both(path: str, size: str, ours: Run, floor: Callable[[], Awaitable[None]], recorder: Recorder) -> list[Row]:
    laps: list[tuple[float, float, float]] = []
    read = await ours()
    await floor()
    for _ in range(LAPS):
        began, busy = perf_counter(), process_time()
        await ours()
        mine, work = perf_counter() - began, process_time() - busy
        began, busy = perf_counter(), process_time()
        await floor()
        laps.append((mine, perf_counter() - began, work / (process_time() - busy)))
    recorder.listen()
    start()
    await ours()
    peak = get_traced_memory()[1] / MIB
    stop()
    made = float(statements(recorder.heard.pop(recorder.number)))
    mine, theirs = [1000 * lap[0] for lap in laps], [1000 * lap[1] for lap in laps]
    time = Row(f"{path}, reads / one query", size, median(mine), median(theirs), "ms", paired(mine, theirs))
    return [
        Row(f"{path}, rows read / left", size, read.rows, read.worth, "rows", read.rows / read.worth, most=1.0),
        replace(time, statements=made, cpu=median(lap[2] for lap in laps), peak=peak),
    ]


async def _look(store: Callable[[], Work], desk: Desk) -> Read:
    """Read what the daily look reads, a part at a time, each in its own transaction."""
    mark, rows, worth = 0, 0, 0
    while True:
        async with store() as work:
            people = {each.id: each for each in await work.people.all()}
            may_be = bounds_of(people.values(), late=SEEN_AFTER, desk=desk)
            found, mark = await work.stale.open(after=mark, limit=ROWS, bounds=may_be)
        rows += len(found)
        for applied, trace in found:
            assert applied.application.next is not None
            owned = _owned(people[applied.application.next.owner], desk)
            told = left(applied, trace, owned=owned, policy=POLICY, now=NOW)
            worth += told is not None and told.late >= SEEN_AFTER
        if not mark:
            return Read(rows, worth)


async def _digests(store: Callable[[], Work], desk: Desk) -> Read:
    """Read what the digests of everybody say of applications that are left, each in its own transaction."""
    rows, worth = 0, 0
    async with store() as work:
        people = await work.people.all()
    for person in people:
        async with store() as work:
            found = await work.stale.owned(person.id, bounds=bounds_of([person], late=0, desk=desk))
        rows += len(found)
        told = (left(each, trace, owned=_owned(person, desk), policy=POLICY, now=NOW) for each, trace in found)
        worth += sum(each is not None for each in told)
    return Read(rows, worth)


def _owned(person: Person, desk: Desk) -> Owned:
    return Owned(person, desk.zone_of(person.zone), frozenset())


@asynccontextmanager
async def _filled(kind: str, databases: Databases, size: int) -> AsyncIterator[str]:
    """Give the URL of a town to which applications were added until there are so many, each with one entry of its way."""
    async with databases.copy(kind, TOWN) as url:
        database = open_store(url, clock=lambda: NOW)
        async with database.engine.begin() as connection:
            await connection.execute(text("DELETE FROM timers"))
            fresh = {"stage_at": NOW - DAY, "next_due": NOW + DAY}
            await connection.execute(applications.update().values(fresh))
            for first in range(TOWN.size, size, AT_ONCE):
                numbers = range(first, min(size, first + AT_ONCE))
                await connection.execute(applications.insert(), [_application(number) for number in numbers])
                await connection.execute(stage_history.insert(), [_entry(number) for number in numbers])
        async with database.engine.connect() as connection:
            await connection.execute(text("ANALYZE"))
            await connection.commit()
        await database.close()
        yield url


def _moved(number: int) -> datetime:
    return NOW - DAY * (14 if number % LONG_LEFT == 0 else 8 if number % LEFT == 0 else 1)


def _application(number: int) -> dict[str, object]:
    return {
        "id": f"more{number:07d}",
        "candidate": TOWN.candidate(number % TOWN.size),
        "opening": f"opening{TOWN.recruiter(number):06d}",
        "stage": ("Application review", "Recruiter screen", "Reference check")[number % 3],
        "stage_at": _moved(number),
        "status": "active",
        "next_what": "Review the application",
        "next_owner": TOWN.recruiter(number),
        "next_due": NOW - 8 * DAY if number % OVERDUE == 0 else NOW + DAY,
        "ats": ATS,
        "ats_id": f"more-{number}",
        "url": "",
        "seen_at": NOW - DAY,
        "last_contact": None,
        "notes": "",
        "version": 0,
    }


def _entry(number: int) -> dict[str, object]:
    told = {"what": "", "stage": "Application review", "status": "active", "by_who": "", "by_id": ""}
    return {"application": f"more{number:07d}", "at": _moved(number), **told}
