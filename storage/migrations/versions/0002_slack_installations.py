"""Slack's OAuth installations: one sealed token a workspace, and the organisation that they all belong to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "slack_installations",
        words("team"),
        words("enterprise"),
        words("sealed"),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(removed_at IS NULL) = (sealed <> '')", name=op.f("slack_installations_token")),
        sa.PrimaryKeyConstraint("team", name="slack_installations_pkey"),
    )
    op.create_table(
        "slack_organisation",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        words("team"),
        words("enterprise"),
        sa.CheckConstraint("one = 1", name=op.f("slack_organisation_one")),
        sa.PrimaryKeyConstraint("one", name="slack_organisation_pkey"),
    )
