"""Where the configuration is looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.cli.places import config_path


def test_what_was_named_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There or not: a name that is wrong must be an error, not the defaults."""
    (tmp_path / "gateway.toml").touch()
    monkeypatch.chdir(tmp_path)
    assert config_path(Path("other.toml")) == Path("other.toml")


def test_else_the_one_here_if_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the defaults."""
    monkeypatch.chdir(tmp_path)
    assert config_path(None) is None
    (tmp_path / "gateway.toml").touch()
    assert config_path(None) == Path("gateway.toml")
