"""Scorecards and their readers, digests, what has gone stale, logged calls, drafted updates, and who stands in for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "scorecards",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("interview", sa.String(), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["interview"], ["interviews.id"], name="scorecards_interview_fkey"),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="scorecards_application_fkey"),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="scorecards_author_fkey"),
        sa.PrimaryKeyConstraint("serial", name="scorecards_pkey"),
        sa.UniqueConstraint("id", name="scorecards_id_key"),
        sa.UniqueConstraint("interview", "author", name="scorecards_interview_author_key"),
    )
    op.create_index("scorecards_application", "scorecards", ["application"])
    op.create_table(
        "amendments",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("scorecard", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("after_reading", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["scorecard"], ["scorecards.id"], name="amendments_scorecard_fkey"),
        sa.PrimaryKeyConstraint("serial", name="amendments_pkey"),
    )
    op.create_index("amendments_scorecard", "amendments", ["scorecard"])
    op.create_table(
        "scorecard_readers",
        sa.Column("scorecard", sa.String(), nullable=False),
        sa.Column("reader", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scorecard"], ["scorecards.id"], name="scorecard_readers_scorecard_fkey"),
        sa.ForeignKeyConstraint(["reader"], ["people.id"], name="scorecard_readers_reader_fkey"),
        sa.PrimaryKeyConstraint("scorecard", "reader", name="scorecard_readers_pkey"),
    )
    op.create_table(
        "digests",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="digests_person_fkey"),
        sa.PrimaryKeyConstraint("person", "day", name="digests_pkey"),
    )
    op.create_table(
        "stale",
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="stale_application_fkey"),
        sa.PrimaryKeyConstraint("application", name="stale_pkey"),
    )
    op.create_table(
        "calls",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="calls_application_fkey"),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="calls_author_fkey"),
        sa.PrimaryKeyConstraint("serial", name="calls_pkey"),
    )
    op.create_index("calls_application", "calls", ["application", "serial"])
    op.create_table(
        "updates",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("promised", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="updates_application_fkey"),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="updates_author_fkey"),
        sa.PrimaryKeyConstraint("serial", name="updates_pkey"),
        sa.UniqueConstraint("id", name="updates_id_key"),
    )
    op.create_index("updates_application", "updates", ["application", "serial"])
    op.add_column("posts", sa.Column("behalf", sa.Integer(), nullable=True))
    # In so many words: Alembic would add the key as a constraint of its own, which SQLite cannot do to an old table.
    op.execute("ALTER TABLE people ADD COLUMN delegate INTEGER CONSTRAINT people_delegate_fkey REFERENCES people (id)")
