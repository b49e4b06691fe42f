"""Responses on every shelf: what one turn leaves the next one finds, and nobody else."""

from __future__ import annotations

import pytest

from proxy.stores.responses.archive import Archive
from proxy.stores.shelf import Shelf
from tests.responses import record
from translators.canonical import Kind, Problem

FIRST, SECOND, THIRD = record("resp_1"), record("resp_2", before=("resp_1",)), record("resp_3", before=("resp_1", "resp_2"))


@pytest.fixture
async def archive(shelf: Shelf) -> Archive:
    """With one conversation in it."""
    kept = Archive(shelf)
    for each in (FIRST, SECOND, THIRD):
        await kept.keep("ci", each, 60)
    return kept


async def test_a_conversation_is_found_by_its_last_response(archive: Archive) -> None:
    """All of it, in order."""
    assert await archive.conversation("ci", "resp_3") == (FIRST, SECOND, THIRD)
    assert await archive.conversation("ci", "resp_1") == (FIRST,)
    assert await archive.find("ci", "resp_2") == SECOND


async def test_another_tenant_has_none_of_it(archive: Archive) -> None:
    """It is not even said that somebody has."""
    assert await archive.find("other", "resp_1") is None
    assert not await archive.forget("other", "resp_1")
    with pytest.raises(Problem) as refused:
        await archive.conversation("other", "resp_1")
    assert refused.value.kind is Kind.UNKNOWN_PREVIOUS


async def test_a_conversation_with_a_turn_missing_is_refused(archive: Archive) -> None:
    """Half of it would be answered wrongly. The list of what was said has what is left."""
    assert await archive.forget("ci", "resp_1")
    with pytest.raises(Problem, match="Previous response with id 'resp_1' not found"):
        await archive.conversation("ci", "resp_3")
    assert await archive.still_there("ci", THIRD) == [SECOND]
