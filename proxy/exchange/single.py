"""A reply that came in one piece."""

from __future__ import annotations

from proxy.exchange.exchange import Answer
from translators.canonical import Batch, Problem


class Single:
    """A reply of one batch."""

    __slots__ = ("_batch",)

    def __init__(self, batch: Batch) -> None:
        self._batch: Batch | None = batch

    def __aiter__(self) -> Single:
        return self

    async def __anext__(self) -> Batch:
        batch, self._batch = self._batch, None
        if batch is None:
            raise StopAsyncIteration
        return batch


async def said(answer: Answer) -> bytes:
    """What a refusal says. Its status stands, also when not all of its words come."""
    try:
        return await answer.read()
    except Problem:
        return b""
