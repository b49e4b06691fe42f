"""Changes: what differs, in words, and never a secret."""

from __future__ import annotations

import pytest

from config.changes import changes, needs_restart
from tests.tables import loaded

ENVIRONMENT = {"OPENAI_API_KEY": "sk-hush-1", "CI": "mb-hush-0123456789abcdef", "CI2": "mb-hush-9876543210abcdef"}
BASE = '[providers.openai]\nfirst_byte = "30s"\n[routes.fast]\ntargets = ["mock/echo"]\n[keys.ci]\nkey = "env:CI"\n'


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (BASE, []),
        ("# a comment\n" + BASE, []),
        (BASE + '[routes.slow]\ntargets = ["mock/slow"]\n', ["+route slow"]),
        (BASE.replace("30s", "20s"), ["~provider openai (first_byte 30s -> 20s)"]),
        (BASE.replace("mock/echo", "mock/lorem"), ["~route fast (targets [mock/echo] -> [mock/lorem])"]),
        (BASE.replace("[keys.ci]\n", "[keys.ops]\n"), ["-key ci", "+key ops"]),
        (BASE.replace("env:CI", "env:CI2"), ["~key ci (key changed)"]),
        (BASE + "expires = 2027-01-01\n", ["~key ci (expires unset -> 2027-01-01 00:00:00+00:00)"]),
        (BASE + '[log]\nlevel = "debug"\nrequests = false\n', ["~log (level info -> debug, requests true -> false)"]),
        (BASE + "[providers.mock]\nenabled = false\n", ["+provider mock", "provider mock off: switched off: enabled = false"]),
        (BASE + '[providers.openai.headers]\nx-title = "a"\n', ["~provider openai (headers changed)"]),
        (BASE + '[organizations.acme]\nmargin = "10%"\n', ["+organization acme"]),
        (BASE + '[models."mock/echo"]\ncontext = 5\n', ["+model mock/echo"]),
    ],
)
def test_every_difference_is_named(text: str, lines: list[str]) -> None:
    """Once, and only differences."""
    found = changes(loaded(BASE, ENVIRONMENT), loaded(text, ENVIRONMENT))
    assert sorted(found) == sorted(lines)
    assert "hush" not in str(found)


def test_a_secret_that_was_replaced_is_a_difference() -> None:
    """Without either of the two."""
    new = {"OPENAI_API_KEY": "sk-hush-2", "CI": "mb-hush-changed-0123456789"}
    assert changes(loaded(BASE, ENVIRONMENT), loaded(BASE, new)) == ("provider openai: another key", "key ci: another secret")


def test_a_provider_comes_and_goes_with_its_key() -> None:
    """The file is the same."""
    without = {"CI": ENVIRONMENT["CI"]}
    assert changes(loaded(BASE, without), loaded(BASE, ENVIRONMENT)) == ("provider openai on",)
    assert changes(loaded(BASE, ENVIRONMENT), loaded(BASE, without)) == ("provider openai off: no key: OPENAI_API_KEY is not set",)


def test_what_needs_a_restart_is_named() -> None:
    """And what does not is not."""
    old = loaded("")
    new = loaded('[server]\nport = 1\ngrace_seconds = 1\n[store]\nredis = "redis://h"\n[log]\nlevel = "debug"\ndestination = "f"\n')
    assert needs_restart(old, new) == ("log.destination", "server.port", "store.redis")
    assert needs_restart(new, new) == ()
