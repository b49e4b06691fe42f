"""The picture of a configuration: everything an operator asks, nothing a thief would."""

from __future__ import annotations

import pytest

from config import ConfigError
from config.catalog import shipped
from console.cli.picture import render
from tests.tables import loaded

ENVIRONMENT = {"OPENAI_API_KEY": "sk-hush", "CI": "mb-hush-0123456789abcdef"}
TEXT = """\
[server]
host = "::1"
port = 9000
workers = 4
[providers.house]
wire = "openai_chat"
base_url = "http://[::1]:9100/v1"
[routes.fast]
targets = ["house/small", { target = "groq/llama", weight = 3 }, { target = "mock/echo", weight = 2 }]
fallback = ["slow"]
[routes.slow]
targets = ["mock/slow"]
[routes.dead]
targets = ["groq/x"]
[organizations.acme]
margin = "12.5%"
currency = "EUR"
[organizations."Beta & Co"]
discount = 0.1
[keys.ci]
key = "env:CI"
organization = "acme"
expires = 2027-01-01
models = ["fast", "openai/*"]
"""


def row(text: str, name: str) -> str:
    """What stands behind a name."""
    return next(line.removeprefix(f"  {name} ").strip() for line in text.splitlines() if line.startswith(f"  {name} "))


@pytest.fixture(scope="module")
def picture() -> str:
    """Of a configuration with everything in it."""
    return render(loaded(TEXT, ENVIRONMENT))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("listens on", "[::1]:9000"),
        ("openai", f"openai_chat and openai_responses at https://api.openai.com/v1, {len(shipped().models('openai'))} models known"),
        ("house", "openai_chat at http://[::1]:9100/v1, models by any name"),
        ("mock", f"answers in this process, {len(shipped().models('mock'))} models known"),
        ("groq", "no key: GROQ_API_KEY is not set"),
        ("fast", "first: house/small, mock/echo (weight 2)"),
        ("dead", "nothing it leads to can be used"),
        ("acme", "margin 12.5%, discount 0%, charged in EUR, keys: ci"),
        ("Beta & Co", "margin 0%, discount 10%, charged in USD, no key here"),
        ("ci", "fast, openai/*, until 2027-01-01 00:00 UTC"),
    ],
)
def test_it_shows_what_is_in_force(picture: str, name: str, words: str) -> None:
    """Providers on and off and why, routes, keys."""
    assert row(picture, name) == words


def test_it_shows_what_a_route_does_without(picture: str) -> None:
    """And where it goes then."""
    assert "then: mock/slow" in picture
    assert "not groq/llama: provider groq is off: no key: GROQ_API_KEY is not set" in picture


def test_it_shows_what_has_no_effect_and_what_may_not_be_meant(picture: str) -> None:
    """Neither is a fault."""
    assert "Settings without effect yet\n  server.workers\n  routes.fast.fallback\n" in picture
    assert "Warnings\n  routes.fast.targets[1]: groq/llama cannot be used" in picture


def test_it_never_shows_a_secret(picture: str) -> None:
    """Nor where to find one, nor a digest of one."""
    assert "hush" not in picture
    assert "env:" not in picture


def test_an_empty_configuration_says_what_happens_without() -> None:
    """No routes, no keys."""
    text = render(loaded(""))
    assert "Routes\n  none: a model is called" in text
    assert "Keys\n  none: one is made for each run" in text
    assert "Warnings" not in text


def test_faults_stand_alone_or_above_what_is_in_force() -> None:
    """Counted, one a line."""
    with pytest.raises(ConfigError) as caught:
        loaded("[server]\nprt = 1\nhots = 2\n")
    assert render(None, caught.value.faults).splitlines() == [
        "2 faults:",
        "  gateway.toml:2: server.prt: there is no such setting (did you mean `port`?)",
        "  gateway.toml:3: server.hots: there is no such setting (did you mean `host`?)",
    ]
    both = render(loaded(""), caught.value.faults[:1])
    assert both.startswith("1 fault:\n")
    assert "\nServer\n" in both


def test_colour_is_only_for_a_terminal() -> None:
    """Without it there is not one escape."""
    snapshot = loaded(TEXT, ENVIRONMENT)
    plain, painted = render(snapshot), render(snapshot, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[32mProviders on\x1b[0m" in painted
    assert "".join(part.partition("m")[2] if index else part for index, part in enumerate(painted.split("\x1b["))) == plain
