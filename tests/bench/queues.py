"""What the clock and the relay do, beside the same statements and the same sends from bare loops; all in one process."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from statistics import median
from time import perf_counter, process_time

from aiohttp import ClientSession
from sqlalchemy import bindparam, text

from bot.domain.ids import InterviewId
from bot.effects import Mail, SendMail
from bot.inbound import Done, Inbound
from bot.ports import Claimed
from bot.relay import BATCH, Relay
from bot.router import Router
from bot.tick import tick
from storage.columns import Instant
from storage.engine import Database, open_store
from storage.lanes import CLAIM
from tests.bench.databases import Databases
from tests.bench.recorded import Bare, Recorder, Transactions, bare, statements
from tests.bench.requests import contestant
from tests.bench.table import Row, paired, show
from tests.bench.town import NOW, POLICY, Town

LAPS = 7
DUE = 40  # timers of a lap
SENDS = 192  # effects of a lap
FAR = datetime(2030, 1, 1, tzinfo=UTC)
WAITING = text(
    "INSERT INTO timers (key, kind, subject, due) "
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many) "
    "SELECT 'far:' || i, 'ended', 'nobody' || i, :due FROM n"
).bindparams(bindparam("due", FAR, type_=Instant))


Send = Callable[[str], Awaitable[None]]


@dataclass(slots=True)
class Settable:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Side:
    """Ours: a database under a clock that is set, with the router over it."""

    database: Database
    clock: Settable = field(default_factory=Settable)

    @property
    def router(self) -> Router:
        return Router(self.database.store, self.clock, POLICY)

    async def deadlines(self, town: Town, lap: int) -> None:
        """Let the deadlines of a lap come due."""
        self.clock.now = town.deadline((lap + 1) * DUE - 1)
        fired = await tick(self.clock(), store=self.database.store, handle=self.router.handle)
        assert fired == DUE, f"{fired} timers fired instead of {DUE}"

    async def drain(self, send: Send) -> None:
        async def perform(claimed: Claimed) -> Inbound:
            await send(claimed.key)
            return Done()

        sent = await Relay(self.database.store, perform, self.router.settle).drain()
        assert sent == SENDS, f"{sent} effects were sent instead of {SENDS}"

    async def put(self, lap: int) -> None:
        """Put a lap's effects into the outbox."""
        async with self.database.store() as work:
            for number in range(SENDS):
                interview = InterviewId(f"send{lap}x{number}")
                await work.outbox.add(SendMail(Mail.OFFER, interview, 1, 1), key=f"bench:{interview}")


@asynccontextmanager
async def side(url: str) -> AsyncIterator[Side]:
    clock = Settable()
    database = open_store(url, clock=clock)
    try:
        yield Side(database, clock)
    finally:
        await database.close()


@asynccontextmanager
async def floor(url: str) -> AsyncIterator[Bare]:
    database = bare(url)
    try:
        yield database
    finally:
        await database.engine.dispose()


async def timers(databases: Databases, waiting: Sequence[int]) -> list[Row]:
    """Measure deadlines that come due among so many timers that do not."""
    measured = []
    for kind in databases.kinds:
        rows = [await _timers(kind, databases, many) for many in waiting]
        few, most = rows[0], rows[-1]
        measured += [*rows, _flat(kind, few, most, waiting)]
        show(measured[-1])
    return measured


def _flat(kind: str, few: Row, most: Row, waiting: Sequence[int]) -> Row:
    small, large = 1000 / few.ours, 1000 / most.ours
    size = f"{kind} {waiting[-1]:,} / {waiting[0]:,}"
    return Row("timers: cost of one due, many / few", size, large, small, "ms", large / small, most=1.3)


