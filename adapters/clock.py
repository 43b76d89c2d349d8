"""The one place where real time enters; everything else takes a clock."""

from datetime import UTC, datetime


def real_clock() -> datetime:
    """Return now, aware UTC."""
    return datetime.now(UTC)
