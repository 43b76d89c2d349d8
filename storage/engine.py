"""Opening the database: SQLite in one file, or PostgreSQL shared by any number of replicas."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.ports import Clock, Stale, Work
from storage import migrate as migrations
from storage import sqlite, waiting
from storage.shelf import Shelf
from storage.transaction import LEASE, Refused, Times, Transaction, lost_a_race, without_data
from storage.work import SqlWork

T = TypeVar("T")
log = logging.getLogger(__name__)

STATEMENTS = (
    1000  # of PostgreSQL that a connection keeps prepared: there are hundreds, and 100 would push each other out
)
CONNECTIONS = 20  # to PostgreSQL at most, of each replica; opened when first needed, the warm ones taken first
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
BUSY = 5.0  # seconds SQLite waits for another process to finish writing
TURN = 30.0  # seconds a transaction waits for its turn or a connection before it fails
READS = {"usher_reads": True}  # execution option: this connection takes no write lock


class Database:
    """An open database: `store` begins units of work, `shelf` serves the sandbox's far ends."""

    def __init__(self, engine: AsyncEngine, *, times: Times, wake: Callable[[], None]) -> None:
        self.engine = engine
        self._times = times
        self._wake = wake
        # SQLite has one writer at a time. Waiting here is fair and wakes at once; SQLite's own waiting is neither.
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else None
        self.shelf = Shelf(self.transaction)

    def store(self) -> Work:
        """Return a unit of work that has not begun; this method is the `Store` that use cases take."""
        return SqlWork(self.transaction)

    def reader(self) -> Work:
        """Return a unit of work that only asks: nobody waits for it, and what it changes is undone."""
        return SqlWork(self._questions)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Commit on a clean exit, undo on any other.

        Raises Stale where running it again may well succeed, and Refused for anything else the database would not do.
        """
        try:
            async with self._my_turn(), self.engine.connect() as connection:
                current = Transaction(connection, times=self._times)
                yield current
                if current.over:
                    raise RuntimeError("the database ended this transaction; what was done in it is undone")
                await current.finish()
                await connection.commit()
        except DBAPIError as error:
            # Not chained: PostgreSQL's errors quote the whole row, and names must not reach the logs.
            if lost_a_race(error):
                raise Stale("somebody else saved the same record first") from None
            raise Refused(without_data(error)) from None
        if current.sent:
            self._wake()

    async def ready(self) -> bool:
        """Whether the database answers and stands at the newest migration this program knows."""
        try:
            return await self._read(migrations.up_to_date)
        except (SQLAlchemyError, OSError) as error:
            log.warning("database_unreachable", extra={"kind": type(error).__name__})
            return False

    async def oldest_waiting(self) -> timedelta:
        """Return how long the oldest effect has waited that no dead row holds up; zero when none waits. Real time."""
        return await self._read(partial(waiting.oldest, now=self._times.real()))

    async def overdue(self) -> timedelta:
        """Return how long an effect has been due and free without anybody taking it up; zero when all is well. Real time."""
        return await self._read(partial(waiting.overdue, now=self._times.real()))

    async def outbox_counts(self) -> Mapping[str, int]:
        """Return how many effects are `waiting` and how many `dead`."""
        return await self._read(waiting.counts)

    async def close(self) -> None:
        """Close every connection; a unit of work still running fails."""
        await self.engine.dispose()

    @asynccontextmanager
    async def _questions(self) -> AsyncIterator[Transaction]:
        async with self.engine.connect() as connection:
            await connection.execution_options(**READS)
            yield Transaction(connection, times=self._times)

    async def _read(self, question: Callable[[Connection], T]) -> T:
        async with self.engine.connect() as connection:
            await connection.execution_options(**READS)
            return await connection.run_sync(question)

    @asynccontextmanager
    async def _my_turn(self) -> AsyncIterator[None]:
        if self._turn is None:
            yield
            return
        async with asyncio.timeout(TURN):
            await self._turn.acquire()
        try:
            yield
        finally:
            self._turn.release()


def open_store(
    url: str,
    *,
    clock: Clock,
    wake: Callable[[], None] = lambda: None,
    real: Callable[[], float] = time.time,
    lease: timedelta = LEASE,
) -> Database:
    """Return the database at an SQLAlchemy URL; connects when first used. Raises ValueError for any other kind.

    `wake` is called after each commit that added effects. `real` gives seconds since 1970; a relay that falls silent
    loses its rows after `lease`.
    """
    return Database(_engine(url), times=Times(clock, real, lease), wake=wake)


async def migrate(url: str) -> None:
    """Bring the database at the URL up to date, creating the SQLite file if there is none; safe to run twice or at once.

    Raises Refused where there is none to be had: no such folder, a file that is something else, a login that fails, or
    one that a newer version has used.
    """
    engine = _engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrations.upgrade)
    except DBAPIError as error:
        raise Refused(without_data(error)) from None
    except migrations.Unknown:
        raise Refused("it was last used by a newer version of Usher, or by something else") from None
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("that is no address of a database") from None  # the error would repeat it, password and all
    driver = DRIVERS.get(parsed.drivername)
    if driver is None:
        raise ValueError(f"the database must be sqlite or postgresql, and this is {parsed.drivername}")
    return _sqlite(parsed.set(drivername=driver)) if "sqlite" in driver else _postgresql(parsed.set(drivername=driver))


def _postgresql(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=0,  # what overflows is closed when it comes back, and to open one costs more than most requests
        pool_timeout=TURN,
        pool_use_lifo=True,
        connect_args={"prepared_statement_cache_size": STATEMENTS},
        hide_parameters=True,
    )


def _sqlite(url: URL) -> AsyncEngine:
    if url.database in {None, "", ":memory:"}:
        raise ValueError("name a file for SQLite: a database in memory would be another one for each connection")
    # Nothing to reset: every connection leaves its transaction finished.
    engine = create_async_engine(
        url,
        pool_size=5,
        max_overflow=5,
        pool_timeout=TURN,
        pool_reset_on_return=None,
        connect_args={"timeout": BUSY, "async_creator_fn": sqlite.connect},
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _on_connect)
    event.listen(engine.sync_engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own way begins too late
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    """Take the write lock at once: a reader that turns writer halfway is refused by SQLite however long it waits."""
    reads = connection.get_execution_options().get("usher_reads", False)
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite.Connection)
    driver.begin("BEGIN" if reads else "BEGIN IMMEDIATE")
