"""Columns that mean the same on both databases, the kinds of them that tables have, and times as whole seconds."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    literal_column,
)
from sqlalchemy import text as sql
from sqlalchemy.engine import Dialect

from bot.domain.time import epoch

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s",
    }
)

EMPTY: ColumnElement[str] = literal_column("''")
"""The empty text as a literal, not a parameter: only so does SQLite see that a partial index answers the question."""


class Instant(TypeDecorator[datetime]):
    """Aware UTC in, aware UTC out, on every database; a naive datetime is refused (ValueError).

    SQLite keeps no offset: what is stored there is UTC in a fixed-width text that sorts by time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: instants are aware UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def serial() -> Column[int]:
    return Column("serial", Integer, primary_key=True)


def text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def to(name: str, table: str, *, optional: bool = False) -> Column[int]:
    """The key of a row of another table."""
    return Column(name, ForeignKey(f"{table}.id"), nullable=optional)


def part(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over those rows only that `where` holds for."""
    return Index(name, *columns, unique=unique, sqlite_where=sql(where), postgresql_where=sql(where))


def ceiling(instant: datetime) -> int:
    """Return the first whole second since 1970 that is not before the instant, so that an end is never cut short."""
    return epoch(instant) + (instant.microsecond > 0)
