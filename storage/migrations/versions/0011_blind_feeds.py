"""Which calendars only show when they are busy, not what stands there."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("calendar_feeds", sa.Column("blind", sa.Boolean(), nullable=False, server_default=sa.false()))
