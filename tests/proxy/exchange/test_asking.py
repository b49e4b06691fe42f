"""What a provider is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from config.snapshot import Target
from proxy.exchange.asking import ask_for
from proxy.exchange.exchange import Bounds, Origin, Patience
from tests.made import OPENAI_CHAT, call, provider
from translators import TRANSLATORS

SENDS = ((b"x-beta", b"one"), (b"authorization", b"Bearer mb-callers"), (b"x-other", b"two"))


def test_it_carries_what_the_provider_is_due() -> None:
    """Its address, its credentials, our patience, and our bounds."""
    house = provider()
    made = ask_for(call(), Target(house, "small", "house/small"), house.entrance("openai_chat", "small"), "/v1/x", b"{}", whole=True)
    assert (made.provider, made.origin, made.path, made.body) == ("house", Origin("http", "127.0.0.1", 9), "/v1/x", b"{}")
    assert made.headers == (("authorization", "Bearer the-providers-own"), ("content-type", "application/json"))
    assert (made.patience, made.bounds, made.whole) == (Patience(1.0, 2.0, 5.0, 10.0), Bounds(10, 10, 1.0), True)


@pytest.mark.parametrize(("wire", "passed"), [("openai_chat", ("x-beta", "one")), ("other", None)])
def test_of_the_callers_headers_only_those_pass_that_its_own_wire_names(wire: str, passed: tuple[str, str] | None) -> None:
    """Never its key; and none on another wire."""
    house = provider(translator=replace(OPENAI_CHAT, wire=wire, passed_headers=frozenset({"x-beta"})))
    asked = structs.replace(call(), headers=SENDS)
    made = ask_for(asked, Target(house, "small", "house/small"), next(iter(house.entrances.values())), "/v1/x", b"", whole=False)
    assert [pair for pair in made.headers if pair[0].startswith("x-")] == ([passed] if passed else [])
    assert "mb-callers" not in str(made.headers)


def test_a_caller_of_the_wire_chooses_its_version() -> None:
    """Its body is written for that one. Without a word from it, the wire says what it must."""
    house = provider(translator=TRANSLATORS["anthropic"])
    here = structs.replace(house.entrance("anthropic", "small"), headers=(("x-api-key", "k"), ("anthropic-version", "2023-06-01")))
    asked = structs.replace(call(), translator=TRANSLATORS["anthropic"])
    chosen = structs.replace(asked, headers=[(b"anthropic-version", b"2026-10-21")])
    made = [ask_for(one, Target(house, "small", "house/small"), here, "/v1/x", b"", whole=False).headers for one in (asked, chosen)]
    assert made[0] == (("x-api-key", "k"), ("anthropic-version", "2023-06-01"), ("content-type", "application/json"))
    assert made[1] == (("x-api-key", "k"), ("anthropic-version", "2026-10-21"), ("content-type", "application/json"))
