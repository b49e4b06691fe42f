"""Where responses are kept. What is not there for this tenant is not there; a store that does not answer is said to be down."""

from __future__ import annotations

from dataclasses import dataclass

from proxy.stores.responses.record import Record, decode, encode
from proxy.stores.shelf import Owner, Shelf, Unreachable
from translators.canonical import Kind, Problem

DEEPEST = 1000  # responses of one conversation
LONGEST = 256  # characters of an id
DOWN = "the store that responses are kept in does not answer"


@dataclass(frozen=True, slots=True)
class Archive:
    """Every response, by its tenant and its id."""

    shelf: Shelf

    async def keep(self, tenant: str, record: Record, seconds: float) -> None:
        """For so long. When the store is down it is not kept: the answer is made, and its caller shall have it."""
        try:
            await self.shelf.put(_owner(tenant), {record.id: encode(record)}, seconds)
        except Unreachable:
            return  # the shelf has told the operator

    async def find(self, tenant: str, id: str) -> Record | None:
        """The response, if there is one."""
        return (await self._get(tenant, [id]))[0]

    async def conversation(self, tenant: str, id: str) -> tuple[Record, ...]:
        """The response, and before it all that it goes on from. Raises Problem when any of them is missing."""
        last = await self.find(tenant, id)
        if last is None:
            raise unknown_previous(id)
        if len(last.before) >= DEEPEST:
            message = f"the conversation has {DEEPEST} responses already: begin a new one with all of it in `input`"
            raise Problem(Kind.INVALID_REQUEST, message, param="previous_response_id")
        found = await self._get(tenant, last.before) if last.before else []
        records = []
        for earlier, record in zip(last.before, found, strict=True):
            if record is None:
                raise unknown_previous(earlier)
            records.append(record)
        return (*records, last)

    async def still_there(self, tenant: str, record: Record) -> list[Record]:
        """What it goes on from, as far as it is kept."""
        return [each for each in await self._get(tenant, record.before) if each is not None] if record.before else []

    async def forget(self, tenant: str, id: str) -> bool:
        """Was it there?"""
        try:
            return len(id) <= LONGEST and await self.shelf.delete(_owner(tenant), id)
        except Unreachable as error:
            raise Problem(Kind.STORE_DOWN, DOWN, retry_after=1.0) from error

    async def _get(self, tenant: str, ids: tuple[str, ...] | list[str]) -> list[Record | None]:
        try:
            found = await self.shelf.get(_owner(tenant), [id for id in ids if len(id) <= LONGEST])
        except Unreachable as error:
            raise Problem(Kind.STORE_DOWN, DOWN, retry_after=1.0) from error
        return [decode(found[id]) if id in found else None for id in ids]


def unknown_previous(id: str) -> Problem:
    """As OpenAI says it."""
    message = f"Previous response with id '{id[:LONGEST]}' not found."
    return Problem(Kind.UNKNOWN_PREVIOUS, message, param="previous_response_id")


def unknown_response(id: str) -> Problem:
    """As OpenAI says it."""
    return Problem(Kind.UNKNOWN_RESPONSE, f"Response with id '{id[:LONGEST]}' not found.")


def _owner(tenant: str) -> Owner:
    return Owner("responses", tenant)
