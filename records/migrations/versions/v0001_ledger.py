"""The ledger: entries, rollups, positions."""

from __future__ import annotations

from alembic import op

from records.migrations.statements import statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The SQL beside this file."""
    for statement in statements(revision, op.get_context().dialect.name):
        op.get_bind().exec_driver_sql(statement)
