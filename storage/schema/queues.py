"""What is to be done and what has arrived."""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import Instant, flag, metadata, number, part, serial, text

timers = Table(
    "timers",
    metadata,
    Column("key", String, primary_key=True),
    text("kind"),
    text("subject"),
    Column("due", Instant, nullable=False),
    Index("timers_due", "due", "key"),
    Index("timers_subject", "subject"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    text("lane"),
    text("kind"),
    Column("effect", JSON, nullable=False),
    Column("key", String, unique=True),
    text("state"),
    Column("not_before", Double, nullable=False),
    Column("lease_owner", String),
    Column("lease_until", Double),
    number("attempts"),
    flag("attempting"),
    flag("uncertain"),
    text("why"),
    Column("created_at", Double, nullable=False),
    Column("done_at", Double),
    CheckConstraint("state IN ('waiting', 'done', 'dead')", name="state"),
    part("outbox_waiting", "not_before", "id", where="state = 'waiting'"),
    part("outbox_unfinished", "lane", "id", where="state <> 'done'"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    serial(),
    text("source"),
    Column("delivery", String),
    text("kind"),
    Column("at", Instant, nullable=False),
    text("note"),
    UniqueConstraint("source", "delivery"),
)
