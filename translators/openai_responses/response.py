"""A whole reply, both ways."""

from __future__ import annotations

from typing import Any

from translators.canonical import ChatResponse, Choice, Kind, Problem, ToolCall
from translators.faults import find_error
from translators.openai_responses.answer import output_logprobs, read_output, write_output
from translators.openai_responses.ids import reply_id
from translators.openai_responses.problems import WIRE, problem_in
from translators.openai_responses.reasons import read_reason, write_reason
from translators.openai_responses.usage import spelled_usage, usage_of
from translators.translator import Wire

_UNDERSTOOD = frozenset({"id", "object", "created_at", "model", "output", "status", "incomplete_details", "error"})
OUTPUT = "output"  # in a choice's extra: the items it was read from


def read_response(wire: Wire) -> ChatResponse:
    """A reply with status 200. Raises Problem when it is none all the same."""
    check_reply(wire)
    return ChatResponse(
        id=str(wire.get("id") or ""),
        model=str(wire.get("model") or ""),
        choices=(read_answer(wire),),
        usage=usage_of(wire),
        created=created_of(wire),
        wire=WIRE,
        extra=extra_of(wire),
    )


def write_response(response: ChatResponse) -> Wire:
    """A `response` object with every field that OpenAI requires. Of several answers it is the first: this wire has no more."""
    own = response.wire == WIRE
    choice = response.choices[0] if response.choices else Choice(parts=(), reason="stop")
    status, details = write_reason(choice.reason, choice.native_reason if own else None)
    spelled = choice.extra.get(OUTPUT) if own else None
    if not isinstance(spelled, list) or read_output(spelled) != choice.parts:
        tokens = (choice.logprobs or {}).get("content")
        spelled = write_output(choice.parts, response.id, own, tokens if isinstance(tokens, list) else (), status)
    extra = dict(response.extra) if own else {}
    usage = spelled_usage(response.usage, extra.pop("usage", None), extra)
    ended = {"status": status, "incomplete_details": details, "output": spelled, "usage": usage}
    id = {"id": response.id} if own else {}
    return begun(response.id, response.model, response.created) | ended | extra | id


def begun(id: str, model: str, created: int) -> dict[str, Any]:
    """A reply that has begun. What only the question could tell is as OpenAI says it of a plain one."""
    return {
        "id": reply_id(id),
        "object": "response",
        "created_at": created,
        "status": "in_progress",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "max_output_tokens": None,
        "model": model,
        "output": [],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "store": False,
        "temperature": None,
        "text": {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": None,
        "truncation": "disabled",
        "usage": None,
        "user": None,
        "metadata": {},
    }


def read_answer(wire: Wire) -> Choice:
    """The one answer. Raises Problem when it has failed, or is not there yet."""
    items = wire.get("output")
    parts = read_output(items)
    reason, native = read_reason(wire, any(isinstance(part, ToolCall) for part in parts))
    return Choice(parts=parts, reason=reason, native_reason=native, logprobs=output_logprobs(items), extra={OUTPUT: items})


def check_reply(wire: Wire) -> None:
    """Raises Problem when it is an error, or no reply of this wire."""
    if not isinstance(wire.get("output"), list) or wire.get("error"):
        error = find_error(wire)
        if error is not None and wire.get("status") != "failed":
            raise problem_in(error)
    if not isinstance(wire.get("output"), list):
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no output in it")
    if unanswered(wire):
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no answer in it")


def unanswered(wire: Wire) -> bool:
    """Nothing is said, and not that this is all? Whole without a word is an answer, however short."""
    return not wire.get("output") and wire.get("status") is None


def extra_of(wire: Wire) -> dict[str, Any]:
    """What else a provider says of its reply: the usage as it spells it, and an echo of the question."""
    return {name: value for name, value in wire.items() if name not in _UNDERSTOOD}


def created_of(wire: Wire) -> int:
    """When, in whole seconds. Some servers have fractions."""
    created = wire.get("created_at")
    return int(created) if isinstance(created, int | float) and 0 <= created < 2**53 else 0
