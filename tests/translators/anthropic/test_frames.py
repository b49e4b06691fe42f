"""Frames as bytes, numbered as the official client wants them."""

from __future__ import annotations

import json
from typing import Any

from translators.anthropic.frames import STOP, Frames, frame
from translators.framing.sse import Decoder


def sent(frames: Frames) -> list[dict[str, Any]]:
    """What goes out; each event is called as it calls itself."""
    decoded = Decoder().feed(b"".join(frames.taken()))
    wires = [json.loads(each.data or b"") for each in decoded]
    assert [each.event.decode() for each in decoded] == [wire["type"] for wire in wires]
    return wires


def test_blocks_have_numbers_one_after_another() -> None:
    """Whole ones too."""
    frames = Frames()
    frames.open({"type": "text", "text": ""})
    frames.say("Grüße\n")
    frames.say("")
    frames.cite([{"type": "char_location"}])
    frames.close()
    frames.tell("bye")
    frames.tell(None)
    frames.put(None)
    wires = sent(frames)
    assert [(wire["type"], wire["index"]) for wire in wires] == [
        ("content_block_start", 0), ("content_block_delta", 0), ("content_block_delta", 0), ("content_block_stop", 0),
        ("content_block_start", 1), ("content_block_delta", 1), ("content_block_stop", 1),
    ]  # fmt: skip
    assert wires[1]["delta"] == {"type": "text_delta", "text": "Grüße\n"}
    assert wires[2]["delta"] == {"type": "citations_delta", "citation": {"type": "char_location"}}
    assert frames.taken() == []


def test_each_kind_says_more_in_its_own_way() -> None:
    """Others say no more."""
    said = []
    for kind in ("text", "thinking", "tool_use"):
        frames = Frames()
        frames.open({"type": kind})
        frames.say("x")
        said.append(sent(frames)[1]["delta"])
    assert said == [
        {"type": "text_delta", "text": "x"},
        {"type": "thinking_delta", "thinking": "x"},
        {"type": "input_json_delta", "partial_json": "x"},
    ]
    frames.close()
    assert frames.head == b""


def test_a_signature_is_told_as_a_delta() -> None:
    """Clients look for it there."""
    frames = Frames()
    frames.put({"type": "thinking", "thinking": "", "signature": "S=="})
    frames.put({"type": "redacted_thinking", "data": "D=="})
    start, delta, stop, redacted, _ = sent(frames)
    assert start["content_block"] == {"type": "thinking", "thinking": "", "signature": ""}
    assert delta["delta"] == {"type": "signature_delta", "signature": "S=="}
    assert stop["index"] == 0
    assert redacted["content_block"] == {"type": "redacted_thinking", "data": "D=="}


def test_the_last_frame_is_the_last() -> None:
    """With its name."""
    assert frame("message_stop", {"type": "message_stop"}) == STOP
