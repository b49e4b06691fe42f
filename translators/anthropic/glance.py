"""The hot path of a reply: what someone who only meters it must see, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec import Raw, Struct

from translators.anthropic.problems import problem_in
from translators.anthropic.reasons import read_reason
from translators.anthropic.usage import WireUsage, buckets, read_usage
from translators.canonical import Kind, Problem
from translators.translator import Sight, Wire

CONTENT = Sight(content=True)
GREETING = Sight()
HEARTBEAT = Sight(heartbeat=True)
DONE = Sight(done=True)

_SILENT = frozenset({"text_delta", "thinking_delta", "input_json_delta"})  # without a word they say nothing
_EMPTY = frozenset({"text", "thinking"})  # blocks that begin so


class _Delta(Struct, gc=False):
    type: str | None = None
    text: str | None = None
    thinking: str | None = None
    partial_json: str | None = None
    stop_reason: str | None = None


class _Block(Struct, gc=False):
    type: str


class _Message(Struct, gc=False):
    usage: WireUsage | None = None


class _Frame(Struct, gc=False):
    type: str
    delta: _Delta | None = None
    usage: WireUsage | None = None
    message: _Message | None = None
    content_block: _Block | None = None
    error: Any = None


class _Reply(Struct, gc=False):
    content: list[Raw]
    stop_reason: str
    usage: WireUsage | None = None
    type: str = "message"
    error: Any = None


_decode_frame = msgspec.json.Decoder(_Frame).decode
_decode_reply = msgspec.json.Decoder(_Reply).decode


def glance_frame(data: bytes) -> Sight:
    """The data of one frame. Never raises: what is wrong is the sight's problem."""
    try:
        frame = _decode_frame(data)
    except (msgspec.DecodeError, RecursionError):
        return _look_again(data, whole=False)
    delta = frame.delta
    if frame.type == "content_block_delta" and delta is not None:
        return CONTENT if delta.text or delta.partial_json or delta.thinking or delta.type not in _SILENT else GREETING
    match frame.type:
        case "message_start":
            usage = None if frame.message is None else frame.message.usage
            return GREETING if usage is None else Sight(usage=buckets(usage))
        case "content_block_start":
            return GREETING if frame.content_block is None or frame.content_block.type in _EMPTY else CONTENT
        case "message_delta":
            usage, word = frame.usage, None if delta is None else delta.stop_reason
            return Sight(
                reason=read_reason(word)[0] if word else None,
                ended=1 if word else 0,
                usage=None if usage is None else buckets(usage),
                usage_goes_on=usage is not None,
            )
        case "message_stop":
            return DONE
        case "ping":
            return HEARTBEAT
    return _look_again(data, whole=False) if frame.type == "error" or frame.error is not None else GREETING


def glance_response(body: bytes) -> Sight:
    """A whole reply. Never raises: what is wrong is the sight's problem."""
    try:
        reply = _decode_reply(body)
    except (msgspec.DecodeError, RecursionError):
        return _look_again(body, whole=True)
    if reply.type != "message" or reply.error is not None:
        return _look_again(body, whole=True)
    usage = None if reply.usage is None else buckets(reply.usage)
    return Sight(content=True, reason=read_reason(reply.stop_reason)[0], ended=1, usage=usage)


def _look_again(data: bytes, *, whole: bool) -> Sight:
    """What the quick look has no eye for. What Python can read is good enough: a reply is passed on, not judged."""
    try:
        wire = json.loads(data)
    except (ValueError, RecursionError):
        return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, _unreadable(data)))
    if not isinstance(wire, dict):
        return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply is not an object"))
    if wire.get("type") == "error" or wire.get("error"):
        return Sight(problem=problem_in(wire))
    return _sight_of_reply(wire) if whole else _sight_of_frame(wire)


def _sight_of_reply(wire: Wire) -> Sight:
    usage, content, word = wire.get("usage"), wire.get("content"), wire.get("stop_reason")
    if not isinstance(content, list):
        return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no content in it"))
    if not content and not word:
        return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no answer in it"))
    called = any(isinstance(block, dict) and block.get("type") == "tool_use" for block in content)
    reason = read_reason(word if isinstance(word, str) else None, called)[0]
    return Sight(content=True, reason=reason, ended=1, usage=read_usage(usage) if isinstance(usage, dict) else None)


def _sight_of_frame(wire: Wire) -> Sight:
    kind, usage, delta = wire.get("type"), wire.get("usage"), wire.get("delta")
    if kind == "message_start":
        message = wire.get("message")
        usage = message.get("usage") if isinstance(message, dict) else None
        return Sight(usage=read_usage(usage)) if isinstance(usage, dict) else GREETING
    if kind != "message_delta":
        return CONTENT if kind in ("content_block_delta", "content_block_start") else DONE if kind == "message_stop" else GREETING
    word = delta.get("stop_reason") if isinstance(delta, dict) else None
    return Sight(
        reason=read_reason(str(word))[0] if word else None,
        ended=1 if word else 0,
        usage=read_usage(usage) if isinstance(usage, dict) else None,
        usage_goes_on=isinstance(usage, dict),
    )


def _unreadable(data: bytes) -> str:
    start = data[:256].lstrip().lower()
    if not start:
        return "the provider's reply is empty"
    if start.startswith(b"<"):
        return "the provider answered with a page, not with JSON"
    return "the provider's reply is not JSON, or not all of it came"
