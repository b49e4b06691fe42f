"""What a caller says: bytes to visits, with a deadline and a bound for every part."""

from __future__ import annotations

import asyncio

import pytest

from proxy.edge.hearing import HEAD_BYTES, NOT_ONE_HOST
from proxy.edge.visit import Visit
from tests.caller import chunked, request
from tests.edge import app, edge, mirror

CHUNKED = "transfer-encoding: chunked"


async def test_a_request_is_heard_as_it_was_said() -> None:
    """Method, path, query, headers in lower case, body."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("PUT", "/a%20b/%C3%BC?x=%20", b"body", "X-Y: Z"))
        assert (await caller.reply()).body.decode() == "PUT /a b/ü ?x=%20 [x-y=Z,content-length=4] body"


async def test_a_body_may_come_in_chunks() -> None:
    """With extensions, which mean nothing."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"", CHUNKED), b"3;name=x\r\nabc\r\n", chunked(b"de", b"f"))
        assert (await caller.reply()).body.endswith(b"] abcdef")


async def test_what_follows_a_body_is_no_header() -> None:
    """A proxy that strips keys from heads does not look there, so neither do we."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"", CHUNKED) + chunked(b"a", last=b"0\r\nauthorization: Bearer stolen\r\n\r\n"))
        assert (await caller.reply()).body == b"POST / ? [transfer-encoding=chunked] a"


@pytest.mark.parametrize(
    "line", ["GET / HTTP/2.0", "GET / HTTP/0.9", "GET /", "GET / HTTP/1.2", "GET / HTTP/3", "PRI * HTTP/2.0\r\n\r\nSM"]
)
async def test_another_http_is_refused_in_words(line: str) -> None:
    """In JSON, and the connection ends."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(f"{line}\r\n\r\n".encode())
        refused = await caller.reply()
        assert (refused.status, refused.code) == (400, "invalid_request")
        assert refused.headers["connection"] == "close"
        assert refused.headers["date"].endswith(" GMT")
        assert await caller.over() == b""


@pytest.mark.parametrize(
    "head",
    [
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS, knocking at the wrong door
        "\x00\x00\x00\x00",
        "hello",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\na : b\r\n\r\n",
        "GET / HTTP/1.1\r\na: b\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\na: b\0c\r\n\r\n",
        "GET / HTTP/1.1\na: b\n\n",
        "GET /\x80 HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na",
        "POST / HTTP/1.1\r\ncontent-length: 1, 1\r\n\r\na",
        "POST / HTTP/1.1\r\ncontent-length: -1\r\n\r\na",
        "POST / HTTP/1.1\r\ncontent-length: 0x1\r\n\r\na",
        "POST / HTTP/1.1\r\ncontent-length: 99999999999999999999\r\n\r\na",
        "POST / HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n",
    ],
    ids=lambda head: repr(head)[1:50],
)
async def test_a_head_with_two_readings_is_refused(head: str) -> None:
    """Whoever stands before us may have read it the other way."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(head.replace("HTTP/1.1", "HTTP/1.1\r\nhost: here", 1).encode("latin-1"))
        refused = await caller.reply()
        assert (refused.status, refused.code) == (400, "invalid_request")
        assert NOT_ONE_HOST not in refused.body.decode()
        assert await caller.over() == b""


@pytest.mark.parametrize(
    ("head", "fine"),
    [
        ("GET / HTTP/1.1\r\nhost: here\r\n", True),
        ("GET / HTTP/1.1\r\nHost:\r\n", True),
        ("GET / HTTP/1.0\r\n", True),
        ("GET / HTTP/1.0\r\nhost: here\r\n", True),
        ("GET / HTTP/1.1\r\n", False),
        ("GET http://here/ HTTP/1.1\r\n", False),
        ("GET / HTTP/1.1\r\nhost: here\r\na: b\r\nHOST: here\r\n", False),
        ("GET / HTTP/1.0\r\nhost: here\r\nhost: there\r\n", False),
    ],
)
async def test_a_request_says_once_which_host_it_is_for(head: str, fine: bool) -> None:
    """RFC 9112: two proxies may read two of them each in its own way, and HTTP/1.0 may leave it out. What went before does not count."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("GET", "/before"))
        assert (await caller.reply()).status == 200
        await caller.say(f"{head}\r\n".encode())
        reply = await caller.reply()
        assert reply.status == (200 if fine else 400)
        if not fine:
            assert reply.code == "invalid_request"
            assert await caller.over() == b""


@pytest.mark.parametrize("coding", ["gzip", "xchunked", "chunked, identity", "identity"])
async def test_a_body_in_an_unknown_coding_is_refused(coding: str) -> None:
    """Nobody knows where it ends."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"", f"transfer-encoding: {coding}") + b"0\r\n\r\n")
        assert (await caller.reply()).status == 400
        assert await caller.over() == b""


@pytest.mark.parametrize("broken", [b"x\r\n", b"-1\r\n", b"fffffffffffffffff\r\n", b"3\r\nabcd\r\n", b"3\r\nab\r\n0\r\n\r\n"])
async def test_a_body_that_breaks_is_told_to_whoever_reads_it(broken: bytes) -> None:
    """The call is answered, not left waiting."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"", CHUNKED), broken)
        refused = await caller.reply()
        assert refused.body == b"invalid_request: this is not well-formed HTTP/1.1"
        assert refused.headers["connection"] == "close"
        assert await caller.over() == b""


