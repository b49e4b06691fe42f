"""One request of a caller and the reply to it."""

import asyncio

import pytest

from proxy.call import CallerLeft
from proxy.edge.visit import CONTINUE, lines
from tests.visits import Notebook, visit
from translators.canonical import Kind, Problem


async def test_pieces_become_one_body() -> None:
    """However the network cut it."""
    assert await visit(Notebook(), "POST", "/", [], b"ab", b"", b"cd").read(10) == b"abcd"
    assert await visit(Notebook(), "POST", "/", [], b"abcd").read(4) == b"abcd"
    assert await visit(Notebook(), "POST", "/", []).read(4) == b""


async def test_a_body_that_comes_slowly_is_waited_for() -> None:
    """Each piece makes room for the next."""
    line = Notebook()
    slow = visit(line, "POST", "/", [], b"ab", complete=False)
    reading = asyncio.ensure_future(slow.read(10))
    await asyncio.sleep(0)
    assert line.resumed == 1
    slow.pieces, slow.waiting, slow.complete = [b"cd"], 2, True
    slow.wake()
    assert await reading == b"abcd"


async def test_a_caller_who_leaves_has_no_body() -> None:
    """Nobody is there to be told."""
    gone = visit(Notebook(), "POST", "/", [], b"ab", complete=False)
    reading = asyncio.ensure_future(gone.read(10))
    await asyncio.sleep(0)
    gone.left = True
    gone.wake()
    with pytest.raises(CallerLeft):
        await reading


@pytest.mark.parametrize("pieces", [(b"12345",), (b"123", b"45")])
async def test_one_byte_too_many_is_refused(pieces: tuple[bytes, ...]) -> None:
    """The limit holds for one piece and for many, and the connection is of no more use."""
    large = visit(Notebook(), "POST", "/", [], *pieces)
    with pytest.raises(Problem) as raised:
        await large.read(4)
    assert raised.value.kind is Kind.TOO_LARGE
    assert not large.keep


async def test_a_body_announced_too_large_is_not_even_waited_for() -> None:
    """Its length is in the head; nobody is told to go on."""
    line = Notebook()
    large = visit(line, "POST", "/", [(b"content-length", b"99")], complete=False)
    large.expects = True
    with pytest.raises(Problem) as raised:
        await large.read(4)
    assert raised.value.kind is Kind.TOO_LARGE
    assert line.written == b""


async def test_a_caller_who_asks_first_is_told_to_go_on() -> None:
    """`expect: 100-continue`, as curl sends with large bodies."""
    line = Notebook()
    polite = visit(line, complete=False)
    polite.expects = True
    reading = asyncio.ensure_future(polite.read(4))
    await asyncio.sleep(0)
    assert line.written == CONTINUE
    polite.complete = True
    polite.wake()
    assert await reading == b""


@pytest.mark.parametrize(("coding", "fine"), [(b"identity", True), (b"", True), (b"gzip", False), (b"br", False)])
async def test_a_compressed_body_is_refused_in_words(coding: bytes, fine: bool) -> None:
    """A bomb is never unpacked, because nothing is."""
    asked = visit(Notebook(), "POST", "/", [(b"content-encoding", coding)], b"x")
    if fine:
        assert await asked.read(4) == b"x"
    else:
        with pytest.raises(Problem) as raised:
            await asked.read(4)
        assert raised.value.kind is Kind.WRONG_MEDIA


def test_a_whole_reply_is_one_write() -> None:
    """Head, length and body."""
    line = Notebook()
    asked = visit(line)
    asked.marks = b"vary: origin\r\n"
    asked.reply(200, b"a: b\r\n", b"hello")
    assert line.written == b"HTTP/1.1 200 OK\r\ndate: today\r\nvary: origin\r\na: b\r\ncontent-length: 5\r\n\r\nhello"
    assert line.whole


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("OPTIONS", 204)])
def test_some_replies_have_no_body(method: str, status: int) -> None:
    """Whatever is said about it."""
    line = Notebook()
    visit(line, method).reply(status, b"", b"hello" if status == 200 else b"")
    assert line.written.endswith(b"\r\n\r\n")
    assert (b"content-length: 5" in line.written) is (status == 200)


