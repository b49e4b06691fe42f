"""Healthy moves to those of a provider that misbehaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import orjson
from msgspec import Struct
from msgspec.structs import replace

from proxy.mock.counting import CHARACTERS
from proxy.mock.moves import Beat, Cut, Head, Move, Send, Stall, Wait
from proxy.mock.pace import Pace
from proxy.mock.replies import JSON, head, refusal, streamed
from translators.canonical import ChatRequest, ChatResponse, ChoiceEnd, Finish, Kind, PartDelta, Problem, Start
from translators.framing.sse import Decoder
from translators.translator import Sight, Translator

HTML = b"<!doctype html>\n<title>Welcome</title>\n<h1>It works</h1>\n"
COMMENT = b": keep-alive\n\n"
BEATS = {"anthropic": b'event: ping\ndata: {"type": "ping"}\n\n'}  # where a sign of life is an event
ENDS = frozenset({"stop_reason", "status"})  # what has ended is an answer, however empty
OVERLOADED = Problem(Kind.PROVIDER_OVERLOADED, "the mock is overloaded, as its fault asks")


class Scene(Struct, frozen=True):
    """What is being answered."""

    request: ChatRequest
    response: ChatResponse
    translator: Translator


Spoil = Callable[[Sequence[Move], Scene, float | None], Sequence[Move]]  # (healthy moves, what they answer, the fault's value)


def status(code: int, kind: Kind, message: str) -> Spoil:
    """An error status; the value is its retry-after, in seconds."""

    def spoil(moves: Sequence[Move], scene: Scene, value: float | None) -> Sequence[Move]:
        return [*_before(moves), *refusal(Problem(kind, message, status=code, retry_after=value), scene.translator)]

    return spoil


def healthy(moves: Sequence[Move], _: Scene, __: float | None) -> Sequence[Move]:
    """As if nothing were the matter."""
    return moves


def slow(moves: Sequence[Move], _: Scene, value: float | None) -> Sequence[Move]:
    """Nothing at first."""
    return [Stall() if value is None else Wait(value), *moves]


def close(moves: Sequence[Move], _: Scene, __: float | None) -> Sequence[Move]:
    """Not a byte."""
    return [*_before(moves), Cut()]


def error_in_200(moves: Sequence[Move], scene: Scene, _: float | None) -> Sequence[Move]:
    """An error body under a good status."""
    return _instead(moves, JSON, orjson.dumps(scene.translator.write_problem(OVERLOADED)))


def empty_body(moves: Sequence[Move], scene: Scene, _: float | None) -> Sequence[Move]:
    """A good status, and nothing."""
    return _instead(moves, scene.translator.stream_media_type if scene.request.stream else JSON, b"")


def html(moves: Sequence[Move], _: Scene, __: float | None) -> Sequence[Move]:
    """A web page, as from a proxy in between."""
    return _instead(moves, "text/html; charset=utf-8", HTML)


def empty_choices(moves: Sequence[Move], scene: Scene, _: float | None) -> Sequence[Move]:
    """A reply without an answer: of a stream the greeting, the usage and the end mark."""
    empty = replace(scene.response, choices=())
    if scene.request.stream and scene.translator.wire == "openai_responses":  # its end has all of the answer in it
        sent = [move for move in streamed(scene.request, empty, scene.translator, Pace()) if isinstance(move, Send)]
        return [*_to_head(moves), *sent[:-1], Send(sent[-1].data.replace(b'"status":"completed",', b""))]
    if scene.request.stream:
        kept = (Start, Finish)
        return [move for move in moves if not isinstance(move, Send) or (isinstance(move.event, kept) and not _ends_answer(move, scene))]
    told = scene.translator.write_response(empty)
    return _instead(moves, JSON, orjson.dumps({name: value for name, value in told.items() if name not in ENDS}))


def truncated(moves: Sequence[Move], scene: Scene, _: float | None) -> Sequence[Move]:
    """Half a body, properly ended; of a stream, the first half and half a frame more."""
    body = b"".join(move.data for move in moves if isinstance(move, Send))
    if scene.request.stream:
        return [*first_part(moves), Send(_broken(moves))]
    return _instead(moves, JSON, body[: len(body) // 2])


def malformed_event(moves: Sequence[Move], scene: Scene, value: float | None) -> Sequence[Move]:
    """A frame in the middle that is no JSON; the rest follows as if nothing had happened."""
    if not scene.request.stream:
        return truncated(moves, scene, value)
    first = first_part(moves)
    return [*first, Send(_broken(moves) + b"\n\n"), *moves[len(first) :]]


def error_first(moves: Sequence[Move], scene: Scene, value: float | None) -> Sequence[Move]:
    """A stream whose first event is an error."""
    if not scene.request.stream:
        return error_in_200(moves, scene, value)
    return [*_to_head(moves), Send(scene.translator.write_stream_problem(OVERLOADED))]


def error_mid_stream(moves: Sequence[Move], scene: Scene, value: float | None) -> Sequence[Move]:
    """Half an answer, then an error event."""
    if not scene.request.stream:
        return error_in_200(moves, scene, value)
    return [*first_part(moves), Send(scene.translator.write_stream_problem(OVERLOADED))]


def cut(moves: Sequence[Move], _: Scene, value: float | None) -> Sequence[Move]:
    """Half an answer, or so many tokens of it, then the connection ends."""
    return [*first_part(moves, value), Cut()]


def reset(moves: Sequence[Move], _: Scene, value: float | None) -> Sequence[Move]:
    """The same, but the connection is reset."""
    return [*first_part(moves, value), Cut(reset=True)]


def stall(moves: Sequence[Move], _: Scene, value: float | None) -> Sequence[Move]:
    """Half an answer, then nothing: for ever, or for a while."""
    first = first_part(moves)
    if value is None:
        return [*first, Stall()]
    return [*first, Wait(value), *_rest(moves, first)]


def heartbeats(moves: Sequence[Move], scene: Scene, value: float | None) -> Sequence[Move]:
    """Signs of life, and no answer."""
    beat = BEATS.get(scene.translator.wire, COMMENT) if scene.request.stream else b"\n"
    return [*_to_head(moves), Beat(beat, value or 1.0)]


def no_done(moves: Sequence[Move], scene: Scene, _: float | None) -> Sequence[Move]:
    """A whole answer without the wire's end mark, on a wire that has one and nothing else in it."""
    return [move for move in moves if not isinstance(move, Send) or move.event is None or not _only_ends(move, scene)]