@pytest.mark.parametrize("pieces", [1, 7])
@pytest.mark.parametrize("name", [b"x", b""])
async def test_a_head_has_a_bound(pieces: int, name: bytes) -> None:
    """Whether it comes at once or not, ends or not; one just under it is fine."""
    lines = b"x: %b\r\n" % (b"y" * 1000) * 80 if name else b"x: " + b"y" * 80_000
    head = b"GET / HTTP/1.1\r\nhost: here\r\n" + lines + b"\r\n\r\n"
    size = len(head) // pieces + 1
    async with edge(mirror) as running:
        async with running.calling() as caller:
            await caller.say(*(head[at : at + size] for at in range(0, len(head), size)), pause=0.001)
            refused = await caller.reply()
            assert (refused.status, refused.code) == (431, "request_too_large")
            assert await caller.over() == b""
        async with running.calling() as caller:
            await caller.say(b"GET / HTTP/1.1\r\nhost: here\r\nx: " + b"y" * (HEAD_BYTES - 100) + b"\r\n\r\n")
            assert (await caller.reply()).status == 200


async def test_a_large_body_beside_its_head_is_not_mistaken_for_one() -> None:
    """Though both come in one packet."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"z" * 150_000))
        assert (await caller.reply()).body.count(b"z") == 150_000


@pytest.mark.parametrize("endless", [b"0\r\n" + b"x: y\r\n" * 50_000, b"0\r\nx: " + b"y" * 300_000, b"3;" + b"x" * 300_000])
async def test_what_is_no_body_has_a_bound(endless: bytes) -> None:
    """Trailers and extensions of chunks are held to that of a head."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"", CHUNKED), chunked(b"abc", last=b""))
        for at in range(0, len(endless), 10_000):
            await caller.say(endless[at : at + 10_000], pause=0.0005)
        assert (await caller.reply()).status == 431


async def test_tiny_chunks_are_no_trailers() -> None:
    """However many: each brings some of the body."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"", CHUNKED), chunked(*[b"a"] * 60_000))
        assert (await caller.reply()).body.count(b"a") > 60_000 - 1


async def test_nobody_is_connected_to_anything() -> None:
    """CONNECT is a request like any other, and the last one: what follows is not ours."""
    async with edge(mirror) as running, running.calling() as caller:
        await caller.say(b"CONNECT provider:443 HTTP/1.1\r\nhost: provider:443\r\n\r\nGET / HTTP/1.1\r\n\r\n")
        reply = await caller.reply()
        assert reply.body.startswith(b"CONNECT provider:443 ")
        assert reply.headers["connection"] == "close"
        assert await caller.over() == b""


async def test_a_slow_head_is_not_waited_for() -> None:
    """A byte now and then does not help."""
    async with edge(mirror, header_seconds=0.2) as running, running.calling() as caller:
        sending = asyncio.ensure_future(caller.say(*[b"G", b"ET / HTTP/1.1\r\n", *[b"a: b\r\n"] * 100], pause=0.02))
        refused = await caller.reply()
        assert (refused.status, refused.code) == (408, "request_timeout")
        sending.cancel()
        await asyncio.wait([sending])
        assert await caller.over() == b""


@pytest.mark.parametrize("body", [b"", b"1\r\na\r\n"])
async def test_a_slow_body_is_not_waited_for(body: bytes) -> None:
    """Whoever reads it is told, so that the call has an end."""
    async with edge(mirror, body_seconds=0.1) as running, running.calling() as caller:
        await caller.say(request("POST", "/", b"", CHUNKED), body)
        refused = await caller.reply()
        assert refused.body == b"request_timeout: the body was not whole after 0.1 s"
        assert (refused.status, refused.headers["connection"]) == (408, "close")
        assert await caller.over() == b""


@pytest.mark.parametrize("asked", [0, 1])
async def test_an_idle_connection_is_closed_without_a_word(asked: int) -> None:
    """Before a first request, and after one."""
    async with edge(mirror, keep_alive_seconds=0.5, header_seconds=0.3) as running, running.calling() as caller:
        for _ in range(asked):
            await caller.say(request("GET"))
            assert "connection" not in (await caller.reply()).headers
        assert await caller.over() == b""


async def test_without_keep_alive_every_reply_says_so() -> None:
    """And a caller still has time to say what it came for."""
    async with edge(mirror, keep_alive_seconds=0) as running, running.calling() as caller:
        await asyncio.sleep(0.05)
        await caller.say(request("GET"))
        assert (await caller.reply()).headers["connection"] == "close"
        assert await caller.over() == b""


async def test_time_in_which_we_did_not_listen_is_not_held_against_a_caller() -> None:
    """The rest of its body is on its way, but it was us who stopped reading."""
    go = asyncio.Event()

    @app
    async def slow(visit: Visit) -> None:
        await go.wait()
        visit.reply(200, b"", b"%d" % len(await visit.read(100_000_000)))

    async with edge(slow, header_seconds=0.7, body_seconds=0.7) as running, running.calling() as caller:
        sending = asyncio.ensure_future(caller.say(request("GET", "/1") + request("POST", "/2", b"x" * 20_000_000)))
        await asyncio.sleep(1.0)
        go.set()
        assert (await caller.reply()).body == b"0"
        assert (await caller.reply()).body == b"20000000"
        await sending
