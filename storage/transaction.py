"""One database transaction, as every repository sees it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Clock

LEASE = timedelta(minutes=1)
Insert = postgresql.Insert | sqlite.Insert
INSERTS: Mapping[str, Callable[[Table], Insert]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
PASSING = frozenset({"23505", "40001", "40P01"})  # unique violation, serialisation failure, deadlock


class Refused(Exception):
    """The database would not do it: a rule that the use case broke, or a fault. Says which; holds no stored data."""


@dataclass(frozen=True, slots=True)
class Times:
    """Whose time it is: `clock` is product time, `real` gives real seconds since 1970, a claim holds for `lease`."""

    clock: Clock
    real: Callable[[], float]
    lease: timedelta = LEASE


class Transaction:
    """Runs statements on one connection until it is over; `sent` tells whether effects were added to the outbox.

    What nobody reads back within the transaction can wait until its end, where rows of a kind go in together: a trip to
    the database costs more than a row.
    """

    __slots__ = ("_connection", "_last", "_over", "sent", "times")

    def __init__(self, connection: AsyncConnection, *, times: Times) -> None:
        self._connection = connection
        self._last: list[Callable[[], Awaitable[None]]] = []
        self._over = False
        self.times = times
        self.sent = False

    @property
    def over(self) -> bool:
        """Whether the database ended it before its block did."""
        return self._over

    async def run(
        self, statement: Executable, given: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute a statement with what is given, once for each if it is a list.

        Statements made once and given their values here spare SQLAlchemy most of its work. Raises RuntimeError when the
        transaction is over.
        """
        if self._over:
            raise RuntimeError("this transaction is over: leave its block and begin another")
        return await self._connection.execute(statement, given)

    def at_the_end(self, work: Callable[[], Awaitable[None]]) -> None:
        """Have work done just before the commit, after what was said before it."""
        self._last.append(work)

    async def finish(self) -> None:
        """Do what was left for the end; called by whoever commits."""
        for work in self._last:
            await work()

    async def give_up(self, statement: Executable) -> CursorResult[*tuple[Any, ...]]:
        """Undo everything, ask one last question of what others have committed, and accept nothing more."""
        await self._connection.rollback()
        self._over = True
        return await self._connection.execute(statement)

    def insert(self, table: Table) -> Insert:
        """Return an INSERT that can say what happens on a conflict; both databases speak the same words for it."""
        return INSERTS[self._connection.dialect.name](table)

    async def add_once(self, table: Table, row: Mapping[str, Any], *, unique: tuple[str, ...]) -> bool:
        """Insert a row unless there is one with the same unique columns; returns whether it was inserted."""
        return (await self.run(_once(self._connection.dialect.name, table, unique), row)).rowcount > 0

    async def add_each_once(self, table: Table, rows: Sequence[Mapping[str, Any]], *, unique: tuple[str, ...]) -> None:
        """Insert rows of the same columns in their order, except where there is one with the same unique columns."""
        await self.run(_once(self._connection.dialect.name, table, unique), rows)

    async def put(self, table: Table, *rows: Mapping[str, Any], unique: tuple[str, ...]) -> None:
        """Insert rows of the same columns, or let each take the place of the one with the same unique columns."""
        kept = tuple(name for name in rows[0] if name not in unique)
        await self.run(_replacing(self._connection.dialect.name, table, unique, kept), rows)


@cache
def _once(dialect: str, table: Table, unique: tuple[str, ...]) -> Insert:
    return INSERTS[dialect](table).on_conflict_do_nothing(index_elements=unique)


@cache
def _replacing(dialect: str, table: Table, unique: tuple[str, ...], kept: tuple[str, ...]) -> Insert:
    fresh = INSERTS[dialect](table)
    return fresh.on_conflict_do_update(index_elements=unique, set_={name: fresh.excluded[name] for name in kept})


def lost_a_race(error: DBAPIError) -> bool:
    """Whether somebody else was faster with the same record, so that running the use case again may well succeed."""
    if getattr(error.orig, "sqlstate", None) in PASSING:
        return True
    return isinstance(error, IntegrityError) and "UNIQUE constraint failed" in str(error.orig)


def without_data(error: DBAPIError) -> str:
    """Return what the driver said, its first line only: PostgreSQL quotes the row on those that follow."""
    said = str(error.orig).splitlines() or [""]
    return f"{type(error).__name__}: {said[0]}"