def no_finish(moves: Sequence[Move], _: Scene, __: float | None) -> Sequence[Move]:
    """Every word of the answer, and no word of its end."""
    return [move for move in moves if not isinstance(move, Send) or not isinstance(move.event, ChoiceEnd | Finish)]


def first_part(moves: Sequence[Move], tokens: float | None = None) -> list[Move]:
    """Half of the answer, or so many tokens of it; never all of it, and of a stream at least one."""
    # A token may take several frames: on some wires something opens before the first of them.
    last = {id(move.event): at for at, move in enumerate(moves) if isinstance(move, Send) and isinstance(move.event, PartDelta)}
    deltas = list(last.values())
    if deltas:
        number = (len(deltas) + 1) // 2 if tokens is None else max(1, min(int(tokens), len(deltas)))
        return list(moves[: deltas[number - 1] + 1])
    at = next((at for at, move in enumerate(moves) if isinstance(move, Send)), len(moves))
    body = moves[at] if at < len(moves) else None
    if not isinstance(body, Send) or body.event is not None:
        return list(moves[: at + 1])
    size = len(body.data) // 2 if tokens is None else min(int(tokens) * CHARACTERS, len(body.data) - 1)
    return [*moves[:at], Send(body.data[:size])]


def _rest(moves: Sequence[Move], first: Sequence[Move]) -> Sequence[Move]:
    """What is still to be sent after the first half."""
    last, same = first[-1], moves[len(first) - 1]
    if last is same or not (isinstance(last, Send) and isinstance(same, Send)):
        return moves[len(first) :]
    return [Send(same.data[len(last.data) :]), *moves[len(first) :]]


def _ends_answer(move: Send, scene: Scene) -> bool:
    """Does this frame say why the answer ended?"""
    return any(sight.reason for sight in _sights(move, scene))


def _only_ends(move: Send, scene: Scene) -> bool:
    """Is it the end mark, and nothing else?"""
    sights = _sights(move, scene)
    return bool(sights) and all(sight.done and sight.reason is None for sight in sights)


def _sights(move: Send, scene: Scene) -> list[Sight]:
    return [scene.translator.glance_frame(frame.data) for frame in Decoder().feed(move.data) if frame.data is not None]


def _broken(moves: Sequence[Move]) -> bytes:
    """A frame that ends in the middle of what it says."""
    frame = next((move.data for move in moves if isinstance(move, Send) and isinstance(move.event, PartDelta)), b"data: {}\n\n").rstrip()
    said = frame.index(b"data: ")
    return frame[: said + (len(frame) - said) // 2]


def _before(moves: Sequence[Move]) -> Sequence[Move]:
    """The silence before the head."""
    return moves[: next((at for at, move in enumerate(moves) if isinstance(move, Head | Send | Cut)), len(moves))]


def _to_head(moves: Sequence[Move]) -> Sequence[Move]:
    """All before the body, whose size is no longer known."""
    start = next((move for move in moves if isinstance(move, Head)), head(200, JSON))
    return [*_before(moves), Head(start.status, tuple(pair for pair in start.headers if pair[0] != "content-length"))]


def _instead(moves: Sequence[Move], media_type: str, body: bytes) -> Sequence[Move]:
    """Another body."""
    return [*_before(moves), head(200, media_type, len(body)), Send(body)]
