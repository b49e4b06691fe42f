"""Settings without effect: those written, by name, and no others."""

from __future__ import annotations

import tomllib

import pytest

from config.faults import dotted
from config.settings import settings
from config.unbuilt import HARMLESS, UNBUILT, without_effect


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", []),
        ("[server]\nport = 1", []),
        ("[server]\nworkers = 1", []),
        ("[server]\nworkers = 4", ["server.workers"]),
        ("[cache]\nenabled = true\nttl = '1h'", ["cache.enabled", "cache.ttl"]),
        ("[cache]", []),
        ("[retry]\nidle = '1s'\nattempts = 3", ["retry.attempts"]),
        ("[routes.a]\nstrategy = 'first'", []),
        ("[routes.a]\nstrategy = 'split'\nfallback = ['b']", ["routes.a.strategy", "routes.a.fallback"]),
        ("[keys.ci]\nlimits = []\nscopes = ['chat']", []),
        ("[models.'a/b']\nlimits = []", []),
        ("[models.'a/b']\nretires = 2030-01-01\ncontext = 9", ['models."a/b".retires']),
        ("keys = 3\n[routes]\na = 1", []),
    ],
)
def test_only_what_an_operator_wrote_is_named(text: str, keys: list[str]) -> None:
    """And not what asks for what is done anyway."""
    assert sorted(without_effect(tomllib.loads(text))) == sorted(keys)


@pytest.mark.parametrize("pattern", [*UNBUILT, *HARMLESS])
def test_a_pattern_is_a_table_or_a_setting(pattern: str) -> None:
    """The list must not outlive what it names."""
    places = {place[:depth] for place, _ in settings() for depth in range(1, len(place) + 1)}
    known = {dotted(place).replace('"*"', "*") for place in places}
    assert pattern in known
