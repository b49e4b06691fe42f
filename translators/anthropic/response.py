"""A whole reply, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from translators.answer_alone import alone, is_hidden
from translators.anthropic.content import write_text
from translators.anthropic.messages import read_block
from translators.anthropic.problems import WIRE, problem_in
from translators.anthropic.reasons import read_reason, write_reason
from translators.anthropic.signatures import ahead_of, bound
from translators.anthropic.thoughts import write_thought
from translators.anthropic.tools import write_call
from translators.anthropic.usage import read_usage, spelled_usage
from translators.canonical import (
    NOTHING,
    Audio,
    ChatResponse,
    Choice,
    Image,
    Kind,
    Part,
    Problem,
    Reason,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    Unknown,
    Url,
)
from translators.translator import Wire

_UNDERSTOOD = frozenset({"id", "type", "role", "model", "content", "stop_reason"})
OF_THE_ANSWER = ("stop_sequence", "stop_details")  # beside the reason
PICTURE = "(A picture, which cannot be shown here.)"

_ID = re.compile(r"[^a-zA-Z0-9_-]")


def read_response(wire: Wire) -> ChatResponse:
    """A reply with status 200. Raises Problem when it is none all the same."""
    if wire.get("type") == "error" or isinstance(wire.get("error"), dict):
        raise problem_in(wire)
    content = wire.get("content")
    if not isinstance(content, list):
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no content in it")
    if not content and not wire.get("stop_reason"):  # with one it is an answer, of no words
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no answer in it")
    parts = tuple(part for _, part in bound([(block, read_block(block)) for block in content if isinstance(block, dict)]))
    hidden = any(map(is_hidden, parts))
    parts = alone(parts) if hidden else parts
    reason, native = ended(wire.get("stop_reason"), parts, hidden)
    usage = wire.get("usage")
    return ChatResponse(
        id=str(wire.get("id") or ""),
        model=str(wire.get("model") or ""),
        choices=(Choice(parts=parts, reason=reason, native_reason=native, extra={k: wire[k] for k in OF_THE_ANSWER if k in wire}),),
        usage=read_usage(usage) if isinstance(usage, dict) else NOTHING,
        wire=WIRE,
        extra={name: value for name, value in wire.items() if name not in _UNDERSTOOD and name not in OF_THE_ANSWER},
    )


def write_response(response: ChatResponse) -> Wire:
    """A reply in this wire's shape, which has one answer: of several the first is given."""
    own = response.wire == WIRE
    choice = response.choices[0] if response.choices else Choice(parts=(), reason="stop")
    extra = dict(response.extra) if own else {}
    usage = spelled_usage(response.usage, extra.pop("usage", None))
    return {
        "id": reply_id(response.id, own),
        "type": "message",
        "role": "assistant",
        "model": response.model,
        "content": list(written(choice.parts, own=own)),
        **ending(choice.reason, choice.native_reason, choice.parts, own),
        **({"stop_sequence": None} | dict(choice.extra) if own else {"stop_sequence": None}),
        "usage": usage,
        **extra,
    }


def ended(word: Any, parts: Sequence[Part], hidden: bool) -> tuple[Reason, str | None]:
    """Why the answer ended. A call of the hidden tool is none."""
    called = any(isinstance(part, ToolCall) for part in parts)
    reason, native = read_reason(word if isinstance(word, str) else None, called)
    return ("stop", None) if hidden and not called and reason == "tool_calls" else (reason, native)


def ending(reason: Reason, native: str | None, parts: Sequence[Part], own: bool) -> dict[str, str]:
    """The field that says why the answer ended."""
    called, refused = (any(isinstance(part, kind) for part in parts) for kind in (ToolCall, Refusal))
    return {"stop_reason": write_reason(reason, native, own=own, called=called, refused=refused)}


def written(parts: Sequence[Part], *, own: bool) -> Iterator[Wire]:
    """The blocks that say these parts."""
    for place, part in enumerate(parts):
        match part:
            case Text():
                if part.text or own:
                    yield write_text(part, own=own, cited=True)
            case Reasoning():
                yield write_thought(part, own=own)
            case ToolCall():
                if (signed := ahead_of(part)) is not None:
                    yield signed
                yield write_call(part, call_id(part, place), own=own)
            case Unknown():
                if own:
                    yield part.value
            case _:
                if (text := told(part)) is not None:
                    yield {"type": "text", "text": text}


def told(part: Part) -> str | None:
    """What this wire has no block for, in words: what was refused, what was said aloud, where a picture is to be found."""
    match part:
        case Refusal(text):
            return text or None
        case Audio(transcript=text):
            return text or None
        case Image(source=Url(url)):
            return f"![]({url})"
        case Image():
            return PICTURE
        case _:
            return None


def reply_id(id: str, own: bool) -> str:
    """As this wire's ids begin."""
    return id if own or id.startswith("msg_") else f"msg_{_ID.sub('', id)}"


def call_id(call: ToolCall, place: int) -> str:
    """Its own. The old single call of OpenAI's has none."""
    return call.id or f"toolu_{place}"
