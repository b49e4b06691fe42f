"""Thoughts whose words come before their signature."""

from __future__ import annotations

from typing import Any

import pytest

from translators.anthropic.request import write_request as write_anthropic
from translators.canonical import Reasoning, Text, ToolCall
from translators.gemini.gathering import gathered, is_anothers, joined
from translators.gemini.messages import read_contents, write_content
from translators.gemini.request import read_request, write_request
from translators.gemini.signatures import write_signature

SEALED = {"text": "", "thought": True, "thoughtSignature": write_signature(Reasoning("", signature="sig", signer="anthropic"))}


def thought(text: str) -> dict[str, Any]:
    return {"text": text, "thought": True}


def said(*parts: dict[str, Any], role: str = "model") -> dict[str, Any]:
    return {"role": role, "parts": list(parts)}


QUESTION = said({"text": "why?"}, role="user")
STREAMED = [QUESTION, said(thought("a ")), said(thought("b")), said(SEALED), said({"text": "so"}), said({"text": ""}), QUESTION]


def test_only_what_another_signed_is_joined() -> None:
    ours, theirs = Reasoning("a", signer="gemini"), Reasoning("b", "sig", signer="anthropic")
    assert joined([ours, theirs, Text("so"), ours]) == [Reasoning("ab", "sig", signer="anthropic"), Text("so"), ours]
    assert joined([ours, Text("so"), theirs]) == [ours, Text("so"), theirs]


@pytest.mark.parametrize("times", [1, 2])
def test_a_stream_kept_as_a_content_for_each_frame_is_one_thought_for_anthropic(times: int) -> None:
    """As Chat.send_message_stream of google-genai keeps it."""
    request = read_request({"model": "claude-sonnet-4-5", "contents": STREAMED * times})
    wire, _ = write_anthropic(request)
    answers = [message["content"] for message in wire["messages"] if message["role"] == "assistant"]
    assert [[block["type"] for block in answer] for answer in answers] == [["thinking", "text"]] * times
    assert [answer[0] for answer in answers] == [{"type": "thinking", "thinking": "a b", "signature": "sig"}] * times


def test_every_signature_gets_the_words_before_it_and_no_others() -> None:
    contents = [said(thought("x")), said({"text": "y"}, thought("a")), said(SEALED), said(thought("b")), said(SEALED)]
    sealed = [Reasoning(text, "sig", signer="anthropic") for text in "ab"]
    parts = [message.parts for message in read_contents(contents)]
    assert parts == [
        (Reasoning("x", signer="gemini"),),
        (Text("y"),),
        (),
        (),
        (sealed[0], sealed[1]),
    ]


def test_a_sealed_thought_stands_with_what_it_led_to() -> None:
    call = said({"functionCall": {"name": "f", "args": {}, "id": "1"}})
    messages = read_contents([said(thought("a")), said(SEALED), call])
    assert messages[2].parts == (Reasoning("a", "sig", signer="anthropic"), ToolCall("1", "f", "{}"))
    assert [is_anothers(message) for message in messages] == [False, True, False]
    assert write_content(messages[2]) == call


def test_on_their_own_wire_the_words_go_back_as_they_came() -> None:
    """Without what only another's models can read: Google refuses a content without parts."""
    messages = read_contents(STREAMED)
    assert gathered(messages[1]) == [thought("a ")]
    assert [write_content(message) for message in messages[:3]] == STREAMED[:3]
    wire, _ = write_request(read_request({"model": "gemini-2.5-flash", "contents": STREAMED}))
    assert wire["contents"] == [content for content in STREAMED if content["parts"] != [SEALED]]
