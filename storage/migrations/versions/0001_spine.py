"""The spine: people, openings, candidates, applications, interviews, reservations, mirror, timers, outbox, audit."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.overlap import keep_apart

revision = "0001"
down_revision = None

NEXT_ACTION = (
    "(status IN ('active', 'on_hold', 'offer') AND next_what IS NOT NULL AND next_what <> ''"
    " AND next_owner IS NOT NULL AND next_due IS NOT NULL)"
    " OR (status IN ('passed', 'hired', 'withdrawn')"
    " AND next_what IS NULL AND next_owner IS NULL AND next_due IS NULL)"
)


def words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def only(where: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}


def upgrade() -> None:
    op.create_table(
        "audit",
        number("serial"),
        words("id"),
        instant("at"),
        words("who"),
        words("who_id"),
        words("why"),
        words("what"),
        words("subject"),
        words("access"),
        sa.CheckConstraint("access IN ('read', 'changed')", name=op.f("audit_access")),
        sa.PrimaryKeyConstraint("serial", name="audit_pkey"),
        sa.UniqueConstraint("id", name="audit_id_key"),
    )
    op.create_index("audit_at", "audit", ["at"])
    op.create_index("audit_subject", "audit", ["subject"])
    op.create_table(
        "inbox",
        number("serial"),
        words("source"),
        sa.Column("delivery", sa.String(), nullable=True),
        words("kind"),
        instant("at"),
        words("note"),
        sa.PrimaryKeyConstraint("serial", name="inbox_pkey"),
        sa.UniqueConstraint("source", "delivery", name="inbox_source_delivery_key"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        words("lane"),
        words("kind"),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        words("state"),
        sa.Column("not_before", sa.Double(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=True),
        number("attempts"),
        sa.Column("attempting", sa.Boolean(), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        words("why"),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("done_at", sa.Double(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'dead')", name=op.f("outbox_state")),
        sa.PrimaryKeyConstraint("id", name="outbox_pkey"),
        sa.UniqueConstraint("key", name="outbox_key_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_unfinished", "outbox", ["lane", "id"], **only("state <> 'done'"))
    op.create_index("outbox_waiting", "outbox", ["not_before", "id"], **only("state = 'waiting'"))
    op.create_table(
        "parties", number("id"), sa.PrimaryKeyConstraint("id", name="parties_pkey"), sqlite_autoincrement=True
    )
    op.create_table(
        "sandbox_counters",
        words("kind"),
        number("value"),
        sa.PrimaryKeyConstraint("kind", name="sandbox_counters_pkey"),
    )
    op.create_table(
        "sandbox_documents",
        number("serial"),
        words("kind"),
        words("key"),
        sa.Column("body", sa.JSON(), nullable=False),
        number("version"),
        sa.PrimaryKeyConstraint("serial", name="sandbox_documents_pkey"),
        sa.UniqueConstraint("kind", "key", name="sandbox_documents_kind_key_key"),
    )
    op.create_table(
        "timers",
        words("key"),
        words("kind"),
        words("subject"),
        instant("due"),
        sa.PrimaryKeyConstraint("key", name="timers_pkey"),
    )
    op.create_index("timers_due", "timers", ["due", "key"])
    op.create_index("timers_subject", "timers", ["subject"])
    op.create_table(
        "audit_details",
        words("audit"),
        words("salt"),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["audit"], ["audit.id"], name="audit_details_audit_fkey"),
        sa.PrimaryKeyConstraint("audit", name="audit_details_pkey"),
    )
    op.create_table(
        "candidates",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        words("name"),
        words("name_key"),
        words("email"),
        words("email_key"),
        words("zone"),
        words("source"),
        words("ats"),
        words("ats_candidate"),
        sa.Column("mail_ok", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["parties.id"], name="candidates_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="candidates_pkey"),
    )
    op.create_index(
        "candidates_ats", "candidates", ["ats", "ats_candidate"], unique=True, **only("ats_candidate <> ''")
    )
    op.create_index("candidates_email", "candidates", ["email_key"], **only("email_key <> ''"))
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        words("name"),
        words("email"),
        words("email_key"),
        words("zone"),
        words("title"),
        sa.Column("hours", sa.JSON(), nullable=False),
        words("calendar"),
        sa.Column("roles", sa.JSON(), nullable=False),
        words("ats_user"),
        sa.Column("days_off", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["parties.id"], name="people_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="people_pkey"),
    )
    op.create_index("people_ats_user", "people", ["ats_user"], **only("ats_user <> ''"))
    op.create_index("people_email", "people", ["email_key"], unique=True, **only("email_key <> ''"))
    op.create_table(
        "accounts",
        words("platform"),
        words("tenant"),
        words("user"),
        number("person"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="accounts_person_fkey"),
        sa.PrimaryKeyConstraint("platform", "tenant", "user", name="accounts_pkey"),
    )
    op.create_index("accounts_person", "accounts", ["person"])
    op.create_table(
        "busy_times",
        number("person"),
        words("event"),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        words("own"),
        words("uid"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="busy_times_person_fkey"),
        sa.PrimaryKeyConstraint("person", "event", name="busy_times_pkey"),
    )
    op.create_index("busy_times_span", "busy_times", ["person", "ends"])
    op.create_table(
        "calendar_feeds",
        sa.Column("person", sa.Integer(), autoincrement=False, nullable=False),
        words("cursor"),
        instant("read_at", nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="calendar_feeds_person_fkey"),
        sa.PrimaryKeyConstraint("person", name="calendar_feeds_pkey"),
    )
    op.create_table(
        "openings",
        words("id"),
        words("title"),
        words("title_key"),
        words("ats"),
        words("ats_job"),
        words("client"),
        words("category"),
        sa.Column("hiring_manager", sa.Integer(), nullable=True),
        sa.Column("recruiter", sa.Integer(), nullable=True),
        sa.Column("coordinator", sa.Integer(), nullable=True),
        sa.Column("intake_agreed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["coordinator"], ["people.id"], name="openings_coordinator_fkey"),
        sa.ForeignKeyConstraint(["hiring_manager"], ["people.id"], name="openings_hiring_manager_fkey"),
        sa.ForeignKeyConstraint(["recruiter"], ["people.id"], name="openings_recruiter_fkey"),
        sa.PrimaryKeyConstraint("id", name="openings_pkey"),
    )
    op.create_index("openings_ats_job", "openings", ["ats", "ats_job"], unique=True, **only("ats_job <> ''"))
    op.create_index("openings_title", "openings", ["title_key"])
    op.create_table(
        "posts",
        number("serial"),
        words("subject"),
        words("card"),
        number("person"),
        words("platform"),
        words("tenant"),
        words("user"),
        words("place"),
        words("message"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="posts_person_fkey"),
        sa.PrimaryKeyConstraint("serial", name="posts_pkey"),
        sa.UniqueConstraint("platform", "tenant", "place", "message", name="posts_platform_tenant_place_message_key"),
    )
    op.create_index("posts_subject", "posts", ["subject"])
    op.create_table(
        "applications",
        number("serial"),
        words("id"),
        number("candidate"),
        words("opening"),
        words("stage"),
        instant("stage_at", nullable=True),
        words("status"),
        sa.Column("next_what", sa.String(), nullable=True),
        sa.Column("next_owner", sa.Integer(), nullable=True),
        instant("next_due", nullable=True),
        words("ats"),
        words("ats_id"),
        words("url"),
        instant("seen_at", nullable=True),
        instant("last_contact", nullable=True),
        words("notes"),
        number("version"),
        sa.CheckConstraint(
            NEXT_ACTION,
            name=op.f("applications_next_action"),
        ),
        sa.ForeignKeyConstraint(["candidate"], ["candidates.id"], name="applications_candidate_fkey"),
        sa.ForeignKeyConstraint(["next_owner"], ["people.id"], name="applications_next_owner_fkey"),
        sa.ForeignKeyConstraint(["opening"], ["openings.id"], name="applications_opening_fkey"),
        sa.PrimaryKeyConstraint("serial", name="applications_pkey"),
        sa.UniqueConstraint("id", name="applications_id_key"),
    )
    op.create_index("applications_ats", "applications", ["ats", "ats_id"], unique=True, **only("ats_id <> ''"))
    op.create_index(
        "applications_by_hand",
        "applications",
        ["candidate", "opening"],
        unique=True,
        **only("ats_id = '' AND status IN ('active', 'on_hold', 'offer')"),
    )
    op.create_index("applications_candidate", "applications", ["candidate"])
    op.create_index("applications_opening", "applications", ["opening"])
    op.create_table(
        "held_triggers",
        words("application"),
        words("kind"),
        sa.Column("missing", sa.JSON(), nullable=False),
        instant("since"),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="held_triggers_application_fkey"),
        sa.PrimaryKeyConstraint("application", name="held_triggers_pkey"),
    )
    op.create_table(
        "interviews",
        number("serial"),
        words("id"),
        words("application"),
        words("kind"),
        words("stage"),
        number("position"),
        words("state"),
        sa.Column("live", sa.Boolean(), nullable=False),
        number("owner"),
        instant("deadline", nullable=True),
        instant("booked_start", nullable=True),
        words("uid"),
        sa.Column("document", sa.JSON(), nullable=False),
        number("version"),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="interviews_application_fkey"),
        sa.ForeignKeyConstraint(["owner"], ["people.id"], name="interviews_owner_fkey"),
        sa.PrimaryKeyConstraint("serial", name="interviews_pkey"),
        sa.UniqueConstraint("id", name="interviews_id_key"),
    )
    op.create_index("interviews_application", "interviews", ["application"])
    op.create_index(
        "interviews_one_live", "interviews", ["application", "stage", "position"], unique=True, **only("live")
    )
    op.create_index("interviews_uid", "interviews", ["uid"], **only("uid <> ''"))
    op.create_table(
        "stage_history",
        number("serial"),
        words("application"),
        words("what"),
        words("stage"),
        words("status"),
        instant("at"),
        words("by_who"),
        words("by_id"),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="stage_history_application_fkey"),
        sa.PrimaryKeyConstraint("serial", name="stage_history_pkey"),
    )
    op.create_index("stage_history_application", "stage_history", ["application", "serial"])
    op.create_table(
        "contacts",
        number("serial"),
        words("application"),
        words("interview"),
        words("mail"),
        words("message_id"),
        words("recipient"),
        instant("at"),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="contacts_application_fkey"),
        sa.ForeignKeyConstraint(["interview"], ["interviews.id"], name="contacts_interview_fkey"),
        sa.PrimaryKeyConstraint("serial", name="contacts_pkey"),
        sa.UniqueConstraint("interview", "message_id", name="contacts_interview_message_id_key"),
    )
    op.create_index("contacts_application", "contacts", ["application"])
    op.create_table(
        "interview_seats",
        words("interview"),
        number("person"),
        sa.ForeignKeyConstraint(["interview"], ["interviews.id"], name="interview_seats_interview_fkey"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="interview_seats_person_fkey"),
        sa.PrimaryKeyConstraint("interview", "person", name="interview_seats_pkey"),
    )
    op.create_index("interview_seats_person", "interview_seats", ["person"])
    op.create_table(
        "reservations",
        number("serial"),
        number("party"),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        words("interview"),
        number("option"),
        words("status"),
        sa.CheckConstraint("status IN ('held', 'confirmed', 'released')", name=op.f("reservations_status")),
        sa.CheckConstraint("starts < ends", name=op.f("reservations_forward")),
        sa.ForeignKeyConstraint(["interview"], ["interviews.id"], name="reservations_interview_fkey"),
        sa.ForeignKeyConstraint(["party"], ["parties.id"], name="reservations_party_fkey"),
        sa.PrimaryKeyConstraint("serial", name="reservations_pkey"),
    )
    op.create_index("reservations_interview", "reservations", ["interview", "option"])
    op.create_index("reservations_party", "reservations", ["party", "ends"])
    keep_apart(op.get_bind())
