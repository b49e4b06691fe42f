"""The first version makes the ledger's tables."""

from __future__ import annotations

import pytest

from records.migrations.statements import statements
from records.migrations.versions import v0001_ledger


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_it_makes_three_tables(kind: str) -> None:
    """PostgreSQL's entries have a place for those that no month takes."""
    made = [statement.split(" ", 3)[2] for statement in statements(v0001_ledger.revision, kind) if statement.startswith("CREATE TABLE")]
    assert made == ["entries", *(["entries_other"] if kind == "postgresql" else []), "rollups", "positions"]
    assert v0001_ledger.down_revision is None
