"""The people who use Usher: who they are, where they are signed in, what they have begun."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from storage.columns import Instant, flag, metadata, part, text, to

parties = Table("parties", metadata, Column("id", Integer, primary_key=True), sqlite_autoincrement=True)

people = Table(
    "people",
    metadata,
    Column("id", ForeignKey("parties.id"), primary_key=True, autoincrement=False),
    text("name"),
    text("email"),
    text("email_key"),
    text("zone"),
    text("title"),
    Column("hours", JSON, nullable=False),
    text("calendar"),
    Column("roles", JSON, nullable=False),
    text("ats_user"),
    Column("days_off", JSON, nullable=False),
    flag("active"),
    Column("tags", JSON, nullable=False, server_default="[]"),
    to("delegate", "people", optional=True),
    Column("hours_from", String, nullable=False, server_default=""),
    Column("zone_from", String, nullable=False, server_default=""),
    part("people_email", "email_key", where="email_key <> ''", unique=True),
    part("people_ats_user", "ats_user", where="ats_user <> ''"),
)

accounts = Table(
    "accounts",
    metadata,
    text("platform"),
    text("tenant"),
    text("user"),
    to("person", "people"),
    Column("answered", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("platform", "tenant", "user"),
    Index("accounts_person", "person"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("form", String, primary_key=True),
    Column("values", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Index("drafts_at", "at"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", String, primary_key=True),
    to("person", "people"),
    Column("until", Instant, nullable=False),
    Index("sessions_person", "person"),
    Index("sessions_until", "until"),
)

used_links = Table(
    "used_links",
    metadata,
    Column("nonce", String, primary_key=True),
    Column("until", Instant, nullable=False),
    Index("used_links_until", "until"),
)

digests = Table(
    "digests",
    metadata,
    to("person", "people"),
    text("day"),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("person", "day"),
)
