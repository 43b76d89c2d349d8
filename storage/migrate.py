"""Bringing a database up to date, from nothing or from any earlier version, and telling whether it is."""

from functools import cache
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_034_118_250  # any number that is ours alone on the server


class Unknown(Exception):
    """The database stands at a migration that this program does not know."""


def upgrade(connection: Connection) -> None:
    """Run every migration that is still missing, inside the transaction of `connection`; others who try meanwhile wait.

    Raises Unknown for a database that a newer version has used.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if not up_to_date(connection):
        import_module("storage.upgrade").run(connection)


def up_to_date(connection: Connection) -> bool:
    """Whether the database stands at the newest migration this program knows."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    return list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()) == [head()]


@cache
def head() -> str:
    """Return the newest migration this program knows: they are numbered in sequence, and their files named by it."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))
