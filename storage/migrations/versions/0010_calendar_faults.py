"""What we cannot do with whose calendar, and who said what somebody's time zone is."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "calendar_faults",
        sa.Column("whose", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("doing", sa.String(), nullable=False),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("whose", "doing", name="calendar_faults_pkey"),
    )
    op.add_column("people", sa.Column("zone_from", sa.String(), nullable=False, server_default=""))
