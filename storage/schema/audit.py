"""What happened, and how Usher itself is doing."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
)

from storage.columns import Instant, metadata, serial, text

audit = Table(
    "audit",
    metadata,
    serial(),
    Column("id", String, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    text("who"),
    text("who_id"),
    text("why"),
    text("what"),
    text("subject"),
    text("access"),
    CheckConstraint("access IN ('read', 'changed')", name="access"),
    Index("audit_subject", "subject"),
    Index("audit_at", "at"),
)

audit_details = Table(
    "audit_details",
    metadata,
    Column("audit", ForeignKey("audit.id"), primary_key=True),
    text("salt"),
    Column("detail", JSON, nullable=False),
)

findings = Table(
    "findings",
    metadata,
    Column("name", String, primary_key=True),
    text("state"),
    text("says"),
    text("cure"),
    Column("since", Instant, nullable=False),
)
