"""What roles need, as their hiring managers agreed it or recruiters drafted it, and who was asked to agree since when."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "intakes",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("must", sa.String(), nullable=False),
        sa.Column("nice", sa.String(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("must <> '' OR NOT agreed", name=op.f("intakes_must")),
        sa.ForeignKeyConstraint(["opening"], ["openings.id"], name="intakes_opening_fkey"),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="intakes_author_fkey"),
        sa.PrimaryKeyConstraint("serial", name="intakes_pkey"),
    )
    op.create_index("intakes_opening", "intakes", ["opening", "serial"])
    op.create_table(
        "intake_asks",
        sa.Column("opening", sa.String(), nullable=False),
        sa.Column("manager", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["opening"], ["openings.id"], name="intake_asks_opening_fkey"),
        sa.ForeignKeyConstraint(["manager"], ["people.id"], name="intake_asks_manager_fkey"),
        sa.PrimaryKeyConstraint("opening", name="intake_asks_pkey"),
    )
