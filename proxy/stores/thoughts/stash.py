"""Where what was signed waits for the next turn of a conversation. Without it a call goes on, as if nothing had been kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from proxy.call import Call
from proxy.stores.shelf import Owner, Shelf, Unreachable
from proxy.stores.tenant import tenant_of
from proxy.stores.thoughts.gathering import Gathering
from proxy.stores.thoughts.kept import decode
from proxy.stores.thoughts.naming import SIGNS_WORDS, asked, named
from proxy.stores.thoughts.putting_back import called, put_back
from proxy.stores.thoughts.signing import sign_again
from translators.canonical import Batch, ChatRequest


@dataclass(frozen=True, slots=True)
class Stash:
    """Only for calls that cross from one wire to another."""

    shelf: Shelf

    async def recalled(self, call: Call, request: ChatRequest, wire: str, provider: str) -> ChatRequest:
        """The question, with what its caller has lost of the answers in it."""
        if not call.snapshot.file.wires.keep_reasoning:
            return request
        calls, answers = called(request), named(request) if wire in SIGNS_WORDS else {}
        if not calls and not answers:
            return request
        try:
            found = await self.shelf.get(_owner(call), [*calls, *dict.fromkeys(answers.values())])
        except Unreachable:
            return request
        kept = {name: each for name, data in found.items() if (each := decode(data)) is not None}
        if not kept:
            return request
        words = {place: kept.pop(name) for place, name in answers.items() if name in kept}
        return sign_again(put_back(request, kept, wire, provider), words)

    def question(self, call: Call, request: ChatRequest, wire: str) -> bytes:
        """What the words of the answer are found by, beside themselves; nothing where they are never signed."""
        return asked(request.messages) if wire in SIGNS_WORDS and call.snapshot.file.wires.keep_reasoning else b""

    def noting(self, call: Call, wire: str, provider: str, batches: AsyncIterator[Batch], question: bytes = b"") -> AsyncIterator[Batch]:
        """The same batches. What must be kept of one is kept before it is passed on."""
        if not call.snapshot.file.wires.keep_reasoning:
            return batches
        return Noted(batches, Gathering(wire, provider, question), self, call)

    async def keep(self, call: Call, things: Mapping[str, bytes]) -> None:
        """For as long as the configuration says."""
        try:
            await self.shelf.put(_owner(call), things, call.snapshot.file.wires.keep_reasoning)
        except Unreachable:
            return  # the shelf has told the operator


class Noted:
    """Batches that are looked at as they pass."""

    __slots__ = ("_batches", "_call", "_gathering", "_stash")

    def __init__(self, batches: AsyncIterator[Batch], gathering: Gathering, stash: Stash, call: Call) -> None:
        self._batches = batches
        self._gathering = gathering
        self._stash = stash
        self._call = call

    def __aiter__(self) -> Noted:
        return self

    async def __anext__(self) -> Batch:
        batch = await self._batches.__anext__()
        things = self._gathering.see(batch.events or ())
        if things:
            await self._stash.keep(self._call, things)
        return batch


def _owner(call: Call) -> Owner:
    return Owner("thoughts", tenant_of(call))
