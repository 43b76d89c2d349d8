"""Notes on applications, statuses that wait for an ATS to say so, and who acts next as an index."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("application", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name="notes_application_fkey"),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="notes_author_fkey"),
        sa.PrimaryKeyConstraint("serial", name="notes_pkey"),
    )
    op.create_index("notes_application", "notes", ["application", "serial"])
    op.add_column("applications", sa.Column("pending_status", sa.String(), nullable=True))
    # In so many words: Alembic would add the key as a constraint of its own, which SQLite cannot do to an old table.
    op.execute(
        "ALTER TABLE applications ADD COLUMN pending_by INTEGER"
        " CONSTRAINT applications_pending_by_fkey REFERENCES people (id)"
    )
    op.add_column("applications", sa.Column("pending_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "applications_next",
        "applications",
        ["next_owner", "next_due"],
        sqlite_where=sa.text("next_owner IS NOT NULL"),
        postgresql_where=sa.text("next_owner IS NOT NULL"),
    )
