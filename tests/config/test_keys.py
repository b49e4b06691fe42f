"""Keys: digests of secrets, and what they may ask for."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from tests.tables import faults, loaded

SECRET = "mb-0123456789abcdef0123456789"
DIGEST = sha256(SECRET.encode()).digest()


def test_a_key_by_its_digest_by_variable_and_by_file_is_the_same_key(tmp_path: Path) -> None:
    """Only the digest is kept."""
    (tmp_path / "key").write_text(SECRET + "\n")
    for reference in (f"sha256:{DIGEST.hex().upper()}", "env:CI", "file:key"):
        keys = loaded(f'[keys.ci]\nkey = "{reference}"\n', {"CI": SECRET}, folder=tmp_path).keys
        assert set(keys) == {DIGEST}
        assert keys[DIGEST].name == "ci"
        assert SECRET not in repr(keys)


def test_a_key_expires_at_an_instant() -> None:
    """In seconds since the epoch, as a clock says."""
    key = loaded(f'[keys.ci]\nkey = "sha256:{DIGEST.hex()}"\nexpires = 2027-01-31\n').keys[DIGEST]
    assert key.expires == datetime(2027, 1, 31, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("key", "environment", "words"),
    [
        ("env:NOPE", {}, "keys.ci.key: the environment variable NOPE is not set"),
        ("file:nope", {}, "keys.ci.key: the file nope is not there"),
        ("env:CI", {"CI": "a\nb"}, "keys.ci.key: the environment variable CI has a character that no secret may have"),
    ],
)
def test_a_key_that_is_not_there_is_a_fault(key: str, environment: dict[str, str], words: str) -> None:
    """Unlike a provider's: a caller would be locked out in silence."""
    found = faults(f'[keys.ci]\nkey = "{key}"\n', environment)
    assert len(found) == 1
    assert words in found[0]


def test_one_secret_is_one_key() -> None:
    """Which of the two would it be?"""
    found = faults(f'[keys.a]\nkey = "env:CI"\n[keys.b]\nkey = "sha256:{DIGEST.hex()}"\n', {"CI": SECRET})
    assert found == ["gateway.toml:4: keys.b.key: is the same key as that of `a`"]


def test_a_short_key_is_warned_about() -> None:
    """Without showing it."""
    assert loaded('[keys.ci]\nkey = "env:CI"\n', {"CI": "abc"}).warnings == ("keys.ci.key: shorter than 20 characters: easy to guess",)


@pytest.mark.parametrize("pattern", ["*", "fast", "fa*", "openai/*", "openai/gpt-4o-mini", "*/gpt-*", "gpt-4o-mini", "house/x"])
def test_a_pattern_over_what_there_is(pattern: str) -> None:
    """Routes, targets of providers on or off, bare names."""
    text = '[routes.fast]\ntargets = ["mock/echo"]\n[providers.house]\nwire = "openai_chat"\nbase_url = "http://h"\n'
    assert loaded(text + f'[keys.ci]\nkey = "env:CI"\nmodels = ["{pattern}"]\n', {"CI": SECRET}).keys[DIGEST].models == (pattern,)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("fsat", "`fsat` is neither a route nor the name of a model in the catalog (did you mean `fast`?)"),
        ("opnai/*", "there is no provider called `opnai` (did you mean `openai`?)"),
    ],
)
def test_a_pattern_over_what_there_is_not_is_a_fault(pattern: str, words: str) -> None:
    """It would let nobody in."""
    found = faults(f'[routes.fast]\ntargets = ["mock/echo"]\n[keys.ci]\nkey = "env:CI"\nmodels = ["fast", "{pattern}"]\n', {"CI": SECRET})
    assert found == [f"gateway.toml:5: keys.ci.models[1]: {words}"]


def test_a_key_says_to_whom_its_calls_are_booked() -> None:
    """What it does not say is empty, and open to who uses it."""
    whose = 'organization = "acme"\nuser = "u-1"\nservice = "search"\ntags = {team = "search", env = "live"}\n'
    key = loaded(f'[keys.ci]\nkey = "sha256:{DIGEST.hex()}"\n{whose}').keys[DIGEST]
    assert (key.organization, key.user, key.service, key.tags) == ("acme", "u-1", "search", {"team": "search", "env": "live"})
    key = loaded(f'[keys.ci]\nkey = "sha256:{DIGEST.hex()}"\n').keys[DIGEST]
    assert (key.organization, key.user, key.service, key.tags) == ("", "", "", {})


@pytest.mark.parametrize(
    "whose", ['organization = ""', f'user = "{"x" * 201}"', 'tags = {"a b" = "x"}', 'tags = {a = ""}', "tags = {a = 1}"]
)
def test_who_cannot_be_booked_to_is_a_fault(whose: str) -> None:
    """Names and tags are bounded: they stand on every entry."""
    (found,) = faults(f'[keys.ci]\nkey = "sha256:{DIGEST.hex()}"\n{whose}\n')
    assert "gateway.toml:3: keys.ci." in found
