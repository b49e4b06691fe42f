"""What is asked?"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from proxy.call import Asked, CallerLeft
from proxy.stages.read import read
from tests.made import call, snapshot
from tests.onward import Onward
from translators.canonical import Kind, Problem

BODY = b'{"model": "fast", "stream": true, "n": 2, "messages": [{"role": "user", "content": "hello"}]}'


async def test_the_body_and_what_it_asks_for_are_known_from_here() -> None:
    """The bytes as they came, the envelope, and two facts."""
    onward, asked = Onward(), call(body=BODY)
    await read(asked, onward)
    assert onward.call.body == BODY
    assert (onward.call.envelope.model, onward.call.envelope.n) == ("fast", 2)
    assert (asked.facts.model, asked.facts.streamed) == ("fast", True)


async def test_what_the_address_says_counts() -> None:
    """On wires whose bodies do not say it."""
    onward, asked = Onward(), replace(call(body=BODY), asked=Asked("openai/gpt-4o", stream=False))
    await read(asked, onward)
    assert (onward.call.envelope.model, onward.call.envelope.stream) == ("openai/gpt-4o", False)
    assert (asked.facts.model, asked.facts.streamed) == ("openai/gpt-4o", False)


@pytest.mark.parametrize("model", ["", "a\r\nb", "x" * 600])
async def test_what_is_no_name_in_an_address_is_refused(model: str) -> None:
    """It reaches headers and logs."""
    onward = Onward()
    with pytest.raises(Problem) as caught:
        await read(replace(call(body=BODY), asked=Asked(model, stream=True)), onward)
    assert (caught.value.param, onward.calls) == ("model", [])


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"model": "fast"}', b'{"model": 1, "messages": []}'])
async def test_what_cannot_be_asked_is_refused(body: bytes) -> None:
    """400, and it is answered as a whole: nobody knows whether a stream was wanted."""
    onward, asked = Onward(), call(body=body)
    with pytest.raises(Problem) as caught:
        await read(asked, onward)
    assert (caught.value.kind, onward.calls, asked.facts.streamed) == (Kind.INVALID_REQUEST, [], False)


async def test_the_limit_is_the_configurations() -> None:
    """In bytes."""
    limits: list[int] = []

    async def noted(limit: int) -> bytes:
        limits.append(limit)
        return BODY

    here = snapshot()
    await read(replace(call(here), read=noted), Onward())
    assert limits == [here.server.max_body_mb * 1024 * 1024]


async def test_a_caller_may_leave_before_it_has_asked() -> None:
    """That is nobody's fault."""

    async def gone(limit: int) -> bytes:
        raise CallerLeft

    onward = Onward()
    with pytest.raises(CallerLeft):
        await read(replace(call(), read=gone), onward)
    assert onward.calls == []
