"""Whose Home stands where, half-filled forms, and a person's cards by kind."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("posts_person", "posts", ["person", "card"])
    op.create_table(
        "homes",
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", "user", name="homes_pkey"),
    )
    op.create_table(
        "drafts",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="drafts_person_fkey"),
        sa.PrimaryKeyConstraint("person", "form", name="drafts_pkey"),
    )
    op.create_index("drafts_at", "drafts", ["at"])
