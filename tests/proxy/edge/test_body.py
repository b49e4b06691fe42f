"""The body of a request, read once and within bounds."""

from collections.abc import Awaitable, Callable

import pytest

from proxy.edge.body import Body, CallerLeft, Message
from translators.canonical import Kind, Problem


def sent(*pieces: bytes, leaves: bool = False) -> Callable[[], Awaitable[Message]]:
    """A caller that sends these pieces."""
    messages: list[Message] = [{"type": "http.request", "body": p, "more_body": leaves or i < len(pieces) - 1} for i, p in enumerate(pieces)]
    messages.append({"type": "http.disconnect"})

    async def receive() -> Message:
        return messages.pop(0)

    return receive


async def test_pieces_become_one_body() -> None:
    """However the network cut it."""
    assert await Body(sent(b"ab", b"", b"cd"), [], 10).read() == b"abcd"
    assert await Body(sent(b"abcd"), [], 4).read() == b"abcd"


async def test_a_caller_who_leaves_has_no_body() -> None:
    """Nobody is there to be told."""
    for receive in (sent(), sent(b"ab", leaves=True)):
        with pytest.raises(CallerLeft):
            await Body(receive, [], 10).read()


@pytest.mark.parametrize("pieces", [(b"12345",), (b"123", b"45")])
async def test_one_byte_too_many_is_refused(pieces: tuple[bytes, ...]) -> None:
    """The limit holds for one piece and for many."""
    with pytest.raises(Problem) as raised:
        await Body(sent(*pieces), [], 4).read()
    assert raised.value.kind is Kind.TOO_LARGE


async def test_a_body_announced_too_large_is_not_even_read() -> None:
    """Its length is in the head."""
    with pytest.raises(Problem) as raised:
        await Body(sent(b""), [(b"content-length", b"99")], 4).read()
    assert raised.value.kind is Kind.TOO_LARGE


@pytest.mark.parametrize(("coding", "fine"), [(b"identity", True), (b"", True), (b"gzip", False), (b"br", False)])
async def test_a_compressed_body_is_refused_in_words(coding: bytes, fine: bool) -> None:
    """A bomb is never unpacked, because nothing is."""
    body = Body(sent(b"x"), [(b"content-encoding", coding)], 4)
    if fine:
        assert await body.read() == b"x"
    else:
        with pytest.raises(Problem) as raised:
            await body.read()
        assert raised.value.kind is Kind.WRONG_MEDIA
