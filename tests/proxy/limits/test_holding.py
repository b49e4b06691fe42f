"""How much a call may use, before anybody knows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from config.snapshot import Model, Price, Target
from proxy.call import Call
from proxy.limits.estimate import estimate
from proxy.limits.holding import BYTES, SURELY, UNKNOWN, held
from tests.made import OPENAI_CHAT, call, provider

PRICE = Price({"input": 1_000, "output": 10_000, "cache_write_1h": 2_000, "audio_out": 30_000})
PIXEL = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 60_000}}


def target(*, price: Price | None = PRICE, most: int | None = 4_000) -> Target:
    """A model that is known, or not."""
    return Target(replace(provider(), models={"m1": Model(provider="house", name="m1", price=price, max_output=most)}), "m1", "house/m1")


def asked(content: Any = "hello", **fields: Any) -> Call:
    """A question."""
    body = json.dumps({"model": "m1", "messages": [{"role": "user", "content": content}], **fields}).encode()
    return replace(call(body=body), body=body, envelope=OPENAI_CHAT.peek_request(body))


@pytest.mark.parametrize(
    ("fields", "most", "out"),
    [
        ({}, 4_000, 4_000),
        ({}, None, UNKNOWN),
        ({"max_tokens": 50}, 4_000, 50),
        ({"max_tokens": 9_000}, 4_000, 4_000),
        ({"max_tokens": 9_000}, None, 9_000),
        ({"max_tokens": 50, "n": 3}, 4_000, 150),
        ({"max_tokens": -1}, 4_000, 4_000),
        ({"max_tokens": -1_000_000}, None, UNKNOWN),
        ({"max_tokens": 900, "max_completion_tokens": 1}, 4_000, 900),
    ],
)
def test_the_longest_answer_is_held(fields: dict[str, Any], most: int | None, out: int) -> None:
    """As it was asked for, and as the model can."""
    one = asked(**fields)
    strict, expected = held(one, target(most=most), None)
    into = len(one.body) // BYTES + 1
    assert strict == expected
    assert (strict.tokens, strict.cost) == (into + out, into + 10 * out)


def test_what_is_expected_is_never_more() -> None:
    """By experience, as far as there is any."""
    strict, expected = held(asked(max_tokens=100), target(), 70)
    assert strict.tokens - expected.tokens == 30
    assert held(asked(max_tokens=50), target(), 70)[1] == held(asked(max_tokens=50), target(), 70)[0]


def test_a_picture_is_not_as_long_as_its_bytes() -> None:
    """The question is read for it, and twice what is estimated is held; what may cost more is held at the dearest price."""
    one = asked([PIXEL], max_tokens=10)
    strict, _ = held(one, target(), None)
    into = SURELY * estimate(OPENAI_CHAT.read_request(json.loads(one.body)))
    assert strict.tokens == into + 10 < 3_000
    assert strict.cost == 2 * into + 30 * 10


def test_what_is_to_be_cached_is_held_at_what_that_costs() -> None:
    """By the hour."""
    text = [{"type": "text", "text": "hello", "cache_control": {"type": "ephemeral"}}]
    strict, _ = held(asked(text, max_tokens=10), target(), None)
    assert strict.cost == 2 * (strict.tokens - 10) + 300


def test_what_has_no_price_costs_nothing() -> None:
    """But it has tokens."""
    strict, _ = held(asked(max_tokens=10), target(price=None), None)
    assert (strict.cost, strict.tokens > 10) == (0, True)
    stranger = Target(provider(models=()), "m9", "house/m9")
    assert held(asked(max_tokens=10), stranger, None)[0].cost == 0
