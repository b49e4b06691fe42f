"""Frames in the caller's own wire."""

import pytest

from proxy.exchange.same_wire import SameWire
from tests.frames import COUNT, DONE, PING, STOP, say
from translators.canonical import Batch, Usage
from translators.framing.sse import Frame
from translators.openai_chat import TRANSLATOR
from translators.translator import Sight

ODD = b'id: 7\r\nevent: chunk\r\ndata: {"choices":\r\ndata: []}\r\n\r\n'


@pytest.mark.parametrize("raw", [say("one"), STOP, ODD], ids=["word", "stop", "odd"])
def test_the_bytes_pass_as_they_came(raw: bytes) -> None:
    """Field order, line ends and all."""
    assert SameWire(wants_usage=False, end=DONE).frame(Frame(raw, raw), Sight(content=True)) == Batch(None, raw)


def test_heartbeats_and_the_end_mark_pass() -> None:
    """They keep the caller's connection warm, and end its stream."""
    same = SameWire(wants_usage=False, end=DONE)
    assert same.heartbeat(Frame(PING)) == Batch(None, PING)
    assert same.done(Frame(b"data:[DONE]\r\n\r\n", b"[DONE]")) == Batch(None, b"data:[DONE]\r\n\r\n")


def test_a_forgotten_end_mark_is_written() -> None:
    """The caller is told of a good end in its wire's own way."""
    assert SameWire(wants_usage=False, end=DONE).end() == Batch(None, DONE)


def test_usage_alone_is_for_those_who_asked() -> None:
    """With choices beside it, it passes to everybody."""
    only, beside = Sight(usage=Usage(input=1), usage_only=True), Sight(usage=Usage(input=1))
    assert SameWire(wants_usage=False, end=DONE).frame(Frame(COUNT), only) is None
    assert SameWire(wants_usage=True, end=DONE).frame(Frame(COUNT), only) == Batch(None, COUNT)
    assert SameWire(wants_usage=False, end=DONE).frame(Frame(COUNT), beside) == Batch(None, COUNT)


def test_it_knows_what_the_wire_calls_the_end() -> None:
    """What is written is what a glance takes for the end."""
    assert TRANSLATOR.glance_frame(DONE[6:-2]).done
