"""Where Teams can be written to without being asked."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "teams_conversations",
        *(words(name) for name in ("tenant", "user", "conversation", "service_url", "mri", "zone")),
        sa.PrimaryKeyConstraint("tenant", "user", name="teams_conversations_pkey"),
    )
