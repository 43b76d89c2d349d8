"""Where each person answered last: the account with the highest number, 0 where nobody has answered yet."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("answered", sa.Integer(), nullable=False, server_default="0"))
