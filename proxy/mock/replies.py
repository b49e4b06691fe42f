"""A reply as the moves of a healthy provider: whole, streamed, or a refusal."""

from __future__ import annotations

import math
from collections.abc import Iterator

import orjson

from proxy.mock.moves import Head, Move, Send, Wait
from proxy.mock.pace import Pace
from proxy.mock.pieces import pieces
from translators.canonical import ChatRequest, ChatResponse, PartDelta, Problem, Usage
from translators.canonical.fold import unfold
from translators.translator import Envelope, Translator

JSON = "application/json"


def whole(response: ChatResponse, translator: Translator, pace: Pace) -> tuple[Move, ...]:
    """One body, after the time it takes to think of every token of it."""
    body = orjson.dumps(translator.write_response(response))
    time = pace.latency + pace.gap * response.usage.completion
    moves = (head(200, JSON, len(body)), Send(body))
    return (Wait(time), *moves) if time else moves


def counted(usage: Usage, translator: Translator, pace: Pace) -> tuple[Move, ...]:
    """How many tokens a question has, and nothing else."""
    body = orjson.dumps(translator.counting.write_count(usage.prompt) if translator.counting is not None else {})
    moves = (head(200, JSON, len(body)), Send(body))
    return (Wait(pace.latency), *moves) if pace.latency else moves


def streamed(request: ChatRequest, response: ChatResponse, translator: Translator, pace: Pace) -> Iterator[Move]:
    """Frame by frame, each token in its time."""
    envelope = Envelope(model=request.model, stream=True, wants_usage=request.wants_usage, n=len(response.choices))
    writer = translator.stream_writer(envelope)
    if pace.latency:
        yield Wait(pace.latency)
    yield head(200, translator.stream_media_type)
    for event in pieces(unfold(response)):
        if pace.rate and isinstance(event, PartDelta):
            yield Wait(pace.gap)
        for frame in writer.feed(event):
            yield Send(frame, event)


def refusal(problem: Problem, translator: Translator) -> tuple[Move, ...]:
    """An error, as the wire words it."""
    body = orjson.dumps(translator.write_problem(problem))
    start = head(problem.status, JSON, len(body))
    if problem.retry_after is not None:
        start = Head(start.status, (*start.headers, ("retry-after", str(math.ceil(problem.retry_after)))))
    return (start, Send(body))


def head(status: int, media_type: str, size: int | None = None) -> Head:
    """Status and headers; a body of unknown size is sent in chunks."""
    described = (("content-type", media_type),)
    return Head(status, described if size is None else (*described, ("content-length", str(size))))
