"""Feeding a reply: split anywhere, it reads the same."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from proxy.exchange.exchange import Bounds, Origin
from proxy.exchange.wire.answer import WireAnswer
from proxy.exchange.wire.reading import KEPT, Reading
from tests.asks import ask
from tests.farside import chunked, with_length
from translators.canonical import Kind, Problem

HERE = Origin("http", "here", 80)
INTERIM = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
REPLIES = [with_length(b"hello", b"x-a: b"), chunked(b"hel", b"lo"), INTERIM + INTERIM + with_length(b"hello"), with_length(b"")]


class Line:
    """A connection that only notes what is asked of it."""

    def drop(self) -> None:
        """Asked by nobody here."""

    def resume(self) -> None:
        """Likewise."""


def fed(data: bytes, cuts: list[int], bounds: Bounds | None = None) -> tuple[Reading, WireAnswer, Problem | None]:
    """A reply cut at these places."""
    loop = asyncio.new_event_loop()
    try:
        reading = Reading(loop, lambda: 1.0)
        reading.answer = answer = WireAnswer(Line(), loop, ask(HERE, bounds=bounds or Bounds()), reused=False)
        places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
        for start, end in pairwise(places):
            problem = reading.feed(answer, data[start:end])
            if problem is not None:
                return reading, answer, problem
    finally:
        loop.close()
    return reading, answer, None


@given(st.sampled_from(REPLIES), st.lists(st.integers(min_value=0, max_value=1000), max_size=12))
def test_splitting_changes_nothing(reply: bytes, cuts: list[int]) -> None:
    """Status, headers, body, end and whether the connection may be kept."""
    whole, split = fed(reply, []), fed(reply, cuts)
    for _, answer, problem in (whole, split):
        assert problem is None
        assert answer.status == 200
        assert answer.first_byte_at == 1.0
    assert whole[1].headers == split[1].headers
    assert b"".join(whole[1].parts) == b"".join(split[1].parts)
    assert (whole[0]._ended, whole[0]._keep) == (split[0]._ended, split[0]._keep) == (True, True)


@given(st.sampled_from(REPLIES), st.sampled_from([b"x", b"HTTP/1.1 200 OK\r\n\r\n", b"\0"]), st.lists(st.integers(0, 1000), max_size=5))
def test_what_follows_in_the_same_packet_is_not_kept(reply: bytes, rest: bytes, cuts: list[int]) -> None:
    """The reply itself is good."""
    reading, answer, problem = fed(reply + rest, [cut % len(reply) for cut in cuts])
    assert problem is None
    assert reading._ended
    assert not reading._keep
    assert b"".join(answer.parts) in (b"hello", b"")


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=5))
def test_no_bytes_do_anything_but_read_or_fail(rubbish: bytes, cuts: list[int]) -> None:
    """A problem of its kind, or nothing yet."""
    for data in (rubbish, b"HTTP/1.1 " + rubbish, b"HTTP/1.1 200 OK\r\n" + rubbish, REPLIES[1][:60] + rubbish):
        problem = fed(data, cuts)[2]
        assert problem is None or problem.kind is Kind.PROVIDER_BAD_REPLY


def test_lines_end_in_cr_and_lf() -> None:
    """A head is found by its blank line, so no other kind may pass."""
    for end in (b"\n\n", b"\r\na: b\n\r\n", b"\r\na: b\r\n\n", b"\r\na: b\r\n c\r\n\r\n"):
        _, answer, problem = fed(b"HTTP/1.1 200 OK" + end + b"content-length: 0\r\n\r\n", [])
        assert problem is not None
        assert answer.status == 0


def test_the_server_says_how_long_it_keeps() -> None:
    """A second less is safe; without a word it is our own habit."""
    assert fed(with_length(b""), [])[0]._kept == KEPT
    assert fed(with_length(b"", b"Keep-Alive: timeout=5"), [])[0]._kept == 4.0
