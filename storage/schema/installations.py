"""The workspaces and tenants that Usher is at home in, and the sandbox's own world."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from storage.columns import Instant, metadata, number, serial, text

slack_installations = Table(
    "slack_installations",
    metadata,
    Column("team", String, primary_key=True),
    text("enterprise"),
    text("sealed"),
    Column("installed_at", Instant, nullable=False),
    Column("removed_at", Instant),
    CheckConstraint("(removed_at IS NULL) = (sealed <> '')", name="token"),
)

slack_organisation = Table(
    "slack_organisation",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    text("team"),
    text("enterprise"),
    CheckConstraint("one = 1", name="one"),
)

teams_conversations = Table(
    "teams_conversations",
    metadata,
    Column("tenant", String, primary_key=True),
    Column("user", String, primary_key=True),
    text("conversation"),
    text("service_url"),
    text("mri"),
    text("zone"),
)

sandbox_documents = Table(
    "sandbox_documents",
    metadata,
    serial(),
    text("kind"),
    text("key"),
    Column("body", JSON, nullable=False),
    number("version"),
    UniqueConstraint("kind", "key"),
)

sandbox_counters = Table(
    "sandbox_counters",
    metadata,
    Column("kind", String, primary_key=True),
    number("value"),
)