async def _timers(kind: str, databases: Databases, many: int) -> Row:
    town = Town(2000)
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(databases.copy(kind, town)) for _ in range(3)]
        taught, ours = [await stack.enter_async_context(side(url)) for url in urls[:2]]
        beside = await stack.enter_async_context(floor(urls[2]))
        for engine in (ours.database.engine, beside.engine):
            async with engine.connect() as connection:
                await connection.execute(WAITING, {"many": many})
                await connection.commit()
        recorded = await _taught(taught, lambda lap: taught.deadlines(town, lap))
        laps: list[tuple[Spent, Spent]] = []
        for lap in range(LAPS + 1):
            mine = await _timed(ours.deadlines(town, lap))
            laps.append((mine, await _timed(beside.replay(recorded[lap]))))
    row = _paired("timers: deadline fired / raw statements", f"{kind} {many:,} waiting", laps[1:], DUE, least=0.7)
    row = _counted(row, recorded[LAPS], DUE)
    show(row)
    return row


async def _taught(taught: Side, run: Callable[[int], Awaitable[object]]) -> dict[int, Transactions]:
    recorder = Recorder(taught.database.engine)
    recorder.listen()
    for lap in range(LAPS + 1):
        recorder.number = lap
        await run(lap)
        recorder.number = -1
    return recorder.heard


async def outbox(databases: Databases) -> list[Row]:
    """Measure a full outbox that is drained to a sink over HTTP."""
    return [row for kind in databases.kinds for row in await _outbox(kind, databases)]


async def _outbox(kind: str, databases: Databases) -> list[Row]:
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(databases.copy(kind, Town(2000))) for _ in range(3)]
        sink = await stack.enter_async_context(contestant("sink", ""))
        session = await stack.enter_async_context(ClientSession(f"http://127.0.0.1:{sink.port}"))
        taught, ours, filling = [await stack.enter_async_context(side(url)) for url in urls]
        beside = await stack.enter_async_context(floor(urls[2]))
        send = partial(_send, session)
        recorder = Recorder(taught.database.engine)
        recorder.listen()
        laps: list[tuple[Spent, Spent, Spent]] = []
        for lap in range(LAPS + 1):
            for one in (taught, ours, filling):
                await one.put(lap)
            recorder.number = lap + 1
            await taught.drain(send)
            recorder.number = 0
            mine = await _timed(ours.drain(send))
            theirs = await _timed(_bare_drain(beside, recorder.heard[lap + 1], send))
            laps.append((mine, theirs, await _timed(_sends(send))))
    size, made = f"{kind} {SENDS} rows", recorder.heard[LAPS + 1]
    both = [(mine, theirs) for mine, theirs, _ in laps[1:]]
    alone = [(mine, sends) for mine, _, sends in laps[1:]]
    rows = [
        _counted(_paired("outbox: drain / sends + statements", size, both, SENDS, least=0.7), made, SENDS),
        _counted(_paired("outbox: drain / sends alone", size, alone, SENDS, least=0.7), made, SENDS),
    ]
    for row in rows:
        show(row)
    return rows


async def _send(session: ClientSession, key: str) -> None:
    async with session.post("/sink", json={"key": key, "text": "x" * 400}) as answer:
        await answer.read()


async def _bare_drain(database: Bare, recorded: Transactions, send: Send) -> None:
    """Claim, send all of that together, and settle it: what was recorded, in the order in which it was made."""
    claimed = 0
    for transaction in recorded:
        await database.run(transaction)
        if transaction[0][0] is CLAIM and claimed < SENDS:
            await asyncio.gather(*(send("bench") for _ in range(min(BATCH, SENDS - claimed))))
            claimed += BATCH


async def _sends(send: Send) -> None:
    for _ in range(0, SENDS, BATCH):
        await asyncio.gather(*(send("bench") for _ in range(BATCH)))


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of a lap: by the clock, and of the processor's work in this process."""

    time: float
    work: float


async def _timed(work: Awaitable[object]) -> Spent:
    began, busy = perf_counter(), process_time()
    await work
    return Spent(perf_counter() - began, process_time() - busy)


def _paired(path: str, size: str, laps: Sequence[tuple[Spent, Spent]], many: int, *, least: float) -> Row:
    ours, floors = [many / mine.time for mine, _ in laps], [many / theirs.time for _, theirs in laps]
    cpu = paired([theirs.work for _, theirs in laps], [mine.work for mine, _ in laps])
    return Row(path, size, median(ours), median(floors), "rows/s", paired(ours, floors), least=least, cpu=cpu)


def _counted(row: Row, made: Transactions, many: int) -> Row:
    return replace(row, statements=statements(made) / many)
