"""What tests of every kind start from: a fresh migrated database of each sort, and a clock that they set.

Both kinds are tested at every run, those of tests/usecases on PostgreSQL among the large ones. A test that needs none says
`@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)`.
"""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import Store
from storage.engine import Database, migrate, open_store
from storage.transaction import LEASE, Times
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


@pytest.fixture(scope="session")
async def lent(postgresql: Server) -> AsyncIterator[Server]:
    """The same, for tests that share a loop: what their engines keep connected is closed at the end."""
    yield postgresql
    await postgresql.hang_up()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_template(database_kind: str, request: pytest.FixtureRequest) -> str | Server:
    if database_kind == "sqlite":
        return str(request.getfixturevalue("sqlite_template"))
    server: Server = request.getfixturevalue("lent")
    return server


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the file of the running test is: always the same, so that one engine serves all."""
    return tmp_path_factory.mktemp("sqlite") / "usher.db"


@pytest.fixture
async def database_url(database_template: str | Server, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """The URL of a fresh, migrated database of this test's own."""
    if isinstance(database_template, Server):
        async with database_template.lend() as url:
            yield url
        return
    place: Path = request.getfixturevalue("sqlite_place")
    for left in place.parent.iterdir():
        left.unlink()
    shutil.copyfile(database_template, place)
    yield f"sqlite+aiosqlite:///{place}"


@pytest.fixture(scope="session")
def sqlite_engine(sqlite_place: Path) -> AsyncEngine:
    """What SQLAlchemy compiled for one test serves the next."""
    return _engine(f"sqlite+aiosqlite:///{sqlite_place}")


@pytest.fixture
async def database(
    database_url: str, database_template: str | Server, clock: SettableClock, request: pytest.FixtureRequest
) -> AsyncIterator[Database]:
    if isinstance(database_template, Server):
        yield _opened(database_template.kept(database_url, opened=_engine), clock)
        return
    opened = _opened(request.getfixturevalue("sqlite_engine"), clock)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    return database.store


@pytest.fixture
def engine(database: Database) -> AsyncEngine:
    return database.engine


def _engine(url: str) -> AsyncEngine:
    return open_store(url, clock=SettableClock()).engine


def _opened(engine: AsyncEngine, clock: SettableClock) -> Database:
    return Database(engine, times=Times(clock, time.time, LEASE), wake=lambda: None)
