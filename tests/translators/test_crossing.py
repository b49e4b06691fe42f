"""What a wire says it carries, adapts or drops is what it does; and nothing is lost without being named."""

from __future__ import annotations

from typing import Any

import pytest

from translators import TRANSLATORS
from translators.canonical import ChatRequest, Image, Message, Text, Tool, ToolResult, Unknown, Url
from translators.crossing import FEATURES, Feature, named_in
from translators.samples import MODELS, sample

CASES = [(wire, feature) for wire in MODELS for feature in FEATURES]


@pytest.mark.parametrize(("wire", "feature"), CASES, ids=[f"{wire} {feature.name}" for wire, feature in CASES])
def test_a_wire_does_what_it_declares(wire: str, feature: Feature) -> None:
    """Dropped: named for every model. Carried or adapted: not named for one at least. Carried: found again in what was written."""
    translator = TRANSLATORS[wire]
    fate = translator.places.get(feature.name, "dropped")
    named, seen = [], []
    for model in MODELS[wire]:
        asked = sample(feature.name, model, "elsewhere")
        written, dropped = translator.write_request(asked)
        named.append(bool(set(feature.found(asked)) & set(dropped)))
        seen.append(bool(list(feature.found(translator.read_request(written)))))
    assert all(named) == (fate == "dropped")
    if fate == "carried":
        assert any(seen)
    for lost, still in zip(named, seen, strict=True):
        assert not (lost and still)


def test_every_wire_is_tried() -> None:
    """Near-wires are tried as the wire they are near to."""
    assert MODELS.keys() == {translator.wire for translator in TRANSLATORS.values()}


@pytest.mark.parametrize("name", TRANSLATORS)
def test_every_place_is_of_a_feature(name: str) -> None:
    """By its name."""
    assert TRANSLATORS[name].places.keys() <= {feature.name for feature in FEATURES}


REQUEST = ChatRequest(
    model="m",
    messages=(
        Message("user", (Text("a", cache={}), Image(Url("https://e.x/i"), extra={"x": 1, "null": None})), "ann", {"refusal": None, "y": 1}),
        Message("tool", (ToolResult("1", (Image(Url("https://e.x/i")),), failed=True),)),
        Message("user", (Unknown("novel", {"z": 1}),)),
    ),
    tools=(Tool("f", strict=True, extra={"defer": True}), Tool("s", kind="native", extra={"type": "s"})),
    top_k=3,
    parallel_tool_calls=True,
    extra={"store": None, "logit_bias": {}, "audio": []},
)


def test_what_is_lost_is_named_by_where_it_stands() -> None:
    """Each once, fields of the request first."""
    assert named_in(REQUEST, {}) == (
        "top_k",
        "tools[0]",
        "tools[1]",
        "tools[0].strict",
        "messages[0].name",
        "messages[0].content[0].cache_control",
        "messages[0].content[1]",
        "messages[1].content[0]",
        "messages[1].content[0].is_error",
        "messages[2].content[0]",
        "logit_bias",
        "tools[0].defer",
        "messages[0].y",
        "messages[0].content[1].x",
    )


def test_what_has_a_place_is_not_named() -> None:
    """Only what its own wire said beside it is."""
    everything: dict[str, Any] = {feature.name: "carried" for feature in FEATURES}
    assert named_in(REQUEST, everything) == ("logit_bias", "tools[0].defer", "messages[0].y", "messages[0].content[1].x")


def test_what_asks_for_nothing_unusual_is_no_loss() -> None:
    """One answer, text, tools that may be called together."""
    plain = ChatRequest(model="m", messages=(), n=1, logprobs=False, top_logprobs=0, modalities=("text",), parallel_tool_calls=True)
    assert named_in(plain, {}) == ()


def test_nothing_is_to_be_found_in_mere_words() -> None:
    """They are passed over unseen, so no feature may look for anything in them."""
    assert [feature.name for feature in FEATURES if Text in feature.kinds and feature.test(Text("words"))] == []
