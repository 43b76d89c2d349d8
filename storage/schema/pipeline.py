"""Openings, candidates and applications."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    false,
)

from storage.columns import Instant, flag, metadata, number, part, serial, text, to

OPEN_STATUS = "status IN ('active', 'on_hold', 'offer')"

NEXT_ACTION = (
    f"({OPEN_STATUS} AND next_what IS NOT NULL AND next_what <> ''"
    " AND next_owner IS NOT NULL AND next_due IS NOT NULL)"
    " OR (status IN ('passed', 'hired', 'withdrawn')"
    " AND next_what IS NULL AND next_owner IS NULL AND next_due IS NULL)"
)

openings = Table(
    "openings",
    metadata,
    Column("id", String, primary_key=True),
    text("title"),
    text("title_key"),
    text("ats"),
    text("ats_job"),
    text("client"),
    text("category"),
    to("hiring_manager", "people", optional=True),
    to("recruiter", "people", optional=True),
    to("coordinator", "people", optional=True),
    flag("intake_agreed"),
    part("openings_ats_job", "ats", "ats_job", where="ats_job <> ''", unique=True),
    Index("openings_title", "title_key"),
)

intakes = Table(
    "intakes",
    metadata,
    serial(),
    Column("opening", ForeignKey("openings.id"), nullable=False),
    Column("at", Instant, nullable=False),
    to("author", "people"),
    text("must"),
    text("nice"),
    text("plan"),
    text("terms"),
    flag("agreed"),
    CheckConstraint("must <> '' OR NOT agreed", name="must"),
    Index("intakes_opening", "opening", "serial"),
)

intake_asks = Table(
    "intake_asks",
    metadata,
    Column("opening", ForeignKey("openings.id"), primary_key=True),
    to("manager", "people"),
    Column("at", Instant, nullable=False),
)

candidates = Table(
    "candidates",
    metadata,
    Column("id", ForeignKey("parties.id"), primary_key=True, autoincrement=False),
    text("name"),
    text("name_key"),
    text("email"),
    text("email_key"),
    text("zone"),
    text("source"),
    text("ats"),
    text("ats_candidate"),
    flag("mail_ok"),
    part("candidates_ats", "ats", "ats_candidate", where="ats_candidate <> ''", unique=True),
    part("candidates_email", "email_key", where="email_key <> ''"),
)

applications = Table(
    "applications",
    metadata,
    serial(),
    text("id"),
    to("candidate", "candidates"),
    Column("opening", ForeignKey("openings.id"), nullable=False),
    text("stage"),
    Column("stage_at", Instant),
    text("status"),
    Column("next_what", String),
    to("next_owner", "people", optional=True),
    Column("next_due", Instant),
    text("ats"),
    text("ats_id"),
    text("url"),
    Column("seen_at", Instant),
    Column("last_contact", Instant),
    text("notes"),
    number("version"),
    Column("pending_status", String),
    to("pending_by", "people", optional=True),
    Column("pending_at", Instant),
    UniqueConstraint("id"),
    CheckConstraint(NEXT_ACTION, name="next_action"),
    part("applications_ats", "ats", "ats_id", where="ats_id <> ''", unique=True),
    part("applications_by_hand", "candidate", "opening", where=f"ats_id = '' AND {OPEN_STATUS}", unique=True),
    Index("applications_candidate", "candidate"),
    Index("applications_opening", "opening"),
    part("applications_next", "next_owner", "next_due", where="next_owner IS NOT NULL"),
)

stage_history = Table(
    "stage_history",
    metadata,
    serial(),
    Column("application", ForeignKey("applications.id"), nullable=False),
    text("what"),
    text("stage"),
    text("status"),
    Column("at", Instant, nullable=False),
    text("by_who"),
    text("by_id"),
    Index("stage_history_application", "application", "serial"),
)

notes = Table(
    "notes",
    metadata,
    serial(),
    Column("application", ForeignKey("applications.id"), nullable=False),
    Column("at", Instant, nullable=False),
    to("author", "people"),
    text("text"),
    text("origin"),
    Column("in_brief", Boolean, nullable=False, server_default=false()),
    Index("notes_application", "application", "serial"),
)

held_triggers = Table(
    "held_triggers",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    text("kind"),
    Column("missing", JSON, nullable=False),
    Column("since", Instant, nullable=False),
)

stale = Table(
    "stale",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    number("snoozes"),
    Column("until", Instant, nullable=False),
    text("reason"),
    Column("at", Instant, nullable=False),
)
