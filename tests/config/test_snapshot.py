"""Snapshots: what they show, and what they must not."""

from __future__ import annotations

from config.schema import File
from config.snapshot import Key
from tests.tables import loaded


def test_nothing_that_may_be_printed_holds_a_secret() -> None:
    """A snapshot stands in every call, and a call in many a traceback."""
    environment = {"OPENAI_API_KEY": "sk-hush", "CI": "mb-hush-0123456789abcdef"}
    snapshot = loaded('[routes.a]\ntargets = ["openai/gpt-4o-mini"]\n[keys.ci]\nkey = "env:CI"\n', environment)
    assert "hush" not in repr(snapshot)
    assert "openai" in repr(snapshot.routes)


def test_a_key_shows_its_name_only() -> None:
    """Not even its digest."""
    assert repr(Key(name="ci", digest=b"\1" * 32)) == "Key('ci')"


def test_tables_are_at_hand() -> None:
    """What is asked for often has a short way."""
    snapshot = loaded("[server]\nport = 1\n")
    assert snapshot.server is snapshot.file.server
    assert snapshot.log == File().log
