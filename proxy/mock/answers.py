"""What the mock answers: pure, the same for the same request, streamed or whole."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from proxy.mock.calls import legacy, wanted, write
from proxy.mock.chances import chances
from proxy.mock.counting import CHARACTERS, used
from proxy.mock.ending import ended
from proxy.mock.hearing import heard
from proxy.mock.shaped import JSON_OBJECT, shaped
from proxy.mock.silence import silence
from proxy.mock.thinking import ANTHROPIC, before, check, own
from translators.canonical import ChatRequest, ChatResponse, Choice, Kind, Part, Problem, Refusal, Text

Answer = Callable[[ChatRequest, str, int], tuple[Part, ...]]  # (request, an id nobody else has, now)

MOST_CHOICES = 128
MOST_ALTERNATIVES = 20
REFUSED = "I'm sorry, but I can't help with that."
LOREM = (
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. "
    "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat. "
)
TOKENS = 100  # of a lorem that names no number
# How the ids of replies and of calls begin, by wire.
REPLIES = {"anthropic": "msg_", "gemini": "", "openai_responses": "resp_"}
CALLS = {"anthropic": "toolu_"}


def respond(request: ChatRequest, answer: Answer, created: int) -> ChatResponse:
    """The whole reply."""
    seed = _seed(request)
    several = int(request.n or 1)  # a caller may write 2.0
    if several > MOST_CHOICES:
        raise Problem(Kind.INVALID_REQUEST, f"n: the mock gives at most {MOST_CHOICES} choices", param="n")
    if request.top_logprobs is not None and request.top_logprobs > MOST_ALTERNATIVES:
        raise Problem(Kind.INVALID_REQUEST, f"top_logprobs: the mock gives at most {MOST_ALTERNATIVES}", param="top_logprobs")
    choices = tuple(_choice(request, answer(request, f"{seed}{number:x}", created)) for number in range(several))
    id = REPLIES.get(request.wire, "chatcmpl-") + seed
    return ChatResponse(id=id, model=request.model, choices=choices, usage=used(request, choices), created=created, wire=request.wire)


def _choice(request: ChatRequest, said: tuple[Part, ...]) -> Choice:
    end = ended(said, request.stop, None if request.max_tokens is None else int(request.max_tokens))
    native = "function_call" if end.reason == "tool_calls" and legacy(request) else None
    extra: dict[str, str] = {}
    if end.mark is not None and request.wire == ANTHROPIC:  # the one wire that says at which sequence it stopped
        native, extra = "stop_sequence", {"stop_sequence": end.mark}
    return Choice(
        parts=end.parts,
        reason=end.reason,
        native_reason=native,
        logprobs=chances(end.parts, int(request.top_logprobs or 0)) if request.logprobs else None,
        extra=extra,
    )


def _seed(request: ChatRequest) -> str:
    """The same conversation has the same id; how it is to be sent does not matter."""
    return sha256(msgspec.json.encode((request.model, request.messages, request.tools, request.format))).hexdigest()[:24]


def say(request: ChatRequest, text: str, id: str, created: int, *, eager: bool = False) -> tuple[Part, ...]:
    """The text, unless the caller wants a tool called; in the shape and the voice the caller asked for."""
    if calls := wanted(request, eager=eager):
        begins = CALLS.get(request.wire, "call_") + id
        return tuple(write(call, f"{begins}{number:x}", request) for number, call in enumerate(calls))
    if request.format is not None:
        text = shaped(text, request.format)
    if request.modalities is not None and "audio" in request.modalities:
        return (silence(request, text, f"audio_{id}", created),)
    return (Text(text),)


def echo(request: ChatRequest, id: str, created: int) -> tuple[Part, ...]:
    """What was said last."""
    return say(request, heard(request), id, created)


def tools(request: ChatRequest, id: str, created: int) -> tuple[Part, ...]:
    """Every tool once; then what they answered."""
    return say(request, heard(request), id, created, eager=True)


def json(request: ChatRequest, id: str, created: int) -> tuple[Part, ...]:
    """JSON, asked or not."""
    if request.format is None or request.format.kind == "text":
        request = replace(request, format=JSON_OBJECT)
    return echo(request, id, created)


def reason(request: ChatRequest, id: str, created: int) -> tuple[Part, ...]:
    """A thought, then the echo; but not to a history that has lost a thought which was signed."""
    check(request)
    return before(echo(request, own(request.wire) + id, created), request)


def reason_sealed(request: ChatRequest, id: str, created: int) -> tuple[Part, ...]:
    """The same, but nobody may read the thought."""
    check(request)
    return before(echo(request, own(request.wire) + id, created), request, sealed=True)


def refuse(_: ChatRequest, __: str, ___: int) -> tuple[Part, ...]:
    """No."""
    return (Refusal(REFUSED),)


def lorem(length: int) -> Answer:
    """So many tokens of Latin."""
    size = length * CHARACTERS
    text = (LOREM * (size // len(LOREM) + 1))[:size]

    def answer(request: ChatRequest, id: str, created: int) -> tuple[Part, ...]:
        return say(request, text, id, created)

    return answer
