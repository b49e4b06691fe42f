"""The hot path of a reply: what someone who only meters it must see, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw, Struct

from translators.canonical import Kind, Problem
from translators.faults import find_error
from translators.openai_chat.problems import problem_in
from translators.openai_chat.reasons import read_reason
from translators.openai_chat.usage import WireUsage, buckets, find_usage, read_usage
from translators.translator import Sight, Wire

CONTENT = Sight(content=True)
GREETING = Sight()
DONE = Sight(done=True)

# What of a delta is part of the answer. The role, a name, a channel and the like are a greeting.
_ANSWERS = (
    "content", "tool_calls", "function_call", "refusal", "reasoning", "reasoning_content", "reasoning_details", "reasoning_text",
    "audio", "images", "annotations", "executed_tools",
)  # fmt: skip


class _Delta(Struct, gc=False):
    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    tool_calls: list[Raw] | None = None
    refusal: str | None = None
    function_call: dict[str, Raw] | None = None
    reasoning_details: list[Raw] | None = None
    reasoning_text: str | None = None
    audio: dict[str, Raw] | None = None
    images: list[Raw] | None = None
    annotations: list[Raw] | None = None
    executed_tools: list[Raw] | None = None


class _FrameChoice(Struct, gc=False):
    delta: _Delta | None = None
    finish_reason: str | None = None
    error: Any = None
    text: str | None = None  # Together and others, on old models


class _Groq(Struct, gc=False):
    usage: WireUsage | None = None
    error: Any = None


class _Frame(Struct, gc=False):
    choices: list[_FrameChoice]
    usage: WireUsage | None = None
    error: Any = None
    x_groq: _Groq | None = None


class _Choice(Struct, gc=False):
    message: dict[str, Raw]
    finish_reason: str
    error: Any = None


class _Reply(Struct, gc=False):
    choices: list[_Choice]
    usage: WireUsage | None = None
    error: Any = None


_decode_frame = msgspec.json.Decoder(_Frame).decode
_decode_reply = msgspec.json.Decoder(_Reply).decode


def glance_frame(data: bytes) -> Sight:
    """The data of one frame. Never raises: what is wrong is the sight's problem."""
    try:
        frame = _decode_frame(data)
    except (msgspec.DecodeError, RecursionError):
        return DONE if data.strip() == b"[DONE]" else _look_again(data, _sight_of_frame)
    choices = frame.choices
    if frame.usage is None and frame.error is None and frame.x_groq is None and len(choices) == 1:
        choice = choices[0]
        if choice.finish_reason is None and choice.error is None:
            return CONTENT if _says_something(choice) else GREETING
    return _sight(frame, data)


def glance_response(body: bytes) -> Sight:
    """A whole reply. Never raises: what is wrong is the sight's problem."""
    try:
        reply = _decode_reply(body)
    except (msgspec.DecodeError, RecursionError):
        return _look_again(body, _sight_of_reply)
    choices = reply.choices
    if reply.error is not None or not choices or any(choice.error is not None for choice in choices):
        return _look_again(body, _sight_of_reply)
    word = choices[0].finish_reason
    if not word:  # it may have ended with a tool call all the same
        return _look_again(body, _sight_of_reply)
    try:
        usage = None if reply.usage is None else buckets(reply.usage)
        return Sight(content=True, reason=read_reason(word), ended=len(choices), usage=usage)
    except Problem as problem:
        return Sight(problem=problem)


def _says_something(choice: _FrameChoice) -> bool:
    delta = choice.delta
    if delta is None:
        return bool(choice.text)
    if delta.content or delta.reasoning_content or delta.reasoning or delta.tool_calls:
        return True
    return any(getattr(delta, field) for field in _ANSWERS) or bool(choice.text)


def _sight(frame: _Frame, data: bytes) -> Sight:
    """All but the plainest frames: the last ones, the usage, several answers in one."""
    choices, groq = frame.choices, frame.x_groq
    if frame.error is not None or any(choice.error is not None for choice in choices) or (groq is not None and groq.error is not None):
        return _look_again(data, _sight_of_frame)
    usage = frame.usage
    if usage is None and groq is not None:
        usage = groq.usage
    words = [choice.finish_reason for choice in choices if choice.finish_reason]
    try:
        return Sight(
            content=any(map(_says_something, choices)),
            reason=read_reason(words[0]) if words else None,
            ended=len(words),
            usage=None if usage is None else buckets(usage),
            usage_only=usage is not None and not choices,
        )
    except Problem as problem:
        return Sight(problem=problem)


def _look_again(data: bytes, look: Callable[[Wire], Sight]) -> Sight:
    """What the quick look has no eye for. What Python can read is good enough: a reply is passed on, not judged."""
    try:
        wire = json.loads(data)
    except (ValueError, RecursionError):
        return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, _unreadable(data)))
    try:
        error = find_error(wire)
        if error is not None:
            return Sight(problem=problem_in(error))
        if not isinstance(wire, dict):
            return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply is not an object"))
        return look(wire)
    except Problem as problem:
        return Sight(problem=problem)


def _sight_of_frame(wire: Wire) -> Sight:
    usage, choices = find_usage(wire), _choices(wire)
    words = [str(choice["finish_reason"]) for choice in choices if choice.get("finish_reason")]
    deltas = [choice.get("delta") for choice in choices]
    said = any(isinstance(delta, dict) and any(delta.get(field) for field in _ANSWERS) for delta in deltas)
    return Sight(
        content=said or any(choice.get("text") for choice in choices),
        reason=read_reason(words[0]) if words else None,
        ended=len(words),
        usage=None if usage is None else read_usage(usage),
        usage_only=usage is not None and not choices,
    )


def _sight_of_reply(wire: Wire) -> Sight:
    usage, choices = find_usage(wire), _choices(wire)
    if not choices:
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no choices in it")
    message, word = choices[0].get("message"), choices[0].get("finish_reason")
    if not isinstance(message, dict) and not word:  # Azure leaves the message out when its filter ended the answer
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no message in it")
    called = isinstance(message, dict) and bool(message.get("tool_calls"))
    reason = read_reason(str(word or ("tool_calls" if called else "stop")))
    return Sight(content=True, reason=reason, ended=len(choices), usage=None if usage is None else read_usage(usage))


def _choices(wire: Wire) -> list[Wire]:
    choices = wire.get("choices")
    return [choice for choice in choices if isinstance(choice, dict)] if isinstance(choices, list) else []


def _unreadable(data: bytes) -> str:
    start = data[:256].lstrip().lower()
    if not start:
        return "the provider's reply is empty"
    if start.startswith(b"<"):
        return "the provider answered with a page, not with JSON"
    return "the provider's reply is not JSON, or not all of it came"
