"""FAULTS 60: packets mean nothing, wherever a conversation is cut into them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.edge.connection import Connection
from proxy.edge.visit import CONTINUE
from tests.caller import chunked, request
from tests.edge import Room, Wire, mirror

CHUNKED = "transfer-encoding: chunked"
KINDS = (
    request("GET", "/a?b"),
    request("POST", "/b", b"body"),
    request("POST", "/c", b"", CHUNKED) + chunked(b"ab", b"c" * 20, last=b"0\r\nx: y\r\n\r\n"),
    request("POST", "/d", b"upgraded", "connection: upgrade", "upgrade: h2c"),
    request("POST", "/e", b"polite", "expect: 100-continue"),
    b"\r\n" + request("HEAD", "/f"),
)
ENDS = {
    "nothing": b"",
    "a last request": request("GET", "/z", b"", "connection: close") + request("GET", "/never"),
    "a broken body": request("POST", "/z", b"", CHUNKED) + b"oops\r\n" + request("GET", "/never"),
    "nonsense": b"nonsense\r\n\r\n" + request("GET", "/never"),
    "another HTTP": b"GET / HTTP/2.0\r\n\r\n" + request("GET", "/never"),
    "too long a head": b"GET / HTTP/1.1\r\nx: " + b"y" * 200_000,
}


def test_however_a_conversation_is_cut_it_has_the_same_replies() -> None:
    """Packets mean nothing: neither where they end, nor whether we come to act between two of them."""

    async def replies(*pieces: bytes, pauses: Callable[[int], bool]) -> bytes:
        wire = Wire()
        room = Room(mirror)
        connection = Connection(room, asyncio.get_running_loop())
        connection.connection_made(wire)
        for number, piece in enumerate(pieces):
            await wire.carry(piece, connection)
            if pauses(number):
                await asyncio.sleep(0)
        await room.quiet()
        connection.connection_lost(None)
        return wire.written.replace(CONTINUE, b"")

    kinds = st.sampled_from(KINDS)

    @settings(max_examples=500, deadline=None)
    @given(
        st.lists(kinds, max_size=12), st.sampled_from(sorted(ENDS)), st.sets(st.integers(0, 900), max_size=30), st.sets(st.integers(0, 31))
    )
    def law(requests: list[bytes], end: str, cuts: set[int], pauses: set[int]) -> None:
        said = b"".join(requests) + ENDS[end]
        packets = range(0, len(said), 70_000)
        pieces = [said[start:stop] for start, stop in pairwise([0, *sorted(cuts), *packets[1:], len(said)])]
        whole = loop.run_until_complete(replies(*(said[at : at + 70_000] for at in packets), pauses=lambda n: True))
        assert whole.count(b"HTTP/1.1 ") == len(requests) + bool(ENDS[end])
        assert loop.run_until_complete(replies(*pieces, pauses=pauses.__contains__)) == whole

    loop = asyncio.new_event_loop()
    try:
        law()
    finally:
        loop.close()
