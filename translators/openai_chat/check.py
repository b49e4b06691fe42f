"""Is this a request? Slowly, precisely, and in words: what the hot path refuses is judged here."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from translators.canonical import Kind, Problem
from translators.framing.nesting import DEEPEST, too_deep
from translators.translator import Envelope

Check = Callable[[Any, str], None]  # (value, where it stands); raises Problem


def check_request(body: bytes) -> Envelope:
    """What the gateway must know of a request, or a Problem that names the field at fault. Nothing else, for any bytes."""
    request = _parse(body)
    for where, why in _unwritable(request, ""):
        raise _wrong(where, why)
    _REQUEST(request, "")
    stream = request.get("stream") is True
    longest = request.get("max_completion_tokens")
    longest = request.get("max_tokens") if longest is None else longest
    return Envelope(
        model=request["model"],
        stream=stream,
        wants_usage=stream and (request.get("stream_options") or {}).get("include_usage") is True,
        max_tokens=None if longest is None else int(longest),
        n=int(request.get("n") or 1),
        user=request.get("user"),
        tier=request.get("service_tier"),
    )


def _parse(body: bytes) -> Mapping[str, Any]:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise _invalid(f"the body is not UTF-8: byte {error.start} cannot stand where it stands") from None
    if too_deep(body):
        raise _invalid(f"the body is nested too deeply: more than {DEEPEST} lists and objects inside one another")
    try:
        request = json.loads(text, parse_constant=lambda _: math.nan)
    except json.JSONDecodeError as error:
        raise _invalid(f"the body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except (ValueError, RecursionError):  # a number of thousands of digits; brackets that are never closed
        raise _invalid("the body is not JSON that can be read: a number in it is too long, or it is nested too deeply") from None
    if not isinstance(request, dict):
        raise _invalid(f"the body must be an object, not {_named(request)}")
    return request


def _unwritable(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """What Python reads and JSON does not allow."""
    if isinstance(value, float) and math.isnan(value):
        yield where, "must be a number, and JSON knows no NaN or Infinity"
    elif isinstance(value, str) and not value.isascii() and _half(value):
        yield where, "has half of a surrogate pair in it (a \\ud800 to \\udfff by itself), which is no character"
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unwritable(item, f"{where}[{index}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not key.isascii() and _half(key):
                yield where, "has a field whose name holds half of a surrogate pair, which is no character"
            yield from _unwritable(item, f"{where}.{key}" if where else key)


def _half(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


# The words of the language the table below is written in.


def _text(value: Any, where: str) -> None:
    if not isinstance(value, str):
        raise _wrong(where, f"must be a string, not {_named(value)}")


def _model(value: Any, where: str) -> None:
    _text(value, where)
    if not value:
        raise _wrong(where, "must not be empty")
    if not value.isprintable():
        raise _wrong(where, "must not have control characters in it")


def _flag(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise _wrong(where, f"must be true or false, not {_named(value)}")


def _number(value: Any, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(_as_float(value)):
        raise _wrong(where, f"must be a number, not {_named(value)}")


def _whole(value: Any, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1 != 0:
        raise _wrong(where, f"must be a whole number, not {_named(value)}")


def _at_least_one(value: Any, where: str) -> None:
    _whole(value, where)
    if value < 1:
        raise _wrong(where, "must be at least 1")


def _object(value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise _wrong(where, f"must be an object, not {_named(value)}")


def _each(check: Check, *, some: bool = False) -> Check:
    def check_list(value: Any, where: str) -> None:
        if not isinstance(value, list):
            raise _wrong(where, f"must be a list, not {_named(value)}")
        if some and not value:
            raise _wrong(where, "must not be empty")
        for index, item in enumerate(value):
            check(item, f"{where}[{index}]")

    return check_list


def _values(check: Check) -> Check:
    def check_values(value: Any, where: str) -> None:
        _object(value, where)
        for key, item in value.items():
            check(item, f"{where}.{key}")

    return check_values


def _either(words: str, *choices: tuple[type, Check]) -> Check:
    """The value's JSON type chooses the check."""

    def check_either(value: Any, where: str) -> None:
        for kind, check in choices:
            if isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool):
                return check(value, where)
        raise _wrong(where, f"must be {words}, not {_named(value)}")

    return check_either


