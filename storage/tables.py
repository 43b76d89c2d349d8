"""The schema as it is now. What neither SQLAlchemy nor Alembic can say for both databases stands in `overlap`.

Keys of people and candidates are integers from one sequence (`parties`), all others random text. `serial` counts in the
order of insertion. A key of `parties` or `outbox` that was ever given out is never given again. Columns ending in `_key`
hold the folded spelling that is searched for. Instants are aware UTC.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)

from storage.columns import Instant, metadata

OPEN_STATUS = "status IN ('active', 'on_hold', 'offer')"
NEXT_ACTION = (
    f"({OPEN_STATUS} AND next_what IS NOT NULL AND next_what <> ''"
    " AND next_owner IS NOT NULL AND next_due IS NOT NULL)"
    " OR (status IN ('passed', 'hired', 'withdrawn')"
    " AND next_what IS NULL AND next_owner IS NULL AND next_due IS NULL)"
)


def _text(name: str) -> Column[str]:
    return Column(name, String, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _serial() -> Column[int]:
    return Column("serial", Integer, primary_key=True)


def _to(name: str, table: str, *, optional: bool = False) -> Column[int]:
    return Column(name, ForeignKey(f"{table}.id"), nullable=optional)


def _part(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over those rows only that `where` holds for."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


parties = Table("parties", metadata, Column("id", Integer, primary_key=True), sqlite_autoincrement=True)

people = Table(
    "people",
    metadata,
    Column("id", ForeignKey("parties.id"), primary_key=True, autoincrement=False),
    _text("name"),
    _text("email"),
    _text("email_key"),
    _text("zone"),
    _text("title"),
    Column("hours", JSON, nullable=False),
    _text("calendar"),
    Column("roles", JSON, nullable=False),
    _text("ats_user"),
    Column("days_off", JSON, nullable=False),
    _flag("active"),
    Column("tags", JSON, nullable=False, server_default="[]"),
    _to("delegate", "people", optional=True),
    Column("hours_from", String, nullable=False, server_default=""),
    Column("zone_from", String, nullable=False, server_default=""),
    _part("people_email", "email_key", where="email_key <> ''", unique=True),
    _part("people_ats_user", "ats_user", where="ats_user <> ''"),
)

accounts = Table(
    "accounts",
    metadata,
    _text("platform"),
    _text("tenant"),
    _text("user"),
    _to("person", "people"),
    Column("answered", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("platform", "tenant", "user"),
    Index("accounts_person", "person"),
)

openings = Table(
    "openings",
    metadata,
    Column("id", String, primary_key=True),
    _text("title"),
    _text("title_key"),
    _text("ats"),
    _text("ats_job"),
    _text("client"),
    _text("category"),
    _to("hiring_manager", "people", optional=True),
    _to("recruiter", "people", optional=True),
    _to("coordinator", "people", optional=True),
    _flag("intake_agreed"),
    _part("openings_ats_job", "ats", "ats_job", where="ats_job <> ''", unique=True),
    Index("openings_title", "title_key"),
)

candidates = Table(
    "candidates",
    metadata,
    Column("id", ForeignKey("parties.id"), primary_key=True, autoincrement=False),
    _text("name"),
    _text("name_key"),
    _text("email"),
    _text("email_key"),
    _text("zone"),
    _text("source"),
    _text("ats"),
    _text("ats_candidate"),
    _flag("mail_ok"),
    _part("candidates_ats", "ats", "ats_candidate", where="ats_candidate <> ''", unique=True),
    _part("candidates_email", "email_key", where="email_key <> ''"),
)

applications = Table(
    "applications",
    metadata,
    _serial(),
    _text("id"),
    _to("candidate", "candidates"),
    Column("opening", ForeignKey("openings.id"), nullable=False),
    _text("stage"),
    Column("stage_at", Instant),
    _text("status"),
    Column("next_what", String),
    _to("next_owner", "people", optional=True),
    Column("next_due", Instant),
    _text("ats"),
    _text("ats_id"),
    _text("url"),
    Column("seen_at", Instant),
    Column("last_contact", Instant),
    _text("notes"),
    _number("version"),
    Column("pending_status", String),
    _to("pending_by", "people", optional=True),
    Column("pending_at", Instant),
    UniqueConstraint("id"),
    CheckConstraint(NEXT_ACTION, name="next_action"),
    _part("applications_ats", "ats", "ats_id", where="ats_id <> ''", unique=True),
    _part("applications_by_hand", "candidate", "opening", where=f"ats_id = '' AND {OPEN_STATUS}", unique=True),
    Index("applications_candidate", "candidate"),
    Index("applications_opening", "opening"),
    _part("applications_next", "next_owner", "next_due", where="next_owner IS NOT NULL"),
)

stage_history = Table(
    "stage_history",
    metadata,
    _serial(),
    Column("application", ForeignKey("applications.id"), nullable=False),
    _text("what"),
    _text("stage"),
    _text("status"),
    Column("at", Instant, nullable=False),
    _text("by_who"),
    _text("by_id"),
    Index("stage_history_application", "application", "serial"),
)

notes = Table(
    "notes",
    metadata,
    _serial(),
    Column("application", ForeignKey("applications.id"), nullable=False),
    Column("at", Instant, nullable=False),
    _to("author", "people"),
    _text("text"),
    _text("origin"),
    Column("in_brief", Boolean, nullable=False, server_default=false()),
    Index("notes_application", "application", "serial"),
)

intakes = Table(
    "intakes",
    metadata,
    _serial(),
    Column("opening", ForeignKey("openings.id"), nullable=False),
    Column("at", Instant, nullable=False),
    _to("author", "people"),
    _text("must"),
    _text("nice"),
    _text("plan"),
    _text("terms"),
    _flag("agreed"),
    CheckConstraint("must <> '' OR NOT agreed", name="must"),
    Index("intakes_opening", "opening", "serial"),
)

intake_asks = Table(
    "intake_asks",
    metadata,
    Column("opening", ForeignKey("openings.id"), primary_key=True),
    _to("manager", "people"),
    Column("at", Instant, nullable=False),
)

interviews = Table(
    "interviews",
    metadata,
    _serial(),
    _text("id"),
    Column("application", ForeignKey("applications.id"), nullable=False),
    _text("kind"),
    _text("stage"),
    _number("position"),
    _text("state"),
    _flag("live"),
    _to("owner", "people"),
    Column("deadline", Instant),
    Column("booked_start", Instant),
    _text("uid"),
    Column("document", JSON, nullable=False),
    _number("version"),
    UniqueConstraint("id"),
    _part("interviews_one_live", "application", "stage", "position", where="live", unique=True),
    Index("interviews_application", "application"),
    _part("interviews_uid", "uid", where="uid <> ''"),
)

interview_seats = Table(
    "interview_seats",
    metadata,
    Column("interview", ForeignKey("interviews.id"), nullable=False),
    _to("person", "people"),
    PrimaryKeyConstraint("interview", "person"),
    Index("interview_seats_person", "person"),
)

reservations = Table(
    "reservations",
    metadata,
    _serial(),
    _to("party", "parties"),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("interview", ForeignKey("interviews.id"), nullable=False),
    _number("option"),
    _text("status"),
    CheckConstraint("starts < ends", name="forward"),
    CheckConstraint("status IN ('held', 'confirmed', 'released')", name="status"),
    Index("reservations_party", "party", "ends"),
    Index("reservations_interview", "interview", "option"),
)

calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    _text("cursor"),
    Column("read_at", Instant),
    Column("blind", Boolean, nullable=False, server_default=false()),
)

busy_times = Table(
    "busy_times",
    metadata,
    _to("person", "people"),
    _text("event"),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    _text("own"),
    _text("uid"),
    Column("leftover", Boolean, nullable=False, server_default=false()),
    PrimaryKeyConstraint("person", "event"),
    Index("busy_times_span", "person", "ends"),
)

calendar_watches = Table(
    "calendar_watches",
    metadata,
    Column("whose", Integer, primary_key=True, autoincrement=False),
    _text("vendor"),
    _text("owner"),
    _text("watch"),
    _text("resource"),
    Column("expires", Instant, nullable=False),
)

organiser_feeds = Table(
    "organiser_feeds",
    metadata,
    Column("calendar", String, primary_key=True),
    _text("owner"),
    _text("cursor"),
    Column("read_at", Instant),
)

guest_answers = Table(
    "guest_answers",
    metadata,
    _text("interview"),
    _to("person", "people"),
    _number("sequence"),
    _text("answer"),
    Column("proposed_start", BigInteger),
    Column("proposed_end", BigInteger),
    PrimaryKeyConstraint("interview", "person"),
)

calendar_faults = Table(
    "calendar_faults",
    metadata,
    Column("whose", Integer, autoincrement=False),
    _text("doing"),
    _text("vendor"),
    _text("cause"),
    Column("since", Instant, nullable=False),
    PrimaryKeyConstraint("whose", "doing"),
)

findings = Table(
    "findings",
    metadata,
    Column("name", String, primary_key=True),
    _text("state"),
    _text("says"),
    _text("cure"),
    Column("since", Instant, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("key", String, primary_key=True),
    _text("kind"),
    _text("subject"),
    Column("due", Instant, nullable=False),
    Index("timers_due", "due", "key"),
    Index("timers_subject", "subject"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _text("lane"),
    _text("kind"),
    Column("effect", JSON, nullable=False),
    Column("key", String, unique=True),
    _text("state"),
    Column("not_before", Double, nullable=False),
    Column("lease_owner", String),
    Column("lease_until", Double),
    _number("attempts"),
    _flag("attempting"),
    _flag("uncertain"),
    _text("why"),
    Column("created_at", Double, nullable=False),
    Column("done_at", Double),
    CheckConstraint("state IN ('waiting', 'done', 'dead')", name="state"),
    _part("outbox_waiting", "not_before", "id", where="state = 'waiting'"),
    _part("outbox_unfinished", "lane", "id", where="state <> 'done'"),
    sqlite_autoincrement=True,
)

inbox = Table(
    "inbox",
    metadata,
    _serial(),
    _text("source"),
    Column("delivery", String),
    _text("kind"),
    Column("at", Instant, nullable=False),
    _text("note"),
    UniqueConstraint("source", "delivery"),
)

posts = Table(
    "posts",
    metadata,
    _serial(),
    _text("subject"),
    _text("card"),
    _to("person", "people"),
    _text("platform"),
    _text("tenant"),
    _text("user"),
    _text("place"),
    _text("message"),
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
    _to("person", "people"),
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

held_triggers = Table(
    "held_triggers",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    _text("kind"),
    Column("missing", JSON, nullable=False),
    Column("since", Instant, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    _serial(),
    Column("application", ForeignKey("applications.id"), nullable=False),
    Column("interview", ForeignKey("interviews.id"), nullable=False),
    _text("mail"),
    _text("message_id"),
    _text("recipient"),
    Column("at", Instant, nullable=False),
    UniqueConstraint("interview", "message_id"),
    Index("contacts_application", "application"),
)

scorecards = Table(
    "scorecards",
    metadata,
    _serial(),
    _text("id"),
    Column("interview", ForeignKey("interviews.id"), nullable=False),
    Column("application", ForeignKey("applications.id"), nullable=False),
    _to("author", "people"),
    Column("at", Instant, nullable=False),
    Column("document", JSON, nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("interview", "author"),
    Index("scorecards_application", "application"),
)

amendments = Table(
    "amendments",
    metadata,
    _serial(),
    Column("scorecard", ForeignKey("scorecards.id"), nullable=False),
    Column("at", Instant, nullable=False),
    _text("text"),
    _flag("after_reading"),
    Index("amendments_scorecard", "scorecard"),
)

scorecard_readers = Table(
    "scorecard_readers",
    metadata,
    Column("scorecard", ForeignKey("scorecards.id"), nullable=False),
    _to("reader", "people"),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("scorecard", "reader"),
)

digests = Table(
    "digests",
    metadata,
    _to("person", "people"),
    _text("day"),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("person", "day"),
)

stale = Table(
    "stale",
    metadata,
    Column("application", ForeignKey("applications.id"), primary_key=True),
    _number("snoozes"),
    Column("until", Instant, nullable=False),
    _text("reason"),
    Column("at", Instant, nullable=False),
)

calls = Table(
    "calls",
    metadata,
    _serial(),
    Column("application", ForeignKey("applications.id"), nullable=False),
    Column("at", Instant, nullable=False),
    _to("author", "people"),
    _text("text"),
    Index("calls_application", "application", "serial"),
)

updates = Table(
    "updates",
    metadata,
    _serial(),
    _text("id"),
    Column("application", ForeignKey("applications.id"), nullable=False),
    Column("at", Instant, nullable=False),
    _to("author", "people"),
    _text("text"),
    Column("promised", Instant, nullable=False),
    Column("sent_at", Instant),
    _text("message_id"),
    _text("recipient"),
    UniqueConstraint("id"),
    Index("updates_application", "application", "serial"),
)

audit = Table(
    "audit",
    metadata,
    _serial(),
    Column("id", String, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    _text("who"),
    _text("who_id"),
    _text("why"),
    _text("what"),
    _text("subject"),
    _text("access"),
    CheckConstraint("access IN ('read', 'changed')", name="access"),
    Index("audit_subject", "subject"),
    Index("audit_at", "at"),
)

audit_details = Table(
    "audit_details",
    metadata,
    Column("audit", ForeignKey("audit.id"), primary_key=True),
    _text("salt"),
    Column("detail", JSON, nullable=False),
)

sandbox_documents = Table(
    "sandbox_documents",
    metadata,
    _serial(),
    _text("kind"),
    _text("key"),
    Column("body", JSON, nullable=False),
    _number("version"),
    UniqueConstraint("kind", "key"),
)

sandbox_counters = Table(
    "sandbox_counters",
    metadata,
    Column("kind", String, primary_key=True),
    _number("value"),
)

slack_installations = Table(
    "slack_installations",
    metadata,
    Column("team", String, primary_key=True),
    _text("enterprise"),
    _text("sealed"),
    Column("installed_at", Instant, nullable=False),
    Column("removed_at", Instant),
    CheckConstraint("(removed_at IS NULL) = (sealed <> '')", name="token"),
)

slack_organisation = Table(
    "slack_organisation",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    _text("team"),
    _text("enterprise"),
    CheckConstraint("one = 1", name="one"),
)

teams_conversations = Table(
    "teams_conversations",
    metadata,
    Column("tenant", String, primary_key=True),
    Column("user", String, primary_key=True),
    _text("conversation"),
    _text("service_url"),
    _text("mri"),
    _text("zone"),
)
