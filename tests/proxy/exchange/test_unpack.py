"""Unpacking: the same however it is split, and never more than is allowed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.exchange.unpack import PIECE, Unpacker, unpacker
from translators.canonical import Kind, Problem

PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    " GZip ": gzip.compress,
}


def made(encoding: str, room: int = 1 << 20) -> Unpacker:
    found = unpacker("house", encoding, room)
    assert found is not None
    return found


def unpacked(one: Unpacker, data: bytes, step: int) -> bytes:
    out = b"".join(piece for at in range(0, len(data), step) for piece in one.feed(data[at : at + step]))
    one.finish()
    return out


@pytest.mark.parametrize("encoding", PACKED)
@given(body=st.binary(max_size=2000), step=st.integers(min_value=1, max_value=300))
def test_splitting_changes_nothing(encoding: str, body: bytes, step: int) -> None:
    """Whatever the network does."""
    assert unpacked(made(encoding), PACKED[encoding](body), step) == body


@given(body=st.binary(min_size=1, max_size=2000), step=st.integers(min_value=1, max_value=300))
def test_raw_deflate_is_understood(body: bytes, step: int) -> None:
    """Some servers leave the zlib head out."""
    packed = zlib.compress(body, wbits=-15)
    if packed[0] & 0x0F == 8 and step == 1:
        return  # one byte alone cannot tell the two apart
    if packed[0] & 0x0F == 8 and (packed[0] << 8 | packed[1]) % 31 == 0:
        return  # nor can two, by chance
    assert unpacked(made("deflate"), packed, step) == body


@pytest.mark.parametrize("size", [PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 5 * PIECE + 77])
def test_nothing_is_left_inside_at_the_edge_of_a_piece(size: int) -> None:
    """The last bytes come out too."""
    body = bytes(size)
    assert unpacked(made("gzip"), gzip.compress(body), 1 << 20) == body


def test_pieces_are_small_and_the_room_is_the_limit() -> None:
    """A bomb stops within one piece of what is allowed."""
    bomb = gzip.compress(bytes(10_000_000))
    one = made("gzip", room=1_000_000)
    got: list[int] = []
    with pytest.raises(Problem) as caught:
        got.extend(len(piece) for piece in one.feed(bomb))
    assert caught.value.kind is Kind.PROVIDER_BAD_REPLY


def test_what_was_not_asked_for_is_refused() -> None:
    """And what is no encoding needs no unpacking."""
    assert unpacker("house", "", 1) is None
    assert unpacker("house", "identity", 1) is None
    for encoding in ("br", "zstd", "gzip, gzip", "rot13"):
        with pytest.raises(Problem) as caught:
            unpacker("house", encoding, 1)
        assert caught.value.kind is Kind.PROVIDER_BAD_REPLY


def test_an_empty_body_is_an_empty_body() -> None:
    """Whatever its head says."""
    made("gzip").finish()


def test_a_stream_that_breaks_off_is_cut() -> None:
    """Its end is checked."""
    one = made("gzip")
    list(one.feed(gzip.compress(b"hello")[:-4]))
    with pytest.raises(Problem) as caught:
        one.finish()
    assert caught.value.kind is Kind.PROVIDER_CUT_OFF
