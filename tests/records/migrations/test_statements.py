"""The SQL of each version is the one that alembic runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

import records.migrations
from records.migrations.statements import HEAD, REVISIONS, statements, whole

FOLDER = Path(records.migrations.__file__).parent


def test_the_versions_are_those_of_alembic() -> None:
    """In one line, from the first to the newest."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    walked = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(walked)) == REVISIONS
    assert all(re.fullmatch(r"\d{4}", revision) for revision in REVISIONS)
    assert sorted(REVISIONS) == list(REVISIONS)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_each_statement_stands_alone(kind: str) -> None:
    """A driver takes one at a time; comments and empty lines are none."""
    first = statements("0001", kind)
    assert first[0].startswith("CREATE TABLE entries")
    assert not any(";" in statement or "--" in statement for statement in first)
    assert whole(kind)[: len(first)] == first
    assert HEAD in whole(kind)[-1]
