"""The hot path of a reply: what someone who only meters it must see, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec import Raw, Struct

from translators.canonical import Kind, Problem
from translators.gemini.grounding import searches
from translators.gemini.problems import error_in
from translators.gemini.reasons import read_reason, word_of
from translators.gemini.response import block_reason, rows
from translators.gemini.spelling import camel
from translators.gemini.usage import WireUsage, buckets, read_usage
from translators.translator import Sight, Wire


class _Part(Struct, gc=False, rename="camel"):
    text: str | None = None
    function_call: dict[str, Raw] | None = None
    inline_data: dict[str, Raw] | None = None
    file_data: dict[str, Raw] | None = None
    executable_code: dict[str, Raw] | None = None
    code_execution_result: dict[str, Raw] | None = None
    tool_call: dict[str, Raw] | None = None
    tool_response: dict[str, Raw] | None = None


class _Content(Struct, gc=False, rename="camel"):
    parts: list[_Part] | None = None


class _Grounding(Struct, gc=False, rename="camel"):
    web_search_queries: list[str] | None = None


class _Candidate(Struct, gc=False, rename="camel"):
    content: _Content | None = None
    finish_reason: str | int | None = None
    grounding_metadata: _Grounding | None = None


class _Frame(Struct, gc=False, rename="camel"):
    candidates: list[_Candidate]
    usage_metadata: WireUsage | None = None
    error: Any = None


CONTENT = Sight(content=True)
GREETING = Sight()
_decode = msgspec.json.Decoder(_Frame).decode
_SAID = _Part.__struct_fields__[1:]
_ANSWERS = _Part.__struct_encode_fields__


def glance_frame(data: bytes) -> Sight:
    """The data of one frame. Never raises: what is wrong is the sight's problem."""
    return _glance(data, whole=False)


def glance_response(body: bytes) -> Sight:
    """A whole reply. Never raises: what is wrong is the sight's problem."""
    return _glance(body, whole=True)


def _glance(data: bytes, *, whole: bool) -> Sight:
    try:
        frame = _decode(data)
    except (msgspec.DecodeError, RecursionError):
        return _look_again(data, whole)
    candidates, usage = frame.candidates, frame.usage_metadata
    if frame.error is not None or not candidates:
        return _look_again(data, whole)
    first = candidates[0]
    if first.finish_reason is None and len(candidates) == 1 and first.grounding_metadata is None and not whole:
        content = _says(first)
        if usage is None:
            return CONTENT if content else GREETING
        return Sight(content=content, usage=buckets(usage))
    words = [word for candidate in candidates if (word := word_of(candidate.finish_reason)) is not None]
    called = any(_calls(candidate) for candidate in candidates[:1])
    found = sum(
        len(list(filter(None, row.grounding_metadata.web_search_queries or ()))) for row in candidates if row.grounding_metadata is not None
    )
    return Sight(
        content=whole or any(map(_says, candidates)),
        reason=read_reason(words[0], called) if words else read_reason("STOP", called) if whole else None,
        ended=len(candidates) if whole else len(words),
        usage=None if usage is None else buckets(usage, found),
    )


def _says(candidate: _Candidate) -> bool:
    parts = candidate.content.parts if candidate.content is not None else None
    if not parts:
        return False
    if len(parts) == 1 and parts[0].text:
        return True
    return any(part.text or any(getattr(part, name) is not None for name in _SAID) for part in parts)


def _calls(candidate: _Candidate) -> bool:
    parts = candidate.content.parts if candidate.content is not None else None
    return any(part.function_call is not None for part in parts or ())


def _look_again(data: bytes, whole: bool) -> Sight:
    """What the quick look has no eye for. What Python can read is good enough: a reply is passed on, not judged."""
    try:
        wire = json.loads(data)
    except (ValueError, RecursionError):
        return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, _unreadable(data)))
    try:
        error = error_in(wire)
        if error is not None:
            return Sight(problem=error)
        if not isinstance(wire, dict):
            return Sight(problem=Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply is not an object"))
        return _sight(camel(wire), whole)
    except Problem as problem:
        return Sight(problem=problem)


def _sight(wire: Wire, whole: bool) -> Sight:
    candidates = rows(wire.get("candidates"))
    raw = wire.get("usageMetadata")
    usage = read_usage(raw, searches(candidates)) if isinstance(raw, dict) and raw else None
    blocked = block_reason(wire)
    if not candidates and blocked is not None:
        return Sight(content=True, reason="content_filter", ended=1, usage=usage)
    if not candidates and whole:
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no candidates in it")
    words = [word for candidate in candidates if (word := word_of(candidate.get("finishReason"))) is not None]
    parts = [part for candidate in candidates for part in _parts(candidate)]
    called = any("functionCall" in part for candidate in candidates[:1] for part in _parts(candidate))
    return Sight(
        content=whole or any(part.get(name) for part in parts for name in _ANSWERS),
        reason=read_reason(words[0], called) if words else read_reason("STOP", called) if whole else None,
        ended=len(candidates) if whole else len(words),
        usage=usage,
        usage_only=usage is not None and not candidates,
    )


def _parts(candidate: Wire) -> list[dict[str, Any]]:
    content = candidate.get("content")
    return rows(content.get("parts")) if isinstance(content, dict) else []


def _unreadable(data: bytes) -> str:
    start = data[:256].lstrip().lower()
    if not start:
        return "the provider's reply is empty"
    if start.startswith(b"<"):
        return "the provider answered with a page, not with JSON"
    return "the provider's reply is not JSON, or not all of it came"
