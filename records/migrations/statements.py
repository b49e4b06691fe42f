"""The SQL of each version. A new database gets all of it by the driver alone, which takes no second; alembic is for older ones."""

from __future__ import annotations

from pathlib import Path

REVISIONS = ("0001",)  # four digits, counted up; alembic's files say the same
HEAD = REVISIONS[-1]
VERSION_TABLE = """
CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))
"""
_FOLDER = Path(__file__).parent / "versions"


def statements(revision: str, kind: str) -> list[str]:
    """Those of one version. In its file each ends with a semicolon at the end of a line."""
    text = (_FOLDER / f"{revision}.{kind}.sql").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    return [statement.strip() for statement in ("\n".join(lines) + "\n").split(";\n") if statement.strip()]


def whole(kind: str) -> list[str]:
    """From nothing to the newest, with alembic's own mark of how far that is."""
    mark = f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')"
    return [*(statement for revision in REVISIONS for statement in statements(revision, kind)), VERSION_TABLE, mark]