@pytest.mark.parametrize("chunked", [True, False])
def test_a_stream_whose_head_alone_is_wanted_has_no_length(chunked: bool) -> None:
    """Nor a body; what would be sent is as long as it is."""
    line = Notebook()
    asked = visit(line, "HEAD")
    asked.chunked = chunked
    asked.begin(200, b"a: b\r\n")
    asked.end(b"two")
    assert line.written.endswith(b"a: b\r\n" + (b"transfer-encoding: chunked\r\n" if chunked else b"") + b"\r\n")
    assert line.whole


async def test_a_streams_head_goes_with_its_first_bytes() -> None:
    """And its end is marked."""
    line = Notebook()
    asked = visit(line)
    asked.begin(200, b"a: b\r\n")
    assert line.written == b""
    await asked.write(b"one")
    assert line.written.endswith(b"a: b\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n")
    await asked.write(b"")
    asked.end(b"two")
    assert line.written.endswith(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    assert line.whole


async def test_an_empty_stream_still_has_a_head() -> None:
    """It would not be a reply without."""
    line = Notebook()
    asked = visit(line)
    asked.begin(200, b"")
    asked.end()
    assert line.written.startswith(b"HTTP/1.1 200 OK\r\n")
    assert line.written.endswith(b"0\r\n\r\n")


async def test_a_reply_that_says_how_long_it_is_goes_out_as_it_is() -> None:
    """In as many pieces as it is made of."""
    line = Notebook()
    asked = visit(line)
    asked.chunked = False
    asked.begin(200, b"content-length: 6\r\n")
    await asked.write(b"one")
    assert line.written.endswith(b"\r\ncontent-length: 6\r\n\r\none")
    asked.end(b"two")
    assert line.written.endswith(b"\r\n\r\nonetwo")
    assert line.whole


async def test_a_head_can_be_shown_before_the_first_bytes() -> None:
    """And is not said twice."""
    line = Notebook()
    asked = visit(line)
    asked.begin(200, b"a: b\r\n")
    asked.show_head()
    asked.show_head()
    assert line.written.endswith(b"a: b\r\ntransfer-encoding: chunked\r\n\r\n")
    await asked.write(b"one")
    assert line.written.count(b"a: b") == 1


async def test_a_cut_leaves_a_reply_as_it_is() -> None:
    """Nothing marks its end, and nothing can follow it."""
    line = Notebook()
    asked = visit(line)
    asked.begin(200, b"")
    await asked.write(b"one")
    asked.cut()
    asked.end(b"two")
    assert line.written.endswith(b"3\r\none\r\n")
    assert line.whole
    assert not asked.keep


async def test_who_has_left_is_written_nothing() -> None:
    """And who has been answered is not answered twice."""
    line = Notebook()
    gone = visit(line)
    gone.left = True
    gone.reply(200, b"", b"x")
    gone.begin(200, b"")
    await gone.write(b"x")
    gone.end()
    assert line.written == b""
    answered = visit(line)
    answered.reply(200, b"", b"x")
    once = line.written
    answered.reply(500, b"", b"x")
    answered.end(b"x")
    answered.abandon()
    assert line.written == once
    assert not line.dropped


def test_a_visit_nobody_answered_hangs_up() -> None:
    """Better than a caller who waits for ever."""
    line = Notebook()
    visit(line).abandon()
    assert line.dropped


def test_a_header_is_one_line() -> None:
    """Nothing can be smuggled into another."""
    assert lines([(b"a", b"b"), (b"c", b"")]) == b"a: b\r\nc: \r\n"
    for value in (b"b\r\nx: y", b"b\nx: y", b"b\r", b"\0"):
        with pytest.raises(ValueError, match="one line"):
            lines([(b"a", value)])
