"""Writes a reply in the caller's wire: whole, as a stream, or as the problem it came to."""

from __future__ import annotations

from proxy.call import Call, Reply
from proxy.edge.in_array import MEDIA_TYPE, InArray, alone
from proxy.edge.visit import Visit
from proxy.edge.words import JSON, limit_lines, problem_lines, reply_lines
from translators.canonical import Event, Problem
from translators.canonical.fold import fold
from translators.framing.json_text import encode
from translators.showing import untold


async def whole(visit: Visit, call: Call, reply: Reply) -> None:
    """The reply as one body."""
    body, events = b"", list[Event]()
    async for batch in reply.batches:
        if batch.wire_bytes is not None:
            body = batch.wire_bytes
        else:
            events += batch.events or ()
    if events:
        response = fold(events)
        call.facts.untold = untold(response, call.translator.shows, call.translator.wire)
        answer = call.translator.write_response(response)
        repeated = call.translator.echo(reply.envelope)
        body = encode({**answer, **repeated} if repeated else answer)
    visit.reply(200, JSON + reply_lines(call, call.facts), body)


async def stream(visit: Visit, call: Call, reply: Reply, array: InArray | None = None) -> None:
    """The reply as it comes. It has begun to answer, so its head can go out."""
    translator, writer = call.translator, None
    media = translator.stream_media_type.encode() if array is None else MEDIA_TYPE
    head = b"content-type: %b\r\ncache-control: no-cache\r\nx-accel-buffering: no\r\n" % media
    visit.begin(200, head + reply_lines(call, call.facts))
    write = visit.write
    async for batch in reply.batches:
        data = batch.wire_bytes
        if data is None:
            writer = writer or translator.stream_writer(reply.envelope)
            data = b"".join([frame for event in batch.events or () for frame in writer.feed(event)])
        await write(data if array is None else array.feed(data))
    visit.end(b"" if array is None else array.end())


def write_problem(visit: Visit, call: Call, problem: Problem, array: InArray | None = None) -> None:
    """What went wrong: as the reply, or as the last event of a stream that has begun."""
    call.facts.problem = problem.kind
    problem = problem.of(call.id)
    if visit.begun:
        last = call.translator.write_stream_problem(problem)
        visit.end(last if array is None else array.end(last))
        return
    call.facts.status = problem.status
    body = problem.wire_bytes
    if body is None or problem.wire != call.translator.wire:
        body = encode(call.translator.write_problem(problem))
    head = JSON + reply_lines(call, call.facts) + problem_lines(problem)
    if problem.limits is not None and call.facts.limits is None:  # its own limits are nearer to a caller than a provider's
        head += limit_lines(call.translator, problem.limits)
    visit.reply(problem.status, head, body if array is None else alone(body))
