"""Cohere's endpoint for OpenAI's chat wire."""

import json

from translators import TRANSLATORS
from translators.canonical import ChatRequest, Message, Text

COHERE = TRANSLATORS["cohere_compatible"]
ASK = {"messages": [{"role": "user", "content": "hi"}], "seed": 18446744073709551616, "top_p": 1.0}


def forwarded(**more: object) -> object:
    """A request as it reaches the provider."""
    body = json.dumps({"model": "cohere/command-a", **ASK, **more}).encode()
    return json.loads(COHERE.forward_request(body, COHERE.peek_request(body), "command-a"))


def test_a_stream_is_not_asked_for_its_usage() -> None:
    """Neither by us nor by the caller; all the rest passes as it is."""
    expected = {"model": "command-a", **ASK, "stream": True}
    assert forwarded(stream=True) == expected
    assert forwarded(stream=True, stream_options={"include_usage": True}) == expected


def test_a_whole_reply_has_no_options_either() -> None:
    """A caller may send them all the same."""
    assert forwarded() == {"model": "command-a", **ASK}
    assert forwarded(stream_options=None) == {"model": "command-a", **ASK}


def test_a_request_of_another_wire_is_written_without_them() -> None:
    """The canonical road ends alike."""
    request = ChatRequest(model="command-a", messages=(Message("user", (Text("hi"),)),), stream=True)
    wire, _ = COHERE.write_request(request)
    assert wire["stream"] is True
    assert "stream_options" not in wire
