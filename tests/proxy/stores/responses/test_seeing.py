"""From the batches of a reply to the response object its caller is given."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.stores.responses.seeing import Bytes, Events, Seen, Watching
from tests.responses import response
from translators import TRANSLATORS
from translators.canonical import NOTHING, Batch, ChatResponse, Choice, Finish, Start, Text
from translators.canonical.fold import unfold

RESPONSES = TRANSLATORS["openai_responses"]
ANSWER = ChatResponse(id="msg_far", model="m", choices=(Choice(parts=(Text("hi"),), reason="stop"),), wire="elsewhere")
OBJECT = response("resp_1", store=True)


def frame(kind: str, **fields: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()


def body(seen: Seen | None) -> Any:
    assert seen is not None
    return json.loads(seen.body)


def test_a_whole_reply_is_the_object() -> None:
    """Byte for byte, with what matters of it."""
    data = json.dumps(OBJECT).encode()
    seen = Bytes(streamed=False).see(data)
    assert seen is not None
    assert (seen.body, seen.response.id, seen.response.status, seen.response.store) == (data, "resp_1", "completed", True)


@pytest.mark.parametrize("data", [b"", b"<html>", b"[]", b'{"error": {}}', b'{"id": 7}'])
def test_what_is_no_response_is_not_kept(data: bytes) -> None:
    """Whatever was said instead."""
    assert Bytes(streamed=False).see(data) is None


@pytest.mark.parametrize("kind", ["response.completed", "response.incomplete"])
def test_a_stream_has_it_in_its_last_frame(kind: str) -> None:
    """Among others, and however the line ends are written; a text that speaks of it is none."""
    stream = Bytes(streamed=True)
    assert stream.see(frame("response.output_text.delta", delta='data: {"type":"response.completed"}')) is None
    assert stream.see(frame("response.created", response=OBJECT)) is None
    last = frame("response.output_text.done") + frame(kind, sequence_number=9, response=OBJECT)
    assert body(stream.see(last)) == body(stream.see(last.replace(b"\n", b"\r\n"))) == OBJECT
    assert stream.see(frame("response.failed", response=OBJECT)) is None
    assert stream.see(b"data: response.completed\n\n") is None


def test_events_become_what_their_writer_makes_of_them() -> None:
    """At the end, under the name they were given on the way."""
    watching = Watching(Bytes(streamed=True), Events(RESPONSES.write_response, "resp_ours"))
    writer, frames = RESPONSES.stream_writer(RESPONSES.peek_request(b'{"model":"m","input":"x"}')), b""
    seen = None
    for event in unfold(ANSWER):
        assert seen is None
        batch = watching.pass_on(Batch([event]))
        seen = watching.see(batch)
        frames += b"".join(each for named in batch.events or () for each in writer.feed(named))
    assert seen is not None
    assert seen.response.id == "resp_ours"
    told = body(Bytes(streamed=True).see(frames))
    assert (told["id"], told["output"]) == ("resp_ours", body(seen)["output"])


def test_what_has_a_name_keeps_it() -> None:
    """A provider of the same wire that did not stream, though it was asked to."""
    events = list(unfold(ANSWER))
    assert Events(RESPONSES.write_response, None).named(events) == events
    assert Events(RESPONSES.write_response, "resp_1").named([Start("a", "m"), Finish("stop", NOTHING)]) == [
        Start("resp_1", "m"),
        Finish("stop", NOTHING),
    ]


def test_bytes_pass_untouched() -> None:
    """The very batch."""
    watching = Watching(Bytes(streamed=False), Events(RESPONSES.write_response, "resp_ours"))
    batch = Batch(None, json.dumps(OBJECT).encode())
    assert watching.pass_on(batch) is batch
    assert body(watching.see(batch)) == OBJECT
