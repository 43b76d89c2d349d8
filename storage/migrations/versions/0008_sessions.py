"""Who is signed in, which sign-in links were used, and which notes are for the interviewers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="sessions_person_fkey"),
        sa.PrimaryKeyConstraint("key", name="sessions_pkey"),
    )
    op.create_index("sessions_person", "sessions", ["person"])
    op.create_index("sessions_until", "sessions", ["until"])
    op.create_table(
        "used_links",
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name="used_links_pkey"),
    )
    op.create_index("used_links_until", "used_links", ["until"])
    op.add_column("notes", sa.Column("in_brief", sa.Boolean(), nullable=False, server_default=sa.false()))
