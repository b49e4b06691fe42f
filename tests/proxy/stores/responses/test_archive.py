"""Where responses are kept. What is true on every shelf is in tests/contract/stores."""

from __future__ import annotations

import pytest

from proxy.stores.memory.shelf import MemoryShelf
from proxy.stores.responses.archive import DEEPEST, LONGEST, Archive, unknown_previous, unknown_response
from tests.canned import Clock
from tests.responses import record
from tests.shelves import Down
from translators.canonical import Kind, Problem


async def test_a_store_that_is_down_is_said_to_be() -> None:
    """To those who ask for what is in it; who has an answer to be kept keeps the answer."""
    archive = Archive(Down())
    await archive.keep("ci", record(), 60)
    for asking in (archive.find("ci", "resp_1"), archive.conversation("ci", "resp_1"), archive.forget("ci", "resp_1")):
        with pytest.raises(Problem) as refused:
            await asking
        assert (refused.value.kind, refused.value.status, refused.value.retry_after) == (Kind.STORE_DOWN, 503, 1.0)


async def test_an_id_that_nobody_gave_is_not_looked_for() -> None:
    """Nor said back at length."""
    archive, long = Archive(Down()), "x" * (LONGEST + 1)
    assert not await archive.forget("ci", long)
    assert len(unknown_response("x" * 10_000).message) < 400
    assert unknown_previous("resp_1").message == "Previous response with id 'resp_1' not found."


async def test_a_conversation_does_not_grow_for_ever() -> None:
    """Each response names all before it."""
    archive = Archive(MemoryShelf(Clock()))
    await archive.keep("ci", record("resp_x", before=tuple(f"{n}" for n in range(DEEPEST))), 60)
    with pytest.raises(Problem, match="begin a new one"):
        await archive.conversation("ci", "resp_x")
