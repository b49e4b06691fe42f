"""[ledger] durability = "power": the last byte waits for the disk, and only the last."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from proxy.stages.exchange import AskTarget
from records.ledger.entry import Entry
from tests.canned import CannedAnswer, Piece, canned
from tests.frames import COUNT, DONE, ERROR, HELLO, STOP, say
from tests.metering import BODY, Metered, answering, asking, close
from translators.canonical import Problem

SLOW = 0.3  # seconds between two times that the disk is asked


async def seconds(waited: Callable[[], Any]) -> float:
    began = asyncio.get_running_loop().time()
    await waited()
    return asyncio.get_running_loop().time() - began


async def late(metered: Metered) -> None:
    """The disk was asked just now, so that the next time is far."""
    metered.intake.put(Entry(request_id="req_0", attempt=1, at=1))
    await metered.intake.safe()


async def test_only_the_last_byte_waits_for_the_disk(tmp_path: Path) -> None:
    """And it does; what follows it does not wait once more."""
    metered, asked = Metered(tmp_path, durable=True, sync_every=SLOW), asking(stream=True)
    await late(metered)
    reply = await metered.ask(asked, answering(metered, HELLO + say("one"), say("two"), STOP, COUNT, DONE))
    waits = [await seconds(lambda: anext(reply.batches)) for _ in range(4)]
    assert max(waits[:3]) < SLOW / 2 < waits[3]
    await late(metered)
    metered.intake.put(Entry(request_id="req_2", attempt=1, at=1))
    assert await seconds(lambda: close(asked, reply)) < SLOW / 2


async def test_an_error_in_a_stream_is_a_last_byte_too(tmp_path: Path) -> None:
    """The caller is told nothing after it."""
    metered = Metered(tmp_path, durable=True, sync_every=SLOW)
    await late(metered)
    reply = await metered.ask(asking(stream=True), answering(metered, HELLO + say("one"), ERROR))
    await anext(reply.batches)

    async def fails() -> None:
        with pytest.raises(Problem):
            await anext(reply.batches)

    assert await seconds(fails) > SLOW / 2


@pytest.mark.parametrize("pieces", [[BODY], [b"<html>"]], ids=["good", "bad"])
async def test_a_whole_reply_waits_for_the_disk(tmp_path: Path, pieces: list[Piece]) -> None:
    """So does a refusal; its entry says that there was an attempt."""
    metered = Metered(tmp_path, durable=True, sync_every=SLOW)
    await late(metered)

    async def asks() -> None:
        try:
            await metered.ask(asking(), answering(metered, *pieces))
        except Problem:
            assert pieces == [b"<html>"]

    assert await seconds(asks) > SLOW / 2


async def test_who_leaves_while_the_disk_is_waited_for_leaves_nothing_open(tmp_path: Path) -> None:
    """Nobody else knows of the reply."""
    metered, answer = Metered(tmp_path, durable=True, sync_every=10.0), CannedAnswer(BODY)
    await late(metered)
    task = asyncio.ensure_future(metered.ask(asking(), AskTarget({"http": canned(answer)}, metered.clock)))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (answer.closed, [entry.status for entry in metered.entries]) == (1, [200, 200])
