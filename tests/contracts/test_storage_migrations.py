"""The schema: up from nothing on both databases, equal to the tables, with its rules in force, and how it is opened."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from storage.columns import metadata
from storage.engine import migrate, open_store
from storage.overlap import keep_apart
from storage.transaction import Refused
from tests.postgresql import Server
from tests.when import NOON


@pytest.fixture
async def empty_url(database_template, tmp_path):
    """The URL of a database in which nothing was ever made."""
    if isinstance(database_template, Server):
        async with database_template.clone("template0") as url:
            yield url
        return
    yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"


def differences(connection):
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


async def test_a_migrated_database_is_ready(database):
    assert await database.ready()


async def test_an_empty_database_is_not_ready_until_it_is_migrated(empty_url):
    database = open_store(empty_url, clock=lambda: NOON)
    before = await database.ready()
    await migrate(empty_url)
    after = await database.ready()
    await database.close()

    assert (before, after) == (False, True)


async def test_the_migrations_end_at_the_tables(engine):
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_comparison_would_see_a_difference(engine):
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE timers ADD COLUMN surplus INTEGER"))
        found = await connection.run_sync(differences)

    assert [kind for kind, *_ in found] == ["remove_column"]


async def test_migrating_twice_or_at_once_is_as_good_as_once(empty_url):
    await asyncio.gather(migrate(empty_url), migrate(empty_url), migrate(empty_url))
    await migrate(empty_url)
    database = open_store(empty_url, clock=lambda: NOON)
    ready = await database.ready()
    await database.close()

    assert ready


async def test_the_rule_against_overlap_can_be_put_in_force_again(engine):
    async with engine.begin() as connection:
        await connection.run_sync(keep_apart)
        await connection.run_sync(keep_apart)
        indexes = await connection.run_sync(lambda sync: inspect(sync).get_indexes("reservations"))

    assert {"reservations_party", "reservations_interview"} <= {index["name"] for index in indexes}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_sqlite_is_opened_as_it_must_be(engine):
    async with engine.connect() as connection:
        told = [(await connection.execute(text(f"PRAGMA {name}"))).scalar_one() for name in PRAGMAS]

    assert told == list(PRAGMAS.values())


PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1, "busy_timeout": 5000}


@pytest.mark.parametrize("url", ["mysql://localhost/usher", "sqlite://", "sqlite+aiosqlite:///:memory:"])
def test_any_other_database_is_refused_in_plain_words(url):
    with pytest.raises(ValueError, match=r"must be sqlite or postgresql|name a file"):
        open_store(url, clock=lambda: NOON)


@pytest.mark.parametrize("short", ["sqlite:///usher.db", "postgres://localhost/usher", "postgresql://localhost/usher"])
def test_a_short_url_means_the_driver_we_use(short):
    engine = open_store(short, clock=lambda: NOON).engine

    assert engine.url.drivername in {"sqlite+aiosqlite", "postgresql+asyncpg"}


async def test_beside_a_database_of_a_newer_version_an_old_program_is_not_ready_and_none_starts(database_url):
    await migrate(database_url)
    database = open_store(database_url, clock=lambda: NOON)
    before = await database.ready()
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    after = await database.ready()
    await database.close()

    assert (before, after) == (True, False)
    with pytest.raises(Refused, match="newer version"):
        await migrate(database_url)
