"""The hot path of a reply: what someone who only meters it must see, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw, Struct

from translators.canonical import Kind, Problem
from translators.faults import find_error
from translators.openai_responses.answer import CALLS
from translators.openai_responses.problems import problem_in
from translators.openai_responses.reasons import read_reason
from translators.openai_responses.response import check_reply, unanswered
from translators.openai_responses.usage import ToolUsage, WireUsage, buckets, usage_of
from translators.translator import Sight, Wire

CONTENT = Sight(content=True)
GREETING = Sight()
HEARTBEAT = Sight(heartbeat=True)

_ENDS = frozenset({"response.completed", "response.incomplete"})
_FAILURES = frozenset({"response.failed", "response.cancelled", "error"})
# They say that something is to come, and not yet what.
_GREETINGS = frozenset(
    {"response.created", "response.in_progress", "response.queued", "response.content_part.added", "response.reasoning_summary_part.added"}
)
_HEARTBEATS = frozenset({"keepalive", "ping"})


class _Item(Struct, gc=False):
    type: str = ""


class _Reply(Struct, gc=False):
    output: list[_Item]
    status: str | None = None
    error: Any = None
    incomplete_details: dict[str, Any] | None = None
    usage: WireUsage | None = None
    tool_usage: ToolUsage | None = None


class _Frame(Struct, gc=False):
    type: str
    delta: str | None = None
    item: _Item | None = None
    response: Raw | None = None


_decode_frame = msgspec.json.Decoder(_Frame).decode
_decode_reply = msgspec.json.Decoder(_Reply).decode


def glance_frame(data: bytes) -> Sight:
    """The data of one frame. Never raises: what is wrong is the sight's problem."""
    try:
        frame = _decode_frame(data)
    except (msgspec.DecodeError, RecursionError):
        return GREETING if data.strip() == b"[DONE]" else _look_again(data, _sight_of_frame)
    if frame.delta is not None:
        return CONTENT if frame.delta else GREETING
    if frame.type in _ENDS or frame.type in _FAILURES:
        return _sight_of_end(frame, data)
    return _sight_of_kind(frame.type, "" if frame.item is None else frame.item.type)


def glance_response(body: bytes) -> Sight:
    """A whole reply. Never raises: what is wrong is the sight's problem."""
    try:
        reply = _decode_reply(body)
        if _is_plain(reply):
            return _sight(reply)
    except (msgspec.DecodeError, RecursionError):
        pass
    return _look_again(body, _sight_of_reply)


def _sight_of_kind(kind: str, item: str) -> Sight:
    """A thought or a message that begins has said nothing yet; a call has."""
    if kind in _HEARTBEATS:
        return HEARTBEAT
    if kind in _GREETINGS or not kind.startswith("response."):
        return GREETING
    if kind == "response.output_item.added":
        return GREETING if item in ("reasoning", "message") else CONTENT
    return CONTENT


def _sight_of_end(frame: _Frame, data: bytes) -> Sight:
    if frame.type in _ENDS and frame.response is not None:
        try:
            reply = _decode_reply(frame.response)
            if _is_plain(reply):
                sight = _sight(reply)
                return sight if sight.problem is not None else msgspec.structs.replace(sight, done=True)
        except (msgspec.DecodeError, RecursionError):
            pass
    return _look_again(data, _sight_of_frame)


def _is_plain(reply: _Reply) -> bool:
    return reply.error is None and (reply.status is not None or bool(reply.output))


def _sight(reply: _Reply) -> Sight:
    called = any(item.type in CALLS for item in reply.output)
    found = reply.tool_usage.web_search if reply.tool_usage is not None else None
    usage = None if reply.usage is None else buckets(reply.usage, (found and found.num_requests) or 0)
    if reply.status in ("queued", "in_progress"):  # asked for in the background: its caller comes back for it
        return Sight(content=True, reason="stop", ended=1, usage=usage)
    try:
        reason, _ = read_reason({"status": reply.status, "incomplete_details": reply.incomplete_details, "error": reply.error}, called)
    except Problem as problem:
        return Sight(problem=problem)
    return Sight(content=True, reason=reason, ended=1, usage=usage)


def _look_again(data: bytes, look: Callable[[Wire], Sight]) -> Sight:
    """What the quick look has no eye for. What Python can read is good enough: a reply is passed on, not judged."""
    try:
        wire = json.loads(data)
    except (ValueError, RecursionError):
        return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, _unreadable(data)))
    if not isinstance(wire, dict):
        return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply is not an object"))
    try:
        return look(wire)
    except Problem as problem:
        return Sight(problem=problem)


def _sight_of_frame(wire: Wire) -> Sight:
    kind, response, item = wire.get("type"), wire.get("response"), wire.get("item")
    if not isinstance(kind, str):
        error = find_error(wire)
        if error is not None:
            raise problem_in(error)
        return GREETING
    response = response if isinstance(response, dict) else {}
    if kind in _FAILURES:
        if kind == "error":
            raise problem_in(wire)
        read_reason({"status": "failed", **response}, called=False)
        raise Problem(Kind.PROVIDER_FAILED, "the provider's reply has failed")
    if kind in _ENDS:
        return _sight_of_whole(response, done=True)
    if "delta" in wire:
        return CONTENT if wire["delta"] else GREETING
    return _sight_of_kind(kind, str(item.get("type")) if isinstance(item, dict) else "")


def _sight_of_reply(wire: Wire) -> Sight:
    check_reply(wire)
    return _sight_of_whole(wire, done=False)


def _sight_of_whole(wire: Wire, *, done: bool) -> Sight:
    items = wire.get("output")
    called = any(isinstance(item, dict) and str(item.get("type")) in CALLS for item in (items if isinstance(items, list) else ()))
    reason, _ = read_reason(wire, called)
    has_usage = isinstance(wire.get("usage"), dict) and bool(wire["usage"])
    usage = usage_of(wire) if has_usage else None
    if unanswered(wire):  # a stream's answer may have come before its end
        return Sight(usage=usage, done=done)
    return Sight(content=True, reason=reason, ended=1, usage=usage, done=done)


def _unreadable(data: bytes) -> str:
    start = data[:256].lstrip().lower()
    if not start:
        return "the provider's reply is empty"
    return (
        "the provider answered with a page, not with JSON"
        if start.startswith(b"<")
        else "the provider's reply is not JSON, or not all of it came"
    )
