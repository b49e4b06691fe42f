"""The operator's token."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from tests.tables import faults, loaded

TOKEN = "an-operators-token-0123456789"
TOML = '[admin]\ntoken = "env:ADMIN"\n'


def test_only_its_digest_is_kept() -> None:
    """And it is set, so it is not a setting without effect."""
    snapshot = loaded(TOML, {"ADMIN": TOKEN})
    assert snapshot.admin == sha256(TOKEN.encode()).digest()
    assert TOKEN not in repr(snapshot)
    assert snapshot.without_effect == ()


def test_without_one_there_is_none() -> None:
    """Nobody is let in then."""
    assert loaded("").admin is None
    assert loaded("[admin]\n").admin is None


def test_a_file_that_holds_it_is_watched(tmp_path: Path) -> None:
    """So that a new one holds at once."""
    (tmp_path / "token").write_text(TOKEN + "\n")
    snapshot = loaded('[admin]\ntoken = "file:token"', folder=tmp_path)
    assert snapshot.admin == sha256(TOKEN.encode()).digest()
    assert snapshot.watched == (tmp_path / "token",)


def test_a_token_that_is_not_there_is_a_fault() -> None:
    """An operator who meant to set one hears that it is not."""
    assert faults(TOML) == ["gateway.toml:2: admin.token: the environment variable ADMIN is not set"]


def test_a_callers_key_is_none() -> None:
    """Or every caller could read what all others spend."""
    (fault,) = faults(TOML + '[keys.ci]\nkey = "env:ADMIN"\n', {"ADMIN": TOKEN})
    assert "admin.token: is the same as the key `ci`" in fault


def test_a_short_one_is_warned_of() -> None:
    """It works, but it can be guessed."""
    assert loaded(TOML, {"ADMIN": "secret"}).warnings == ("admin.token: shorter than 20 characters: easy to guess",)
