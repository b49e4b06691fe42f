"""Is it a turn of a conversation that is kept here? Responses go on from earlier ones, and are kept for later ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from msgspec.structs import replace

from config.snapshot import Target
from proxy.call import Call, Next, Reply
from proxy.stores.responses.archive import Archive
from proxy.stores.responses.asked import Asked, continued, listed, read_asked
from proxy.stores.responses.record import Record
from proxy.stores.responses.seeing import Bytes, Events, Seen, Watching
from proxy.stores.responses.turns import WIRE, turns_for
from proxy.stores.tenant import tenant_of
from translators.canonical import Batch, Kind, Problem

# What only the provider that keeps it can go on with.
ELSEWHERE = "{field}: {target} is asked in another format, and has none; only a provider of OpenAI's Responses does this"

RUNNING = "previous_response_id: it runs in the background, and only the provider that runs it can go on from it"
UNFINISHED = ("queued", "in_progress")


@dataclass(frozen=True, slots=True)
class Remember:
    """The innermost stage: what it does depends on who is asked."""

    archive: Archive

    async def __call__(self, call: Call, next: Next) -> Reply:
        """Callers of other wires bring all of their conversation themselves."""
        if call.translator.wire != WIRE:
            return await next(call)
        target, asked = call.targets[0], read_asked(call.body)
        wire = target.provider.entrance(WIRE, target.model).translator.wire
        if wire != WIRE:
            _check_can_cross(asked, target)
        before, body = await self._before(call, asked, wire)
        reply = await next(call if body is call.body else replace(call, body=body))
        watching = Watching(
            Bytes(streamed=call.envelope.stream),
            Events(call.translator.write_response, None if wire == WIRE else f"resp_{call.id.removeprefix('req_')}"),
        )
        keep = asked.store is not False and call.snapshot.file.wires.keep_responses > 0
        turn = Turn(call, wire, before, listed(asked.items)) if keep else None
        return replace(reply, batches=Remembered(reply.batches, watching, self.archive, turn))

    async def _before(self, call: Call, asked: Asked, wire: str) -> tuple[tuple[str, ...], bytes]:
        """The responses it goes on from, and the body with what must be said of them."""
        id, target = asked.previous_response_id, call.targets[0]
        if id is None:
            return (), call.body
        if not call.snapshot.file.wires.keep_responses:
            if wire == WIRE:
                return (), call.body  # the provider's own business
            raise Problem(
                Kind.INVALID_REQUEST,
                "previous_response_id: no responses are kept here ([wires] keep_responses)",
                param="previous_response_id",
            )
        records = await self.archive.conversation(tenant_of(call), id)
        last = records[-1]
        ids = tuple(record.id for record in records)
        if wire == WIRE and last.there and last.provider == target.provider.name:
            return ids, call.body
        if not all(record.finished for record in records):
            raise Problem(Kind.INVALID_REQUEST, RUNNING, param="previous_response_id")
        said = list(turns_for(records, wire, target.provider.name))
        return ids, continued(call.body, [*said, *asked.items])


@dataclass(frozen=True, slots=True)
class Turn:
    """What is known of a turn before it is answered."""

    call: Call
    wire: str
    before: tuple[str, ...]
    input: bytes

    def record(self, seen: Seen) -> Record:
        """With its answer."""
        provider = self.call.targets[0].provider.name
        there = self.wire == WIRE and seen.response.store is True
        finished = seen.response.status not in UNFINISHED
        return Record(seen.response.id, self.before, self.wire, provider, there, finished, self.input, seen.body)


class Remembered:
    """Batches of a reply. It is kept before the caller has its last one."""

    __slots__ = ("_archive", "_batches", "_turn", "_watching")

    def __init__(self, batches: AsyncIterator[Batch], watching: Watching, archive: Archive, turn: Turn | None) -> None:
        self._batches = batches
        self._watching = watching
        self._archive = archive
        self._turn = turn  # None: nothing of it is to be kept

    def __aiter__(self) -> Remembered:
        return self

    async def __anext__(self) -> Batch:
        batch = self._watching.pass_on(await self._batches.__anext__())
        if self._turn is None:
            return batch
        seen = self._watching.see(batch)
        if seen is not None:
            call = self._turn.call
            await self._archive.keep(tenant_of(call), self._turn.record(seen), call.snapshot.file.wires.keep_responses)
            self._turn = None
        return batch


def _check_can_cross(asked: Asked, target: Target) -> None:
    for field, wanted in (("background", asked.background), ("conversation", asked.conversation)):
        if wanted:
            raise Problem(Kind.UNSUPPORTED, ELSEWHERE.format(field=field, target=target.name), param=field)
