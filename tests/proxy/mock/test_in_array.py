"""The moves of a stream as one JSON array."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from proxy.mock.faults import decode_fault
from proxy.mock.in_array import in_array
from proxy.mock.moves import Beat, Cut, Head, Move, Send
from proxy.mock.script import Habits, script
from proxy.mock.wires import spoken_at
from tests.asking import question


def moves(fault: str = "none", *, stream: bool = True) -> Sequence[Move]:
    """Of an echo."""
    path, body = question("gemini", "hello, world", stream=stream)
    spoken = spoken_at(path.partition("?")[0])
    assert spoken is not None
    return list(script(body, spoken, lambda: 0.0, Habits(faults=(decode_fault(fault),))))


def body(told: Sequence[Move]) -> bytes:
    """All that is sent."""
    return b"".join(move.data for move in told if isinstance(move, Send))


def test_a_stream_is_an_array() -> None:
    """An element for each event."""
    told = in_array(moves())
    assert told[0] == Head(200, (("content-type", "application/json"),))
    elements = json.loads(body(told))
    assert "".join(part["text"] for one in elements for part in one["candidates"][0]["content"]["parts"]) == "hello, world"


@pytest.mark.parametrize(("stream", "fault"), [(False, "none"), (True, "status-429"), (True, "html"), (True, "close")])
def test_what_is_no_stream_stays_as_it_is(stream: bool, fault: str) -> None:
    """A whole reply, a refusal, a page, nothing."""
    assert in_array(moves(fault, stream=stream)) == moves(fault, stream=stream)


def test_a_stream_that_fails_fails_as_an_array() -> None:
    """It is cut before its end; its signs of life are white space."""
    told = in_array(moves("cut"))
    assert told[-1] == Cut()
    with pytest.raises(json.JSONDecodeError):
        json.loads(body(told))
    assert in_array(moves("heartbeats"))[-1] == Beat(b"\n", 1.0)