def _fields(needed: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object. What is not named here passes; what may be left out may be null."""

    def check_fields(value: Any, where: str) -> None:
        _object(value, where)
        for name, check in needed.items():
            here = f"{where}.{name}" if where else name
            if name not in value:
                raise _wrong(here, "is missing")
            check(value[name], here)
        for name, check in optional.items():
            if value.get(name) is not None:
                check(value[name], f"{where}.{name}" if where else name)

    return check_fields


def _sorted_by(tag: str, rows: Mapping[str, Check], *, closed: bool, default: str | None = None) -> Check:
    """An object whose `tag` says what it is. An unknown kind passes unless the list is closed."""

    def check_kind(value: Any, where: str) -> None:
        _object(value, where)
        kind = value.get(tag, default)
        if kind is None:
            raise _wrong(f"{where}.{tag}", "is missing")
        _text(kind, f"{where}.{tag}")
        if kind in rows:
            return rows[kind](value, where)
        if closed:
            raise _wrong(f"{where}.{tag}", f"must be one of {', '.join(rows)}, not {kind[:40]!r}")
        return None

    return check_kind


def _as_float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


_NAMES = {dict: "an object", list: "a list", str: "a string", bool: "a boolean", int: "a number", float: "a number"}


def _named(value: Any) -> str:
    return _NAMES.get(type(value), "null")


def _wrong(where: str, why: str) -> Problem:
    return Problem(Kind.INVALID_REQUEST, f"{where}: {why}" if where else f"the body {why}", param=where or None)


def _invalid(message: str) -> Problem:
    return Problem(Kind.INVALID_REQUEST, message)


# What a request is. OpenAI's own servers refuse a string as `image_url` or `input_audio`; Mistral's, on the same wire, take it.


def _link(words: str, needed: str) -> Check:
    return _either(words, (dict, _fields({needed: _text}, {})), (str, _text))


_TEXT = _fields({"text": _text}, {})
_PARTS: dict[str, Check] = {
    "text": _TEXT,
    "image_url": _fields({"image_url": _link("an object with a url, or the url itself", "url")}, {}),
    "input_audio": _fields({"input_audio": _link("an object with data and a format, or the data itself", "data")}, {}),
    "file": _fields({"file": _fields({}, {"file_data": _text, "file_id": _text, "filename": _text})}, {}),
    "video_url": _fields({"video_url": _link("an object with a url, or the url itself", "url")}, {}),
    "refusal": _fields({"refusal": _text}, {}),
}
_CONTENT = _either("a string or a list of parts", (str, _text), (list, _each(_sorted_by("type", _PARTS, closed=False))))
_FUNCTION_CALL = _fields({"name": _text, "arguments": _text}, {})
_CALL = _sorted_by(
    "type",
    {
        "function": _fields({"id": _text, "function": _FUNCTION_CALL}, {}),
        "custom": _fields({"id": _text, "custom": _fields({"name": _text, "input": _text}, {})}, {}),
    },
    closed=False,
    default="function",
)
_SAID = _fields({"content": _CONTENT}, {"name": _text})
_ROLES: dict[str, Check] = {
    "system": _SAID,
    "developer": _SAID,
    "user": _SAID,
    "assistant": _fields(
        {},
        {
            "content": _CONTENT,
            "name": _text,
            "refusal": _text,
            "audio": _object,
            "tool_calls": _each(_CALL),
            "function_call": _FUNCTION_CALL,
        },
    ),
    "tool": _fields({"content": _CONTENT, "tool_call_id": _text}, {"name": _text}),
    "function": _fields({"name": _text}, {"content": _CONTENT}),
}
_DEFINITION = _fields({"name": _text}, {"description": _text, "parameters": _object, "strict": _flag})
_TOOL = _sorted_by(
    "type",
    {
        "function": _fields({"function": _DEFINITION}, {}),
        "custom": _fields({"custom": _fields({"name": _text}, {"description": _text})}, {}),
    },
    closed=False,
    default="function",
)
_REQUEST = _fields(
    {"model": _model, "messages": _each(_sorted_by("role", _ROLES, closed=True), some=True)},
    {
        "stream": _flag,
        "stream_options": _fields({}, {"include_usage": _flag}),
        "max_tokens": _whole,
        "max_completion_tokens": _whole,
        "n": _at_least_one,
        "user": _text,
        "service_tier": _text,
        "temperature": _number,
        "top_p": _number,
        "frequency_penalty": _number,
        "presence_penalty": _number,
        "stop": _either("a string or a list of strings", (str, _text), (list, _each(_text))),
        "seed": _whole,
        "tools": _each(_TOOL),
        "tool_choice": _either("a string or an object", (str, _text), (dict, _object)),
        "functions": _each(_DEFINITION),
        "function_call": _either("a string or an object", (str, _text), (dict, _object)),
        "parallel_tool_calls": _flag,
        "response_format": _fields({"type": _text}, {}),
        "logprobs": _either("true or false, or how many", (bool, _flag), (int, _whole)),
        "top_logprobs": _whole,
        "logit_bias": _values(_number),
        "modalities": _each(_text),
        "audio": _object,
        "prediction": _object,
        "metadata": _values(_text),
        "store": _flag,
        "reasoning_effort": _text,
        "verbosity": _text,
        "prompt_cache_key": _text,
        "safety_identifier": _text,
        "web_search_options": _object,
    },
)
