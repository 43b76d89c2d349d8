"""The schema: up from nothing on both databases, equal to the tables, and with its rules in force."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.columns import metadata
from storage.engine import migrate, open_store
from tests.when import NOON


async def test_a_migrated_database_is_ready(database):
    assert await database.ready()


async def test_the_migrations_end_at_the_tables(engine):
    def differences(connection):
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
