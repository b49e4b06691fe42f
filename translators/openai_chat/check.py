"""Is this a request? Slowly, precisely, and in words: what the hot path refuses is judged here."""

from __future__ import annotations

from translators.parse import parse_request
from translators.shapes import (
    Check,
    at_least_one,
    each,
    either,
    fields,
    flag,
    model,
    number,
    record,
    sorted_by,
    text,
    values,
    whole,
)
from translators.translator import Envelope


def check_request(body: bytes) -> Envelope:
    """What the gateway must know of a request, or a Problem that names the field at fault. Nothing else, for any bytes."""
    request = parse_request(body)
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


# What a request is. OpenAI's own servers refuse a string as `image_url` or `input_audio`; Mistral's, on the same wire, take it.


def _link(words: str, needed: str) -> Check:
    return either(words, (dict, fields({needed: text}, {})), (str, text))


_TEXT = fields({"text": text}, {})
_PARTS: dict[str, Check] = {
    "text": _TEXT,
    "image_url": fields({"image_url": _link("an object with a url, or the url itself", "url")}, {}),
    "input_audio": fields({"input_audio": _link("an object with data and a format, or the data itself", "data")}, {}),
    "file": fields({"file": fields({}, {"file_data": text, "file_id": text, "filename": text})}, {}),
    "video_url": fields({"video_url": _link("an object with a url, or the url itself", "url")}, {}),
    "refusal": fields({"refusal": text}, {}),
}
_CONTENT = either("a string or a list of parts", (str, text), (list, each(sorted_by("type", _PARTS, closed=False))))
_FUNCTION_CALL = fields({"name": text, "arguments": text}, {})
_CALL = sorted_by(
    "type",
    {
        "function": fields({"id": text, "function": _FUNCTION_CALL}, {}),
        "custom": fields({"id": text, "custom": fields({"name": text, "input": text}, {})}, {}),
    },
    closed=False,
    default="function",
)
_SAID = fields({"content": _CONTENT}, {"name": text})
_ROLES: dict[str, Check] = {
    "system": _SAID,
    "developer": _SAID,
    "user": _SAID,
    "assistant": fields(
        {},
        {
            "content": _CONTENT,
            "name": text,
            "refusal": text,
            "audio": record,
            "tool_calls": each(_CALL),
            "function_call": _FUNCTION_CALL,
        },
    ),
    "tool": fields({"content": _CONTENT, "tool_call_id": text}, {"name": text}),
    "function": fields({"name": text}, {"content": _CONTENT}),
}
_DEFINITION = fields({"name": text}, {"description": text, "parameters": record, "strict": flag})
_TOOL = sorted_by(
    "type",
    {
        "function": fields({"function": _DEFINITION}, {}),
        "custom": fields({"custom": fields({"name": text}, {"description": text})}, {}),
    },
    closed=False,
    default="function",
)
_REQUEST = fields(
    {"model": model, "messages": each(sorted_by("role", _ROLES, closed=True), some=True)},
    {
        "stream": flag,
        "stream_options": fields({}, {"include_usage": flag}),
        "max_tokens": whole,
        "max_completion_tokens": whole,
        "n": at_least_one,
        "user": text,
        "service_tier": text,
        "temperature": number,
        "top_p": number,
        "frequency_penalty": number,
        "presence_penalty": number,
        "stop": either("a string or a list of strings", (str, text), (list, each(text))),
        "seed": whole,
        "tools": each(_TOOL),
        "tool_choice": either("a string or an object", (str, text), (dict, record)),
        "functions": each(_DEFINITION),
        "function_call": either("a string or an object", (str, text), (dict, record)),
        "parallel_tool_calls": flag,
        "response_format": fields({"type": text}, {}),
        "logprobs": either("true or false, or how many", (bool, flag), (int, whole)),
        "top_logprobs": whole,
        "logit_bias": values(number),
        "modalities": each(text),
        "audio": record,
        "prediction": record,
        "metadata": values(text),
        "store": flag,
        "reasoning_effort": text,
        "verbosity": text,
        "prompt_cache_key": text,
        "safety_identifier": text,
        "web_search_options": record,
    },
)
