"""Bringing a database up to date, from nothing or from any earlier version, and telling whether it is."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.columns import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_034_118_250  # any number that is ours alone on the server


def upgrade(connection: Connection) -> None:
    """Run every migration that is still missing, inside the transaction of `connection`; others who try meanwhile wait."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def up_to_date(connection: Connection) -> bool:
    """Whether the database stands at the newest migration this program knows."""
    return MigrationContext.configure(connection).get_current_revision() == head()


@cache
def head() -> str | None:
    """Return the newest migration this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["metadata"] = metadata
    return config
