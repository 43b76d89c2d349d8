"""What tests of every kind start from: a fresh migrated database of each sort, and a clock that they set.

A test that needs no PostgreSQL says `@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)`.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import Store
from storage.engine import Database, migrate, open_store
from tests.journeys.browser import browser, page, phone
from tests.postgresql import Server, running
from tests.when import SettableClock

__all__ = ["browser", "page", "phone"]  # here, so that a run has one browser for all of its modules


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The PostgreSQL of this run, shared by its workers."""
    own = tmp_path_factory.getbasetemp()
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    with running(run, home=own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_template(database_kind: str, request: pytest.FixtureRequest) -> str | Server:
    if database_kind == "sqlite":
        return str(request.getfixturevalue("sqlite_template"))
    server: Server = request.getfixturevalue("postgresql")
    return server


@pytest.fixture
async def database_url(database_template: str | Server, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of a fresh, migrated database of this test's own."""
    if isinstance(database_template, Server):
        async with database_template.lend() as url:
            yield url
        return
    shutil.copyfile(database_template, tmp_path / "usher.db")
    yield f"sqlite+aiosqlite:///{tmp_path / 'usher.db'}"


@pytest.fixture
async def database(database_url: str, clock: SettableClock) -> AsyncIterator[Database]:
    opened = open_store(database_url, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return database.store


@pytest.fixture
def engine(database: Database) -> AsyncEngine:
    return database.engine
