"""The statements a request really makes, recorded by the library's own event and run again bare.

What is kept are the SQLAlchemy Core statements themselves with their parameters, one list for each transaction. The floor
so made does the same work in the database and nothing else: it neither builds the statements nor looks at the answers.
"""

import asyncio
import pickle
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import ClauseElement, Connection, Executable, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Statement = tuple[Executable, Any]
Transactions = list[list[Statement]]
Recording = Mapping[int, Transactions]


@dataclass(slots=True)
class Recorder:
    """Hears every statement of an engine, and files it under the number that is set."""

    engine: AsyncEngine
    number: int = 0
    heard: dict[int, Transactions] = field(default_factory=dict)
    _open: dict[Connection, list[Statement]] = field(default_factory=dict)

    def listen(self) -> None:
        event.listen(self.engine.sync_engine, "before_execute", self._ran)
        event.listen(self.engine.sync_engine, "commit", self._committed)
        event.listen(self.engine.sync_engine, "rollback", self._undone)

    def _ran(self, connection: Connection, statement: Executable, many: Any, one: Any, options: Any) -> None:
        if isinstance(statement, ClauseElement):  # the others are BEGIN and such
            self._open.setdefault(connection, []).append((statement, many or one or None))

    def _committed(self, connection: Connection) -> None:
        self.heard.setdefault(self.number, []).append(self._open.pop(connection, []))

    def _undone(self, connection: Connection) -> None:
        self._open.pop(connection, None)

    def keep(self, path: Path) -> None:
        path.write_bytes(pickle.dumps(self.heard))


def load(path: Path) -> Recording:
    found: Recording = pickle.loads(path.read_bytes())
    return found


def statements(transactions: Transactions) -> int:
    """Return how many statements were made; BEGIN and COMMIT are not counted."""
    return sum(map(len, transactions))


@dataclass(frozen=True, slots=True)
class Bare:
    """A database as a small program without Usher would open it, with the same settings that Usher gives it."""

    engine: AsyncEngine
    turn: AbstractAsyncContextManager[Any]

    async def replay(self, transactions: Transactions) -> None:
        for transaction in transactions:
            await self.run(transaction)

    async def run(self, transaction: Sequence[Statement]) -> None:
        async with self.turn, self.engine.connect() as connection:
            for statement, rows in transaction:
                result = await connection.execute(statement, rows)
                if result.returns_rows:
                    result.all()
            await connection.commit()


def bare(url: str) -> Bare:
    """Return the database at the URL; SQLite gets a lock for its one writer, without which the floor would be slower."""
    if make_url(url).get_backend_name() != "sqlite":
        kept = {"prepared_statement_cache_size": 1000}
        engine = create_async_engine(url, pool_size=20, max_overflow=0, pool_use_lifo=True, connect_args=kept)
        return Bare(engine, nullcontext())
    engine = create_async_engine(url, pool_size=5, max_overflow=5, pool_reset_on_return=None)
    event.listen(engine.sync_engine, "connect", _on_connect)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return Bare(engine, asyncio.Lock())


def _on_connect(connection: Any, _: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
