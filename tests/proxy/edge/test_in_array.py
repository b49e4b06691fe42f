"""A stream as one JSON array."""

from __future__ import annotations

import json

import pytest

from proxy.edge.in_array import InArray, alone

FRAMES = b': hello\r\n\r\ndata: {"a": 1}\r\n\r\ndata: {"b": "\xc3\xbc"}\n\n: beat\n\ndata: [DONE]\n\ndata: {"c": [2]}\n\n'


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_frames_become_elements_however_they_are_cut(size: int) -> None:
    """Heartbeats and end marks do not."""
    array = InArray()
    body = b"".join(array.feed(FRAMES[at : at + size]) for at in range(0, len(FRAMES), size)) + array.end()
    assert json.loads(body) == [{"a": 1}, {"b": "ü"}, {"c": [2]}]
    assert body.startswith(b'[{"a": 1}\n,\r\n{"b"')
    assert body.endswith(b'{"c": [2]}\n]')


def test_each_element_goes_out_when_it_is_whole() -> None:
    """Nobody waits for the next."""
    array = InArray()
    assert array.feed(b'data: {"a":') == b""
    assert array.feed(b"1}\n\n") == b'[{"a":1}'


def test_the_end_may_say_something() -> None:
    """A problem, alone or behind what was said; without anything the array is empty."""
    assert json.loads(InArray().end()) == []
    assert json.loads(InArray().end(b'data: {"error": 1}\n\n')) == [{"error": 1}]
    array = InArray()
    said = array.feed(b"data: {}\n\n")
    assert json.loads(said + array.end(b'data: {"error": 1}\n\n')) == [{}, {"error": 1}]


def test_a_refusal_is_the_only_element() -> None:
    """As Google refuses."""
    assert json.loads(alone(b'{"error":{}}')) == [{"error": {}}]
