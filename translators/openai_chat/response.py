"""A whole reply, both ways."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from translators.canonical import NOTHING, ChatResponse, Choice, Kind, Problem, Reason, ToolCall, Usage
from translators.faults import find_error
from translators.openai_chat.answer import read_answer, write_answer
from translators.openai_chat.plain import plain
from translators.openai_chat.problems import WIRE, problem_in
from translators.openai_chat.reasons import LEGAL, read_reason
from translators.openai_chat.tools import made_up_id
from translators.openai_chat.usage import find_usage, read_usage, write_usage
from translators.translator import Wire

_UNDERSTOOD = ("id", "object", "model", "created", "choices")


def read_response(wire: Wire) -> ChatResponse:
    """A reply with status 200. Raises Problem when it is none all the same."""
    error = find_error(wire)
    if error is not None:
        raise problem_in(error)
    choices = wire.get("choices")
    choices = [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []
    if not choices:
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no choices in it")
    usage = find_usage(wire)
    extra = {name: value for name, value in wire.items() if name not in _UNDERSTOOD}
    if wire.get("object", "chat.completion") != "chat.completion":
        extra["object"] = wire["object"]
    return ChatResponse(
        id=str(wire.get("id") or ""),
        model=str(wire.get("model") or ""),
        choices=tuple(read_choice(choice, named(wire)) for choice in sorted(choices, key=_index)),
        usage=NOTHING if usage is None else read_usage(usage),
        created=created_of(wire),
        wire=WIRE,
        extra=extra,
    )


def named(wire: Wire) -> str:
    """What tells this reply from others, for the ids of its calls: its own id, or at least its second."""
    return str(wire.get("id") or wire.get("created") or "")


def write_response(response: ChatResponse) -> Wire:
    """A reply in OpenAI's shape; what else its provider said goes along when it came from this wire."""
    own = response.wire == WIRE
    extra = dict(response.extra) if own else {}
    usage = spelled_usage(response.usage, extra.pop("usage", None))
    return {
        "id": response.id,
        "object": "chat.completion",
        "created": response.created,
        "model": response.model,
        "choices": [write_choice(index, choice, own) for index, choice in enumerate(response.choices)],
        **({} if usage is None else {"usage": usage}),
        **extra,
    }


def read_choice(wire: Wire, reply: str) -> Choice:
    """One of the answers."""
    message = wire.get("message")
    parts, more = read_answer(message) if isinstance(message, dict) else ([], {})
    for place, part in enumerate(parts):
        if isinstance(part, ToolCall) and not part.id and part.kind != "legacy":
            parts[place] = structs.replace(part, id=made_up_id(reply, _index(wire), place))
    called = any(isinstance(part, ToolCall) for part in parts)
    reason, native = ended(wire.get("finish_reason"), called)
    logprobs = wire.get("logprobs")
    logprobs = logprobs if isinstance(logprobs, dict) else None
    known = {"index", "message", "finish_reason", "delta"} | ({"logprobs"} if logprobs is not None else set())
    extra = {name: value for name, value in wire.items() if name not in known}
    return Choice(
        parts=tuple(parts),
        reason=reason,
        native_reason=native,
        logprobs=logprobs,
        extra=extra | {"message": more} if more else extra,
    )


def write_choice(index: int, choice: Choice, own: bool) -> Wire:
    """One of the answers."""
    extra = dict(choice.extra) if own else {}
    more = extra.pop("message", None) or {}
    said = write_answer(choice.parts, own=own) if own else _whole(write_answer(list(plain(choice.parts)), own=own))
    blank: dict[str, Any] = {} if own else {"content": None, "refusal": None}
    return {
        "index": index,
        "message": {"role": "assistant", **blank, **said, **more},
        **({"logprobs": choice.logprobs} if choice.logprobs is not None or not own else {}),
        **reason_fields(choice.reason, choice.native_reason),
        **extra,
    }


def _whole(said: dict[str, Any]) -> dict[str, Any]:
    """With every field that OpenAI's clients require of a sound and of a citation, and that another wire may leave out."""
    if "audio" in said:
        said["audio"] = {"id": "", "data": "", "expires_at": 0, "transcript": "", **said["audio"]}
    if "annotations" in said:
        said["annotations"] = [_titled(note) for note in said["annotations"]]
    return said


def _titled(note: Wire) -> Wire:
    cited = note.get("url_citation")
    return {**note, "url_citation": {"title": "", **cited}} if isinstance(cited, dict) and "title" not in cited else note


def ended(word: Any, called: bool) -> tuple[Reason, str | None]:
    """Why an answer ended, and the provider's word for it when that says more."""
    if not isinstance(word, str) or not word:
        return "tool_calls" if called else "stop", None
    reason = read_reason(word)
    return reason, None if word == reason else word


def reason_fields(reason: Reason, native: str | None) -> dict[str, Any]:
    """Only a word of this wire leaves as the reason; another stands beside it, where OpenRouter put it first."""
    if native is None:
        return {"finish_reason": reason}
    return {"finish_reason": native} if native in LEGAL else {"finish_reason": reason, "native_finish_reason": native}


def spelled_usage(usage: Usage, spelled: Any) -> Any:
    """The usage as its provider spelled it, while it still means that; None when nothing is known of it."""
    if isinstance(spelled, dict) and read_usage(spelled) == usage:
        return spelled
    return None if usage == NOTHING else write_usage(usage)


def created_of(wire: Wire) -> int:
    """When, in whole seconds. Some servers have fractions."""
    created = wire.get("created")
    return int(created) if isinstance(created, int | float) and 0 <= created < 2**53 else 0


def _index(choice: Wire) -> int:
    index = choice.get("index")
    return index if isinstance(index, int) else 0
