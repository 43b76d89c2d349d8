"""What is known of calendars."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    false,
)

from storage.columns import Instant, metadata, number, text, to

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    text("cursor"),
    Column("read_at", Instant),
    Column("blind", Boolean, nullable=False, server_default=false()),
)

busy_times = Table(
    "busy_times",
    metadata,
    to("person", "people"),
    text("event"),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    text("own"),
    text("uid"),
    Column("leftover", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("person", "event"),
    Index("busy_times_span", "person", "ends"),
)

calendar_watches = Table(
    "calendar_watches",
    metadata,
    Column("whose", Integer, primary_key=True, autoincrement=False),
    text("vendor"),
    text("owner"),
    text("watch"),
    text("resource"),
    Column("expires", Instant, nullable=False),
)

organiser_feeds = Table(
    "organiser_feeds",
    metadata,
    Column("calendar", String, primary_key=True),
    text("owner"),
    text("cursor"),
    Column("read_at", Instant),
)

guest_answers = Table(
    "guest_answers",
    metadata,
    text("interview"),
    to("person", "people"),
    number("sequence"),
    text("answer"),
    Column("proposed_start", BigInteger),
    Column("proposed_end", BigInteger),
    PrimaryKeyConstraint("interview", "person"),
)

calendar_faults = Table(
    "calendar_faults",
    metadata,
    Column("whose", Integer, autoincrement=False),
    text("doing"),
    text("vendor"),
    text("cause"),
    Column("since", Instant, nullable=False),
    PrimaryKeyConstraint("whose", "doing"),
)
