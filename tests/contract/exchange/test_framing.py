"""Where a reply ends: every framing HTTP/1 knows, in every splitting, and what is no reply at all."""

from __future__ import annotations

import gzip
import zlib

import pytest

from proxy.exchange.exchange import Bounds, Exchange, Patience
from tests.asks import BODY, ask, body_of, pieces_of
from tests.farside import CHUNKED, OK, Peer, answers, chunk, chunked, far_side, once, with_length
from translators.canonical import Kind, Problem

GOOD = {
    "a length": (with_length(b"hello"), b"hello"),
    "a length of zero": (with_length(b""), b""),
    "chunks": (chunked(b"hel", b"lo"), b"hello"),
    "no chunk": (chunked(), b""),
    "chunk extensions": (CHUNKED + b'5;name="a;b"\r\nhello\r\n0;last\r\n\r\n', b"hello"),
    "trailers": (chunked(b"hello", end=b"0\r\nx-checksum: 1\r\nx-other: 2\r\n\r\n"), b"hello"),
    "the end of the connection": (b"HTTP/1.1 200 OK\r\n\r\nhello", b"hello"),
    "the end of the connection, nothing": (b"HTTP/1.1 200 OK\r\n\r\n", b""),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\n\r\nhello", b"hello"),
    "HTTP/1.0 with a length": (b"HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nhello", b"hello"),
    "HTTP/1.0 kept": (b"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 5\r\n\r\nhello", b"hello"),
    "connection: close": (with_length(b"hello", b"connection: close"), b"hello"),
    "no reason": (b"HTTP/1.1 200\r\ncontent-length: 5\r\n\r\nhello", b"hello"),
    "an interim reply": (b"HTTP/1.1 100 Continue\r\n\r\n" + with_length(b"hello"), b"hello"),
    "interim replies with fields": (b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" * 3 + with_length(b"hello"), b"hello"),
    "gzip": (with_length(gzip.compress(b"hello"), b"content-encoding: gzip"), b"hello"),
    "gzip in chunks": (
        b"HTTP/1.1 200 OK\r\ncontent-encoding: GZIP\r\ntransfer-encoding: chunked\r\n\r\n" + chunk(gzip.compress(b"hello")) + b"0\r\n\r\n",
        b"hello",
    ),
    "two gzip members": (with_length(gzip.compress(b"hel") + gzip.compress(b"lo"), b"content-encoding: gzip"), b"hello"),
    "deflate": (with_length(zlib.compress(b"hello"), b"content-encoding: deflate"), b"hello"),
    "raw deflate": (with_length(zlib.compress(b"hello", wbits=-15), b"content-encoding: deflate"), b"hello"),
    "identity": (with_length(b"hello", b"content-encoding: identity"), b"hello"),
}


@pytest.mark.parametrize(("reply", "body"), GOOD.values(), ids=GOOD.keys())
async def test_a_reply_ends_where_its_framing_says(exchange: Exchange, reply: bytes, body: bytes) -> None:
    """Read whole or in chunks, in one packet: the body is the same."""
    async with far_side(once(reply)) as far:
        answer = await exchange.send(ask(far.origin))
        assert answer.status == 200
        assert await answer.read() == body
        await answer.close()
        answer = await exchange.send(ask(far.origin))
        assert b"".join([piece async for piece in answer.chunks()]) == body
        await answer.close()


@pytest.mark.parametrize(("reply", "body"), GOOD.values(), ids=GOOD.keys())
async def test_one_byte_per_packet_changes_nothing(exchange: Exchange, reply: bytes, body: bytes) -> None:
    """FAULTS 37: however the network splits it."""
    async with far_side(once(*(bytes([byte]) for byte in reply), pause=0)) as far:
        answer = await exchange.send(ask(far.origin))
        assert await answer.read() == body
        await answer.close()


@pytest.mark.parametrize("status", [204, 304])
async def test_a_status_without_a_body_has_none(exchange: Exchange, status: int) -> None:
    """Even when its head announces one; the connection is good for the next request."""
    reply = b"HTTP/1.1 %d No\r\ncontent-type: text/plain\r\n\r\n" % status
    async with far_side(answers(reply)) as far:
        for _ in range(2):
            answer = await exchange.send(ask(far.origin))
            assert (answer.status, await answer.read()) == (status, b"")
            await answer.close()
        assert far.connections == 1


async def test_a_whole_ask_gives_the_same(exchange: Exchange) -> None:
    """`whole` only says how it will be read."""
    async with far_side(once(CHUNKED, chunk(b"hel"), chunk(b"lo"), b"0\r\n\r\n", pause=0.01)) as far:
        answer = await exchange.send(ask(far.origin, whole=True))
        assert (answer.status, await answer.read()) == (200, b"hello")
        await answer.close()


async def test_header_names_are_lower_case_and_repeated_ones_joined(exchange: Exchange) -> None:
    """As Answer promises; values may be UTF-8, and are latin-1 when they are not."""
    fields = (b"X-Many: a", b"x-many:b ", b"X-Word: gr\xc3\xbcn", b"Retry-After:  7\t")
    async with far_side(once(with_length(b"", *fields)), once(with_length(b"", b"x-word: gr\xfcn"))) as far:
        answer = await exchange.send(ask(far.origin))
        assert {name: answer.headers[name] for name in ("x-many", "x-word", "retry-after")} == {
            "x-many": "a, b",
            "x-word": "grün",
            "retry-after": "7",
        }
        await answer.read()
        await answer.close()
        answer = await exchange.send(ask(far.origin))
        assert answer.headers["x-word"] == "grün"
        await answer.read()
        await answer.close()


async def test_a_redirect_is_an_answer_like_any_other(exchange: Exchange) -> None:
    """FAULTS 19: it is never followed, least of all with the key."""
    async with far_side(answers(OK)) as elsewhere:
        to = f"location: http://127.0.0.1:{elsewhere.origin.port}/".encode()
        async with far_side(answers(with_length(b"", to, status=b"307 Temporary Redirect"))) as far:
            answer = await exchange.send(ask(far.origin))
            assert (answer.status, await answer.read()) == (307, b"")
            await answer.close()
        assert elsewhere.connections == 0


async def test_the_request_arrives_as_it_was_asked(exchange: Exchange) -> None:
    """One host, one length, one body; nothing of a client's own but that it wants no compression."""
    async with far_side(answers(OK)) as far:
        for body in (BODY, b"x" * 300_000):
            answer = await exchange.send(ask(far.origin, body, path="/v1/x?y=1"))
            await answer.read()
            await answer.close()
    for received, body in zip(far.requests, (BODY, b"x" * 300_000), strict=True):
        assert received.line == "POST /v1/x?y=1 HTTP/1.1"
        assert received.body == body
        assert received.values("host") == [f"127.0.0.1:{far.origin.port}"]
        assert received.values("content-length") == [str(len(body))]
        assert received.values("accept-encoding") == ["identity"]
        assert received.values("authorization") == ["Bearer not-a-key"]
        names = {name.lower() for name, _ in received.fields}
        assert names == {"host", "content-length", "accept-encoding", "authorization", "content-type"}


NO_REPLY = {
    "HTML without a head": b"<html><body>Bad gateway</body></html>\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "a status that is no number": b"HTTP/1.1 abc OK\r\n\r\n",
    "a header name with a space": b"HTTP/1.1 200 OK\r\nbad name: x\r\ncontent-length: 0\r\n\r\n",
    "a length that is no number": b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
    "a negative length": b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
    "a switch of protocols": b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    "brotli": with_length(b"\x8b\x02\x80hello\x03", b"content-encoding: br"),
    "an encoding nobody knows": with_length(b"hello", b"content-encoding: rot13"),
    "two encodings": with_length(gzip.compress(gzip.compress(b"hello")), b"content-encoding: gzip, gzip"),
}


@pytest.mark.parametrize("reply", NO_REPLY.values(), ids=NO_REPLY.keys())
async def test_what_is_no_reply_is_a_bad_reply(exchange: Exchange, reply: bytes) -> None:
    """Said before any head is given out, so that another target can be tried; the connection is dropped."""
    async with far_side(once(reply, end="stay")) as far:
        with pytest.raises(Problem) as caught:
            await exchange.send(ask(far.origin))
        assert caught.value.kind is Kind.PROVIDER_BAD_REPLY
        await far.until(lambda: far.ends != [])


BAD_BODIES = {
    "a chunk size that is no number": CHUNKED + b"zz\r\nhello\r\n",
    "a chunk longer than it says": CHUNKED + b"2\r\nhello\r\n0\r\n\r\n",
    "gzip that is none": with_length(b"this is no gzip at all", b"content-encoding: gzip"),
    "something after deflate": with_length(zlib.compress(b"hello") + b"more", b"content-encoding: deflate"),
}


@pytest.mark.parametrize("reply", BAD_BODIES.values(), ids=BAD_BODIES.keys())
async def test_a_malformed_body_is_a_bad_reply(exchange: Exchange, reply: bytes) -> None:
    """Its reader is told; it does not end as if it were whole."""
    async with far_side(once(reply, end="stay")) as far:
        with pytest.raises(Problem) as caught:
            await body_of(exchange, ask(far.origin))
        assert caught.value.kind is Kind.PROVIDER_BAD_REPLY


async def test_a_head_may_be_as_large_as_the_bound_and_no_larger(exchange: Exchange) -> None:
    """FAULTS 20: in one field or in many, in one packet or many, with or without an end."""
    bounds = Bounds(header_bytes=8_192)
    fine = with_length(b"", b"x-long: " + b"a" * 8_000)
    one = with_length(b"", b"x-long: " + b"a" * 9_000)
    many = with_length(b"", *(b"x-%d: a" % number for number in range(2_000)))
    endless = b"HTTP/1.1 200 OK\r\nx-long: " + b"a" * 400_000
    interim = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" * 10_000
    async with far_side(once(fine)) as far:
        answer = await exchange.send(ask(far.origin, bounds=bounds))
        assert len(answer.headers["x-long"]) == 8_000
        await answer.read()
        await answer.close()
    for reply in (one, many, endless):
        packets = [reply[at : at + 1000] for at in range(0, len(reply), 1000)]
        async with far_side(once(reply, end="stay"), once(*packets, end="stay", pause=0)) as far:
            for _ in range(2):
                with pytest.raises(Problem) as caught:
                    await exchange.send(ask(far.origin, bounds=bounds))
                assert caught.value.kind is Kind.PROVIDER_BAD_REPLY
    async with far_side(once(interim, end="stay")) as far:
        with pytest.raises(Problem):
            await exchange.send(ask(far.origin, bounds=bounds, patience=Patience(first_byte=0.3)))


@pytest.mark.parametrize("reply", [with_length(b"x" * 20_001), chunked(*[b"x" * 67] * 300), b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 20_001])
@pytest.mark.parametrize("whole", [True, False])
async def test_a_body_may_be_as_large_as_the_bound_and_no_larger(exchange: Exchange, reply: bytes, whole: bool) -> None:
    """FAULTS 21: whichever framing."""
    async with far_side(once(reply, end="stay"), once(with_length(b"y" * 20_000))) as far:
        bounds = Bounds(body_bytes=20_000)
        with pytest.raises(Problem) as caught:
            await body_of(exchange, ask(far.origin, bounds=bounds, whole=whole))
        assert caught.value.kind is Kind.PROVIDER_BAD_REPLY
        answer = await exchange.send(ask(far.origin, bounds=bounds, whole=whole))
        assert await answer.read() == b"y" * 20_000
        await answer.close()


async def test_a_bomb_goes_off_in_small_pieces(exchange: Exchange) -> None:
    """FAULTS 22: 64 MB in 64 KB unpack up to the bound, piece by piece, and no further."""
    bomb = gzip.compress(bytes(64_000_000))
    async with far_side(once(with_length(bomb, b"content-encoding: gzip"), end="stay")) as far:
        pieces: list[bytes] = []
        with pytest.raises(Problem) as caught:
            await pieces_of(exchange, ask(far.origin, bounds=Bounds(body_bytes=10_000_000)), pieces)
        assert caught.value.kind is Kind.PROVIDER_BAD_REPLY
        assert max(map(len, pieces)) <= 65_536
        assert sum(map(len, pieces)) <= 10_000_000


async def test_a_compressed_body_that_breaks_off_is_cut(exchange: Exchange) -> None:
    """Even when its length is as announced."""
    packed = gzip.compress(b"hello" * 1000)[:-9]
    async with far_side(once(with_length(packed, b"content-encoding: gzip"))) as far:
        answer = await exchange.send(ask(far.origin))
        with pytest.raises(Problem) as caught:
            await answer.read()
        assert caught.value.kind is Kind.PROVIDER_CUT_OFF
        await answer.close()


async def _two_halves(peer: Peer) -> None:
    await peer.request()
    await peer.say(CHUNKED, chunk(b"a"), chunk(b"b"), chunk(b"c"), pause=0.02)
    await peer.say(b"0\r\n\r\n")


async def test_chunks_come_as_they_arrive(exchange: Exchange) -> None:
    """Nothing is held back until the end."""
    async with far_side(_two_halves) as far:
        answer = await exchange.send(ask(far.origin))
        pieces = [piece async for piece in answer.chunks()]
        await answer.close()
    assert pieces == [b"a", b"b", b"c"]
