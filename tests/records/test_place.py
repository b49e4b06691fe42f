"""Where the database is."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.place import identity, place
from records.troubles import Mismatch


@pytest.mark.parametrize(
    ("url", "path"), [("sqlite:///modelbridge.db", "modelbridge.db"), ("sqlite:////var/lib/records.db", "/var/lib/records.db")]
)
def test_a_file_is_relative_after_three_slashes_and_absolute_after_four(url: str, path: str) -> None:
    """As SQLAlchemy has it, so that nobody has to learn it anew."""
    assert place(url).kind == "sqlite"
    assert place(url).path == Path(path)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_a_server_is_shown_without_its_password(scheme: str) -> None:
    """Neither its user; the driver gets all of it."""
    found = place(f"{scheme}://ann:s%40cret@db.example:5433/records?sslmode=require")
    assert found.shown == "postgresql://db.example:5433/records"
    assert found.dsn == "postgresql://ann:s%40cret@db.example:5433/records?sslmode=require"


@pytest.mark.parametrize(
    "url", ["", "records.db", "mysql://host/db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///x.db?mode=ro"]
)
def test_anything_else_is_refused_with_the_two_forms_there_are(url: str) -> None:
    """Records in memory would be lost with the process."""
    with pytest.raises(Mismatch, match="sqlite:///path"):
        place(url)


def test_a_file_that_is_made_anew_is_another(tmp_path: Path) -> None:
    """One that is not there is none, and neither is a server."""
    at = place(f"sqlite:///{tmp_path / 'x.db'}")
    assert identity(at) is None
    at.path.touch()
    before = identity(at)
    (tmp_path / "y.db").touch()
    (tmp_path / "y.db").replace(at.path)
    assert before != identity(at) is not None
    assert identity(place("postgresql://db.example/records")) is None
