"""What alembic runs for an upgrade: in the connection it is given, which holds the lock and the transaction."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
