"""A reply on the OpenAI chat wire, as a person would read it."""

from __future__ import annotations

import json
from typing import Any

from tests.readings.reading import Called, Counted, JsonObject, Reading, frames, parsed, unmarked

FINISHES = {
    "function_call": "tool_calls",
    "eos": "stop",
    "model_length": "length",
}


def read(body: bytes) -> Reading:
    """The first answer."""
    reading, detailed = Reading(), ""
    whole = body.lstrip().startswith(b"{")  # Perplexity's frames have both names
    calls: list[dict[str, str]] = []
    places: dict[Any, dict[str, str]] = {}
    finish = None
    for frame in frames(body):
        usage = frame.get("usage") or (frame.get("x_groq") or {}).get("usage")
        reading.usage = counted(usage) if usage else reading.usage
        for choice in frame.get("choices") or ():
            if choice.get("index", 0) == 0:
                detailed += _hear(reading, choice.get("message" if whole else "delta") or {}, calls, places)
                finish = choice.get("finish_reason") or finish
    reading.calls = [Called(call["name"], parsed(call["arguments"]), call["id"] or None) for call in calls]
    reading.thoughts = reading.thoughts or detailed  # many servers say them in both places
    finish = FINISHES.get(finish, finish) if finish else ("tool_calls" if calls else "stop")
    reading.finish = finish
    return reading


def counted(usage: JsonObject) -> Counted:
    """Totals. What is in the total alone is of the answer, or, from Mistral, of the sound that was asked about."""
    prompt, completion = usage.get("prompt_tokens") or 0, usage.get("completion_tokens") or 0
    into, out = usage.get("prompt_tokens_details") or {}, usage.get("completion_tokens_details") or {}
    thought = out.get("reasoning_tokens")
    thought = usage.get("reasoning_tokens") if thought is None else thought
    beyond = (usage.get("total_tokens") or 0) - prompt - completion
    if beyond > 0 and usage.get("prompt_audio_seconds") is not None:
        prompt += beyond
    elif beyond > 0 and thought in (None, beyond):
        completion, thought = completion + beyond, beyond
    elif (thought or 0) > completion:
        completion += thought or 0
    names = ("prompt_cache_hit_tokens", "num_cached_tokens", "cached_tokens", "cache_read_input_tokens")
    cached = into.get("cached_tokens") or next((usage[name] for name in names if usage.get(name)), 0)
    written = into.get("cache_write_tokens") or usage.get("cache_creation_input_tokens") or 0
    return Counted(
        prompt=prompt,
        cached=min(cached, prompt),
        written=max(0, min(written, prompt - cached)),
        completion=completion,
        reasoning=thought or 0,
    )


def _hear(reading: Reading, said: JsonObject, calls: list[dict[str, str]], places: dict[Any, dict[str, str]]) -> str:
    text, thoughts = _flat(said.get("content"))
    details = said.get("reasoning_details") or ()
    reading.text += text
    reading.refusal += said.get("refusal") or ""
    reading.thoughts += thoughts + (said.get("reasoning_content") or said.get("reasoning") or said.get("reasoning_text") or "")
    again = "".join(one.get("text") or one.get("summary") or "" for one in details)
    for one in details:
        for name in ("signature", "data"):
            reading.sign(one.get(name))
    reading.transcript += (said.get("audio") or {}).get("transcript") or ""
    for place, one in enumerate(said.get("tool_calls") or ()):
        _call(reading, one, one.get("index", place), calls, places)
    old = said.get("function_call") or {}
    if any(old.values()):  # Snowflake has an empty one in every reply
        _call(reading, {"function": old}, "legacy", calls, places)
    return again


def _call(reading: Reading, wire: JsonObject, index: Any, calls: list[dict[str, str]], places: dict[Any, dict[str, str]]) -> None:
    known, id = places.get(index), wire.get("id") or ""
    if known is None or (id and id != known["id"]):  # some servers give every call the index 0
        known = places[index] = {"id": id, "name": "", "arguments": ""}
        calls.append(known)
    inner = wire.get("function") or wire.get("custom") or {}
    arguments = inner.get("arguments") or inner.get("input") or ""
    known["name"] += inner.get("name") or ""
    known["arguments"] += arguments if isinstance(arguments, str) else json.dumps(arguments)
    mark = ((wire.get("extra_content") or {}).get("google") or {}).get("thought_signature")
    reading.marks += [unmarked(mark)] if mark else []


def _flat(content: Any) -> tuple[str, str]:
    """Text, and thoughts among it (Mistral)."""
    if isinstance(content, dict):  # Cloudflare
        return json.dumps(content, ensure_ascii=False), ""
    parts: list[Any] = content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
    thoughts = [piece["text"] for part in parts if part["type"] == "thinking" for piece in part["thinking"]]
    return "".join(part["text"] or "" for part in parts if part["type"] == "text"), "".join(thoughts)
