"""SQLite without idle trips: a statement crosses to the connection's thread and back once.

aiosqlite crosses four times for a statement (make a cursor, execute, fetch, close), which costs more than the statement
itself. SQLAlchemy takes a connection of our own through its documented `async_creator_fn`.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, Self

import aiosqlite

Rows = list[Any]


class Cursor:
    """As much of an aiosqlite cursor as SQLAlchemy uses; it holds all rows of the statement it ran."""

    __slots__ = ("_connection", "_rows", "arraysize", "description", "lastrowid", "rowcount")

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: Rows = []
        self.arraysize = 1
        self.description: Any = None
        self.lastrowid: int | None = None
        self.rowcount = -1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        await self._connection.run(lambda connection: self._take(connection.execute(statement, parameters)))
        return self

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> Self:
        await self._connection.run(lambda connection: self._take(connection.executemany(statement, parameters)))
        return self

    async def fetchall(self) -> Rows:
        return self._rows

    async def close(self) -> None:
        """Closed already: on its thread, with the statement."""

    def _take(self, ran: sqlite3.Cursor) -> None:
        """Read everything there is to know, on the connection's thread; rows first, for they complete `rowcount`."""
        self.description, self.lastrowid = ran.description, ran.lastrowid
        self._rows = ran.fetchall() if ran.description else []
        self.rowcount = ran.rowcount
        ran.close()


class Connection(aiosqlite.Connection):
    """A connection whose cursors are ours, and whose transactions begin with their first statement, in the same trip."""

    _beginning = ""

    def begin(self, how: str) -> None:
        """Begin a transaction, by this statement, before the next one runs."""
        self._beginning = how

    async def commit(self) -> None:
        if not self._not_begun():
            await super().commit()

    async def rollback(self) -> None:
        if not self._not_begun():
            await super().rollback()

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Have work done on the connection's thread."""
        beginning, self._beginning = self._beginning, ""

        def begun(connection: sqlite3.Connection) -> None:
            try:
                connection.execute(beginning).close()
            except sqlite3.Error:
                self._beginning = beginning  # still to be begun: what follows must not run outside a transaction
                raise
            work(connection)

        await self._execute(begun if beginning else work, self._conn)  # type: ignore[no-untyped-call]

    def _not_begun(self) -> bool:
        """Whether the transaction to be ended had no statement, so that there is none."""
        nothing, self._beginning = bool(self._beginning), ""
        return nothing


async def connect(*where: Any, **options: Any) -> Connection:
    """Return an open connection; takes what `sqlite3.connect` takes."""
    connection = Connection(lambda: sqlite3.connect(*where, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy has it: a forgotten connection must not keep the program alive
    try:
        await connection
    except sqlite3.Error:
        # Its thread has yet to say that it stops, and this loop must still be there to hear it.
        await asyncio.to_thread(connection._thread.join)
        raise
    return connection
