"""Frames come out the same however the network cut the bytes, and no byte is lost."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translators.canonical import Kind, Problem
from translators.framing.sse import Decoder, Frame, encode

ENDS = ["\n", "\r\n", "\r"]
FIELDS = (
    'data: {"a":"é"}',
    "data:x",
    "data: ",
    "data",
    ": ping",
    ":",
    "event: error",
    "event:e",
    "id: 7",
    "retry: 10",
    "odd",
    "",
    "data: y",
)
lines = st.sampled_from(FIELDS)
streams = st.lists(st.tuples(lines, st.sampled_from(ENDS)), max_size=20).map(
    lambda rows: "".join(f"{line}{end}" for line, end in rows).encode()
)
tidy = st.tuples(st.lists(st.lists(lines.filter(bool), min_size=1, max_size=4), max_size=5), st.sampled_from(ENDS)).map(
    lambda made: "".join("".join(f"{line}{made[1]}" for line in frame) + made[1] for frame in made[0]).encode()
)


def fed(stream: bytes, cuts: list[int]) -> tuple[list[Frame], bytes]:
    """The frames of a stream that came in pieces, and what was left of it."""
    decoder = Decoder()
    places = sorted({0, len(stream), *(cut % (len(stream) + 1) for cut in cuts)})
    frames = [frame for a, b in pairwise(places) for frame in decoder.feed(stream[a:b])]
    return frames, decoder.rest()


def by_the_book(stream: bytes) -> list[tuple[bytes, bytes]]:
    """What a browser dispatches: an independent reading of the standard, for streams whose bytes have all come."""
    text = stream.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    found: list[tuple[bytes, bytes]] = []
    data: list[bytes] = []
    event = b""
    for line in text.split(b"\n")[:-1]:
        name, _, value = line.partition(b":")
        value = value[1:] if value.startswith(b" ") else value
        if not line:
            if b"\n".join(data):
                found.append((event, b"\n".join(data)))
            data, event = [], b""
        elif name == b"data":
            data.append(value)
        elif name == b"event":
            event = value
    return found


@given(streams | tidy, st.lists(st.integers(0, 300), max_size=12))
def test_any_split_gives_the_same_frames(stream: bytes, cuts: list[int]) -> None:
    """The law of every decoder."""
    assert fed(stream, cuts) == fed(stream, []) == fed(stream, list(range(len(stream))))


@given(streams | tidy | st.binary(max_size=60), st.lists(st.integers(0, 300), max_size=5))
def test_no_byte_is_lost(stream: bytes, cuts: list[int]) -> None:
    """The frames' raw bytes and the rest are the stream."""
    frames, rest = fed(stream, cuts)
    assert b"".join(frame.raw for frame in frames) + rest == stream


@given(streams | tidy)
def test_frames_are_those_of_the_standard(stream: bytes) -> None:
    """Fields, comments, several lines of data, all three line ends."""
    decoder = Decoder()
    frames = decoder.feed(stream) + decoder.end()
    found = [(frame.event, frame.data) for frame in frames if frame.data is not None]
    book = by_the_book(stream)
    assert found[: len(book)] == book
    assert len(found) - len(book) <= 1  # the last one may lack its blank line


@pytest.mark.parametrize("end", ENDS)
def test_line_ends(end: str) -> None:
    """LF, CRLF and CR."""
    stream = f"event: e{end}data: 1{end}data: 2{end}{end}: ping{end}{end}data: 3{end}{end}".encode()
    frames, rest = fed(stream, [])
    assert [(frame.event, frame.data) for frame in frames] == [(b"e", b"1\n2"), (b"", None), (b"", b"3")]
    assert rest == b""


def test_a_byte_order_mark_is_no_data() -> None:
    """Only at the very start."""
    frames, _ = fed(b"\xef\xbb\xbfdata: 1\n\ndata: \xef\xbb\xbf2\n\n", list(range(30)))
    assert [frame.data for frame in frames] == [b"1", b"\xef\xbb\xbf2"]
    assert frames[0].raw.startswith(b"\xef\xbb\xbf")


def test_a_usual_frame_is_passed_on_whole() -> None:
    """The very object that came, not a copy."""
    chunk = b'data: {"a":1}\n\n'
    (frame,) = Decoder().feed(chunk)
    assert frame.raw is chunk
    assert frame.data == b'{"a":1}'


def test_heartbeats_carry_nothing() -> None:
    """Comments, blank lines, data that is empty: passed on, and no progress."""
    frames, rest = fed(b": ping\n\n\n\r\ndata:\n\ndata: \n\nevent: ping\n\nid: 1\n\n", [])
    assert [frame.data for frame in frames] == [None] * 7
    assert rest == b""


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r", "\r\n\r", "\n\r"])
def test_the_last_frame_may_lack_its_blank_line(end: str) -> None:
    """It is given one, so that it can be passed on."""
    decoder = Decoder()
    assert decoder.feed(f"data: 1\n\ndata: 2{end}".encode())[0].data == b"1"
    (last,) = decoder.end()
    assert last.data == b"2"
    assert [frame.data for frame in Decoder().feed(last.raw + b"x")] == [b"2"]
    assert decoder.end() == []


def test_nothing_is_made_of_a_comment_at_the_end() -> None:
    """A frame that says nothing is none."""
    decoder = Decoder()
    decoder.feed(b": going")
    assert decoder.end() == []


@pytest.mark.parametrize("cut", [1, 7, 10_000])
def test_a_frame_without_end_is_refused(cut: int) -> None:
    """Memory is bounded, however the bytes come."""
    decoder = Decoder(limit=100)
    stream = b"data: " + b"x" * 200
    with pytest.raises(Problem) as caught:
        list(map(decoder.feed, (stream[start : start + cut] for start in range(0, len(stream), cut))))
    assert caught.value.kind is Kind.PROVIDER_BAD_REPLY


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n"])
def test_a_frame_over_the_limit_is_refused_even_when_it_is_whole(end: bytes) -> None:
    """The same bytes, the same answer."""
    with pytest.raises(Problem):
        Decoder(limit=100).feed(b"data: " + b"x" * 200 + end)
    assert Decoder(limit=300).feed(b"data: " + b"x" * 200 + end)


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n", b"\r\r"])
@pytest.mark.parametrize("size", [1, 1000, 100_000])
def test_a_large_frame_is_linear(end: bytes, size: int) -> None:
    """A megabyte, even byte by byte."""
    length = 1_000_000 if size > 1 else 300_000
    stream = b"data: " + b"x" * length + end
    decoder = Decoder()
    began = process_time()
    frames = [frame for start in range(0, len(stream), size) for frame in decoder.feed(stream[start : start + size])]
    assert [len(frame.data or b"") for frame in frames] == [length]
    assert process_time() - began < 10


def test_ten_thousand_frames_in_one_packet() -> None:
    """None is left behind."""
    one = b'data: {"choices":[]}\n\n'
    frames = Decoder().feed(one * 10_000)
    assert len(frames) == 10_000
    assert {frame.raw for frame in frames} == {one}


@given(st.binary(min_size=1).filter(lambda data: not set(data) & set(b"\r\n")), st.sampled_from([b"", b"error"]))
def test_decoding_undoes_encoding(data: bytes, event: bytes) -> None:
    """decode(encode(x)) == x, a leading space included."""
    (frame,) = Decoder().feed(encode(data, event))
    assert (frame.data, frame.event) == (data, event)
