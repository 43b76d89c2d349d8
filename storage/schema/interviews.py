"""Interviews, the times that they reserve, and their scorecards."""

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from storage.columns import Instant, flag, metadata, number, part, serial, text, to

interviews = Table(
    "interviews",
    metadata,
    serial(),
    text("id"),
    Column("application", ForeignKey("applications.id"), nullable=False),
    text("kind"),
    text("stage"),
    number("position"),
    text("state"),
    flag("live"),
    to("owner", "people"),
    Column("deadline", Instant),
    Column("booked_start", Instant),
    text("uid"),
    Column("document", JSON, nullable=False),
    number("version"),
    UniqueConstraint("id"),
    part("interviews_one_live", "application", "stage", "position", where="live", unique=True),
    Index("interviews_application", "application"),
    part("interviews_uid", "uid", where="uid <> ''"),
)

interview_seats = Table(
    "interview_seats",
    metadata,
    Column("interview", ForeignKey("interviews.id"), nullable=False),
    to("person", "people"),
    PrimaryKeyConstraint("interview", "person"),
    Index("interview_seats_person", "person"),
)

reservations = Table(
    "reservations",
    metadata,
    serial(),
    to("party", "parties"),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("interview", ForeignKey("interviews.id"), nullable=False),
    number("option"),
    text("status"),
    CheckConstraint("starts < ends", name="forward"),
    CheckConstraint("status IN ('held', 'confirmed', 'released')", name="status"),
    Index("reservations_party", "party", "ends"),
    Index("reservations_interview", "interview", "option"),
)

scorecards = Table(
    "scorecards",
    metadata,
    serial(),
    text("id"),
    Column("interview", ForeignKey("interviews.id"), nullable=False),
    Column("application", ForeignKey("applications.id"), nullable=False),
    to("author", "people"),
    Column("at", Instant, nullable=False),
    Column("document", JSON, nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("interview", "author"),
    Index("scorecards_application", "application"),
)

amendments = Table(
    "amendments",
    metadata,
    serial(),
    Column("scorecard", ForeignKey("scorecards.id"), nullable=False),
    Column("at", Instant, nullable=False),
    text("text"),
    flag("after_reading"),
    Index("amendments_scorecard", "scorecard"),
)

scorecard_readers = Table(
    "scorecard_readers",
    metadata,
    Column("scorecard", ForeignKey("scorecards.id"), nullable=False),
    to("reader", "people"),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("scorecard", "reader"),
)
