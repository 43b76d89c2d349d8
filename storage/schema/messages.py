"""What people and candidates were told."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import Instant, metadata, serial, text, to

posts = Table(
    "posts",
    metadata,
    serial(),
    text("subject"),
    text("card"),
    to("person", "people"),
    text("platform"),
    text("tenant"),
    text("user"),
    text("place"),
    text("message"),
    Column("behalf", Integer),
    UniqueConstraint("platform", "tenant", "place", "message"),
    Index("posts_subject", "subject"),
    Index("posts_person", "person", "card"),
)

homes = Table(
    "homes",
    metadata,
    Column("platform", String, primary_key=True),
    Column("tenant", String, primary_key=True),
    Column("user", String, primary_key=True),
)

contacts = Table(
    "contacts",
    metadata,
    serial(),
    Column("application", ForeignKey("applications.id"), nullable=False),
    Column("interview", ForeignKey("interviews.id"), nullable=False),
    text("mail"),
    text("message_id"),
    text("recipient"),
    Column("at", Instant, nullable=False),
    UniqueConstraint("interview", "message_id"),
    Index("contacts_application", "application"),
)

calls = Table(
    "calls",
    metadata,
    serial(),
    Column("application", ForeignKey("applications.id"), nullable=False),
    Column("at", Instant, nullable=False),
    to("author", "people"),
    text("text"),
    Index("calls_application", "application", "serial"),
)

updates = Table(
    "updates",
    metadata,
    serial(),
    text("id"),
    Column("application", ForeignKey("applications.id"), nullable=False),
    Column("at", Instant, nullable=False),
    to("author", "people"),
    text("text"),
    Column("promised", Instant, nullable=False),
    Column("sent_at", Instant),
    text("message_id"),
    text("recipient"),
    UniqueConstraint("id"),
    Index("updates_application", "application", "serial"),
)
