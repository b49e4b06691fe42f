"""What opens a part's block, what closes it, and when."""

from __future__ import annotations

import json
from typing import Any

import pytest

from translators.anthropic.frames import Frames
from translators.anthropic.telling import Held, close_block, is_ready, may_close, open_block, say_more
from translators.canonical import Audio, Image, Part, Reasoning, Refusal, Text, ToolCall, Unknown, Url
from translators.framing.sse import Decoder


def kinds(frames: Frames) -> list[Any]:
    """What was sent, in short."""
    wires = [json.loads(frame.data or b"") for frame in Decoder().feed(b"".join(frames.taken()))]
    return [(wire.get("content_block") or wire.get("delta") or {"type": "stop"})["type"] for wire in wires]


@pytest.mark.parametrize(
    ("part", "ready"),
    [
        (Text(""), False),
        (Text("a"), True),
        (Refusal(""), False),
        (Reasoning(""), True),
        (ToolCall("1", "", ""), False),
        (ToolCall("1", "f", ""), True),
        (Audio(None), False),
        (Image(Url("https://a.example")), False),
    ],
)
def test_a_block_opens_when_there_is_something_to_tell(part: Part, ready: bool) -> None:
    """At its end at the latest."""
    assert is_ready(Held(part), own=False) is ready
    assert is_ready(Held(part, ended=True), own=False)
    assert is_ready(Held(Text("")), own=True)


@pytest.mark.parametrize(
    ("held", "may"),
    [
        (Held(Text("")), True),
        (Held(ToolCall("1", "f", ""), ['{"a"', ":1}"]), True),
        (Held(ToolCall("1", "f", ""), ['{"a"']), False),
        (Held(ToolCall("1", "f", ""), []), False),
        (Held(ToolCall("1", "f", ""), [], ended=True), True),
        (Held(ToolCall("1", "f", "", "custom"), ["{}"]), False),
    ],
)
def test_a_call_is_closed_only_when_its_arguments_are_whole(held: Held, may: bool) -> None:
    """Nothing could be added to it after."""
    assert may_close(held) is may


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        (Text("a"), ["text", "text_delta", "stop"]),
        (Reasoning("a", "S", signer="gemini"), ["thinking", "thinking_delta", "signature_delta", "stop"]),
        (ToolCall("1", "f", "{}", signature="S"), ["thinking", "signature_delta", "stop", "tool_use", "input_json_delta", "stop"]),
        (ToolCall("1", "f", "x", "custom"), ["tool_use", "input_json_delta", "input_json_delta", "input_json_delta", "stop"]),
        (Text("a", signature="S"), ["text", "text_delta", "stop"]),
        (Refusal("No."), ["text", "text_delta", "stop"]),
    ],
)
def test_a_part_is_told_from_its_beginning_to_its_end(part: Part, sent: list[str]) -> None:
    """Signatures where clients look for them."""
    frames = Frames()
    assert open_block(frames, 0, Held(part), own=False)
    close_block(frames, part, own=False)
    assert kinds(frames) == sent


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        (Text("", signature="S"), []),
        (Text(""), []),
        (Reasoning("", redacted="D", signer="anthropic"), ["redacted_thinking", "stop"]),
        (Unknown("x", {"type": "x"}), []),
        (Image(Url("https://a.example")), ["text", "text_delta", "stop"]),
    ],
)
def test_what_needs_no_more_is_told_at_once(part: Part, sent: list[str]) -> None:
    """No block stays open for it."""
    frames = Frames()
    assert not open_block(frames, 0, Held(part), own=False)
    assert kinds(frames) == sent


def test_more_of_a_call_is_remembered() -> None:
    """To know when it is whole."""
    frames, held = Frames(), Held(ToolCall("1", "f", ""))
    open_block(frames, 0, held, own=False)
    say_more(frames, held, "{}")
    assert may_close(held)
