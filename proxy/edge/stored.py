"""/v1/responses/{id}: what was answered before, as long as it is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

import msgspec
from msgspec import Raw

from config import Holder
from proxy.call import Call, Facts
from proxy.edge.keys import secret
from proxy.edge.replies import nothing_there, refuse
from proxy.edge.spoken import spoken
from proxy.edge.visit import Visit
from proxy.edge.words import JSON, id_lines
from proxy.observe.watch import Watch
from proxy.stages.authenticate import Authenticate
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
    """GET, DELETE, and GET of its input. A request has its line in the log like any call."""

    archive: Archive
    authenticate: Authenticate
    holder: Holder
    watch: Watch
    ids: Callable[[], str]

    async def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        id, _, rest = visit.path.partition(UNDER)[2].partition("/")
        call = self._call(visit)
        visit.marks += id_lines(call)
        self.watch.begun()
        try:
            body = await self._answer(visit, call, id, rest)
            if body is None:
                call.facts.status, call.facts.problem = Kind.UNKNOWN_PATH.status, Kind.UNKNOWN_PATH
                nothing_there(visit)
            else:
                visit.reply(200, JSON, body)
        except Problem as problem:
            call.facts.status, call.facts.problem = problem.status, problem.kind
            refuse(visit, problem)
        finally:
            call.facts.left = visit.left
            self.watch.ended(call, self.watch.clock())

    async def _answer(self, visit: Visit, call: Call, id: str, rest: str) -> bytes | None:
        """As JSON; None where there is nothing to be asked."""
        caller = self.authenticate.identify(call.secret, call.snapshot)
        call.facts.key = caller.name
        tenant = tenant_of(msgspec.structs.replace(call, caller=caller))
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
                return None

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

    def _call(self, visit: Visit) -> Call:
        return Call(
            id=self.ids(),
            arrived=visit.arrived,
            snapshot=self.holder.current,
            translator=spoken(visit),
            secret=secret(visit.headers, visit.query),
            read=visit.read,
            facts=Facts(status=200),
        )


def _shown(record: Record, query: Mapping[str, str]) -> bytes:
    """The object its caller was given, with what is known only here."""
    if query.get("stream", "false").lower() not in ("false", "0", ""):
        raise Problem(Kind.INVALID_REQUEST, "stream: a stored response is given whole", param="stream")
    fields = msgspec.json.decode(record.response, type=dict[str, Raw])
    known = {"store": True, "previous_response_id": record.before[-1] if record.before else None}
    return msgspec.json.encode(fields | {name: Raw(msgspec.json.encode(value)) for name, value in known.items()})
