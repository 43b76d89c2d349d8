"""What vendors promised to tell us about calendars, what guests answered there, and what a look at all connections found."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "calendar_watches",
        sa.Column("whose", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("watch", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("whose", name="calendar_watches_pkey"),
    )
    op.create_table(
        "organiser_feeds",
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("calendar", name="organiser_feeds_pkey"),
    )
    op.create_table(
        "guest_answers",
        sa.Column("interview", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("proposed_start", sa.BigInteger(), nullable=True),
        sa.Column("proposed_end", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="guest_answers_person_fkey"),
        sa.PrimaryKeyConstraint("interview", "person", name="guest_answers_pkey"),
    )
    op.create_table(
        "findings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.Column("cure", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="findings_pkey"),
    )
    op.add_column("busy_times", sa.Column("leftover", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("hours_from", sa.String(), nullable=False, server_default=""))
