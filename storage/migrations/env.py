"""What Alembic runs: the migrations, on the connection that `storage.upgrade` hands over."""

from alembic import context

import storage.tables  # noqa: F401 - registers every table with the metadata

given = context.config.attributes
context.configure(connection=given["connection"], target_metadata=given["metadata"])
with context.begin_transaction():
    context.run_migrations()
