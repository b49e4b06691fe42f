"""Mistral: OpenAI's chat wire in other words, from a server that refuses every field it does not know."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from dataclasses import replace
from hashlib import sha256
from string import ascii_letters, digits
from typing import Any

import msgspec
from msgspec import Raw, structs

from translators.canonical import ChatRequest
from translators.narrowing import effort, left_out, only_functions, plainly, thoughtless
from translators.openai_chat import TRANSLATOR as OPENAI_CHAT
from translators.openai_chat.request import write_request as write_openai_request
from translators.translator import Envelope, Wire

RENAMED = (("max_completion_tokens", "max_tokens"), ("seed", "random_seed"))
UNKNOWN = ("stream_options",)  # a stream always tells its usage, and asking for it is an error
REFUSED = ("logprobs", "top_logprobs", "user", "service_tier", "verbosity", "prompt_cache_key", "modalities", "audio")
BETWEEN = "Understood."  # what the assistant is made to say to a tool before a user goes on

_ID = re.compile(r"[a-zA-Z0-9]{9}")
_LETTERS = digits + ascii_letters
# https://docs.mistral.ai/capabilities/reasoning/adjustable: the others think always, or never, and are not told.
_ADJUSTABLE = re.compile(r"mistral-(small-(latest|26|4)|medium-(latest|26|3[.-][5-9]))")
_HOW_MUCH = ("none", "high")

_fields = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode


def forward_request(body: bytes, envelope: Envelope, model: str) -> bytes:
    """The same request in Mistral's words. Every value that stays is the bytes it was."""
    fields = _fields(body)
    if envelope.model != model:
        fields["model"] = Raw(_encode(model))
    _reword(fields)
    forwarded = _encode(fields)
    return body if forwarded == body else forwarded


def write_request(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """A thought goes back only as the part of the content it was; in any other field it would be refused."""
    if request.wire == OPENAI_CHAT.wire:
        messages, dropped = thoughtless(request.messages, kept="content")
        wire, _ = write_openai_request(structs.replace(request, messages=messages))
        fields = dict(wire)
        _reword(fields)
        return fields, tuple(dropped)
    wire, others = write_openai_request(structs.replace(request, thinking=None))
    fields = dict(wire)
    _reword(fields)
    word, unsaid = effort(request, _HOW_MUCH if _ADJUSTABLE.search(request.model.lower()) else ())
    if word is not None:
        fields["reasoning_effort"] = word
    lost = (*others, *plainly(fields, request), *unsaid, *left_out(fields, REFUSED), *only_functions(fields, request))
    fields["messages"] = _conversation(fields["messages"])
    return fields, tuple(dict.fromkeys(lost))


def call_id(id: str) -> str:
    """A call's id in the form that Mistral insists on: the same for the call and its result, in every turn."""
    if _ID.fullmatch(id):
        return id
    number = int.from_bytes(sha256(id.encode("utf-8", "surrogatepass")).digest()[:8], "big")
    return "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(9))


def _conversation(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A user may not speak right behind a tool, and an assistant who speaks last begins the answer."""
    turns: list[dict[str, Any]] = []
    for message in messages:
        if message["role"] == "user" and turns and turns[-1]["role"] == "tool":
            turns.append({"role": "assistant", "content": BETWEEN})
        turns.append(_turn(message))
    if turns and turns[-1]["role"] == "assistant":
        turns[-1] = {**turns[-1], "prefix": True}
    return turns


def _turn(message: dict[str, Any]) -> dict[str, Any]:
    match message:
        case {"role": "tool", "tool_call_id": id}:
            return {**message, "tool_call_id": call_id(id)}
        case {"tool_calls": calls}:
            return {**message, "tool_calls": [{**call, "id": call_id(call["id"])} for call in calls]}
        case {"content": list() as content}:
            return {**message, "content": [_part(part) for part in content]}
        case _:
            return message


def _part(part: dict[str, Any]) -> dict[str, Any]:
    """Documents and sounds have other names here than OpenAI's."""
    match part:
        case {"type": "file", "file": {"file_data": link, **more}}:
            name = {"document_name": more["filename"]} if "filename" in more else {}
            return {"type": "document_url", "document_url": link, **name}
        case {"type": "input_audio", "input_audio": {"data": data}}:
            return {"type": "input_audio", "input_audio": data}
        case _:
            return part


def _reword(fields: MutableMapping[str, Any]) -> None:
    for name in UNKNOWN:
        fields.pop(name, None)
    for name, here in RENAMED:
        if name in fields:
            fields[here] = fields.pop(name)


TRANSLATOR = replace(OPENAI_CHAT, forward_request=forward_request, write_request=write_request)
