"""The rule that two reservations of one party never overlap, kept by the database itself.

Half-open spans: back to back is allowed. Only `held` and `confirmed` rows count. PostgreSQL keeps it by an exclusion
constraint over integer ranges, which needs no extension; SQLite by triggers. Batch migrations on SQLite copy a table and
drop its triggers silently, so every migration that touches `reservations` calls `keep_apart` last.
"""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

NAME = "reservations_no_overlap"
COUNTS = "status IN ('held', 'confirmed')"

EXCLUSION = f"""
ALTER TABLE reservations ADD CONSTRAINT {NAME} EXCLUDE USING gist (
    int8range(party, party, '[]') WITH &&, int8range(starts, ends) WITH &&
) WHERE ({COUNTS})
"""

TRIGGER = """
CREATE TRIGGER {name}_{verb} BEFORE {event} ON reservations
WHEN NEW.status IN ('held', 'confirmed')
BEGIN
    SELECT RAISE(ABORT, '{name}') WHERE EXISTS (
        SELECT 1 FROM reservations AS other
        WHERE other.party = NEW.party AND other.starts < NEW.ends AND other.ends > NEW.starts
        AND other.status IN ('held', 'confirmed') {but}
    );
END
"""


def keep_apart(connection: Connection) -> None:
    """Put the rule in force, in place of an earlier form of it; fails if the rows already there break it (PostgreSQL)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"ALTER TABLE reservations DROP CONSTRAINT IF EXISTS {NAME}"))
        connection.execute(text(EXCLUSION))
        return
    for verb, event, but in (
        ("insert", "INSERT", ""),
        ("update", "UPDATE", "AND other.serial <> OLD.serial"),
    ):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {NAME}_{verb}"))
        connection.execute(text(TRIGGER.format(name=NAME, verb=verb, event=event, but=but)))


def refused(error: DBAPIError) -> bool:
    """Whether the database refused a statement because of this rule."""
    return NAME in str(error.orig)
