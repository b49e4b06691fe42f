"""Compiling: one meaning, one hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.snapshot import Organization
from tests.tables import loaded

ENVIRONMENT = {"OPENAI_API_KEY": "sk-1", "CI": "mb-0123456789abcdef0123456789"}
TEXT = '[server]\nport = 1\n[routes.a]\ntargets = ["openai/gpt-4o-mini"]\n[keys.ci]\nkey = "env:CI"\n'


def test_a_configuration_that_means_the_same_has_the_same_hash() -> None:
    """Comments, order and spelling are not meaning."""
    keys, routes = '[keys]\nci.key = "env:CI"\n', '[routes.a]\ntargets = [{ target = "openai/gpt-4o-mini" }]\n'
    other = f'# a comment\n{keys}{routes}[server]\nport = 1\n[retry]\nidle = "1m"\n'
    assert loaded(TEXT, ENVIRONMENT).hash == loaded(other, ENVIRONMENT).hash


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        (TEXT.replace("port = 1", "grace_seconds = 1"), ENVIRONMENT),
        (TEXT + "expires = 2027-01-01\n", ENVIRONMENT),
        (TEXT + "[routes.b]\ntargets = ['mock/echo']\n", ENVIRONMENT),
        (TEXT, {**ENVIRONMENT, "OPENAI_API_KEY": "sk-2"}),
        (TEXT, {**ENVIRONMENT, "GROQ_API_KEY": "sk-2"}),
        (TEXT, {"CI": ENVIRONMENT["CI"]}),
    ],
)
def test_another_meaning_has_another_hash(text: str, environment: dict[str, str]) -> None:
    """Keys that come, go or change are meaning too."""
    assert loaded(text, environment).hash != loaded(TEXT, ENVIRONMENT).hash


def test_a_hash_is_short_and_shows_nothing() -> None:
    """It goes into a header of every reply."""
    assert len(loaded(TEXT, ENVIRONMENT).hash) == 12
    assert int(loaded(TEXT, ENVIRONMENT).hash, 16) >= 0


def test_an_organization_has_its_terms() -> None:
    """In whole millionths; one without a table has none, and its keys are served all the same."""
    text = f'{TEXT}organization = "nobody"\n[organizations."Acme, Inc."]\nmargin = "12.5%"\ndiscount = 0.1\ncurrency = "EUR"\n'
    terms = Organization(name="Acme, Inc.", margin=125_000, discount=100_000, currency="EUR")
    snapshot = loaded(text, ENVIRONMENT)
    assert snapshot.organizations == {"Acme, Inc.": terms}
    assert loaded(text.replace("0.1", '"10%"'), ENVIRONMENT).hash == snapshot.hash != loaded(TEXT, ENVIRONMENT).hash


def test_a_snapshot_cannot_be_changed() -> None:
    """It is pinned to calls in flight."""
    snapshot = loaded(TEXT, ENVIRONMENT)
    for mapping in (snapshot.providers, snapshot.routes, snapshot.bare, snapshot.keys, snapshot.organizations):
        assert not hasattr(mapping, "__setitem__")


def test_a_snapshot_says_what_it_was_made_from(tmp_path: Path) -> None:
    """Files of secrets are watched, and settings that do nothing are named."""
    (tmp_path / "key").write_text("sk-1")
    text = '[providers.openai]\napi_key = "file:key"\n[providers.groq]\napi_key = "file:nope"\n[cache]\nenabled = true\n'
    snapshot = loaded(text, folder=tmp_path)
    assert snapshot.watched == (tmp_path / "key", tmp_path / "nope")
    assert snapshot.without_effect == ("cache.enabled",)
    assert (snapshot.server.port, snapshot.log.level) == (8000, "info")
