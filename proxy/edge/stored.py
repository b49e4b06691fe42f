"""/v1/responses/{id}: what was answered before, as long as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

import msgspec
from msgspec import Raw

from config.snapshot import Key
from proxy.call import Call
from proxy.edge.reception import Reception
from proxy.edge.replies import nothing_there
from proxy.edge.visit import Visit
from proxy.stores.responses.archive import Archive, unknown_response
from proxy.stores.responses.listing import page
from proxy.stores.responses.record import Record
from proxy.stores.responses.turns import inputs, turns
from proxy.stores.tenant import tenant_of
from translators.canonical import Kind, Problem

UNDER = "/responses/"
BACKGROUND = "the response with id '{id}' was asked for in the background: only its provider knows what became of it"


@dataclass(frozen=True, slots=True)
class Stored:
    """GET, DELETE, and GET of its input."""

    archive: Archive
    reception: Reception

    async def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        await self.reception(visit, self._answer, "chat")

    async def _answer(self, visit: Visit, call: Call, __: Key) -> bytes:
        id, _, rest = visit.path.partition(UNDER)[2].partition("/")
        tenant = tenant_of(call)
        query = dict(parse_qsl(visit.query.decode("latin-1")))
        match visit.method, rest:
            case "GET" | "HEAD", "":
                return _shown(await self._finished(tenant, id), query)
            case "DELETE", "":
                if not await self.archive.forget(tenant, id):
                    raise unknown_response(id)
                return msgspec.json.encode({"id": id, "object": "response", "deleted": True})
            case "GET" | "HEAD", "input_items":
                return msgspec.json.encode(page(await self._input(tenant, id), id, query))
            case "POST", "cancel":
                raise Problem(Kind.UNSUPPORTED, "cancel: a response that runs in the background can only be stopped at its provider")
            case _:
                raise nothing_there(visit)

    async def _finished(self, tenant: str, id: str) -> Record:
        record = await self.archive.find(tenant, id)
        if record is None:
            raise unknown_response(id)
        if not record.finished:
            raise Problem(Kind.UNKNOWN_RESPONSE, BACKGROUND.format(id=id))
        return record

    async def _input(self, tenant: str, id: str) -> list[bytes]:
        """All that it was made from, the turns before included, as far as they are still there."""
        record = await self.archive.find(tenant, id)
        if record is None:
            raise unknown_response(id)
        return [*turns(await self.archive.still_there(tenant, record)), *inputs(record)]


def _shown(record: Record, query: Mapping[str, str]) -> bytes:
    """The object its caller was given, with what is known only here."""
    if query.get("stream", "false").lower() not in ("false", "0", ""):
        raise Problem(Kind.INVALID_REQUEST, "stream: a stored response is given whole", param="stream")
    fields = msgspec.json.decode(record.response, type=dict[str, Raw])
    known = {"store": True, "previous_response_id": record.before[-1] if record.before else None}
    return msgspec.json.encode(fields | {name: Raw(msgspec.json.encode(value)) for name, value in known.items()})
