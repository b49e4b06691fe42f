"""A reply on the Anthropic wire, as a person would read it."""

from __future__ import annotations

import json
from typing import Any

from tests.readings.reading import Called, Counted, JsonObject, Reading, frames, parsed, unmarked

FINISHES = {
    "end_turn": "stop",
    "stop_sequence": "stop",
    "pause_turn": "stop",
    "compaction": "stop",
    "tool_use": "tool_calls",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "refusal": "content_filter",
}


def read(body: bytes) -> Reading:
    """The answer."""
    message = _joined(frames(body))
    reading = Reading(finish=FINISHES[message["stop_reason"]], usage=counted(message["usage"]))
    for block in message["content"]:
        match block["type"]:
            case "text":
                reading.text += block["text"]
            case "thinking" if not block["thinking"] and block["signature"].startswith("mb1.gemini."):
                reading.marks.append(unmarked(block["signature"]))  # of the call behind it
            case "thinking":
                reading.thoughts += block["thinking"]
                reading.sign(block.get("signature"))
            case "redacted_thinking":
                reading.sign(block["data"])
            case "tool_use":
                reading.calls.append(Called(block["name"], block["input"], block["id"]))
            case _:  # what the server's own tools did
                pass
    return reading


def counted(usage: JsonObject) -> Counted:
    """The parts of the prompt stand apart from one another."""
    cached, written = usage.get("cache_read_input_tokens") or 0, usage.get("cache_creation_input_tokens") or 0
    return Counted(
        prompt=(usage.get("input_tokens") or 0) + cached + written,
        cached=cached,
        written=written,
        completion=usage["output_tokens"],
        reasoning=(usage.get("output_tokens_details") or {}).get("thinking_tokens") or 0,
    )


def _joined(events: list[JsonObject]) -> JsonObject:
    """The whole message: as it came, or put together as the reference says."""
    message: JsonObject = {}
    pieces: dict[int, str] = {}
    for event in events:
        match event:
            case {"type": "message"}:
                return event
            case {"type": "message_start", "message": start}:
                message = {**start, "content": []}
            case {"type": "content_block_start", "content_block": block}:
                message["content"].append(dict(block))
                assert event["index"] == len(message["content"]) - 1
            case {"type": "content_block_delta", "index": index, "delta": delta}:
                _more(message["content"][index], delta, pieces, index)
            case {"type": "content_block_stop", "index": index}:
                if pieces.get(index):
                    message["content"][index]["input"] = parsed(pieces[index])
            case {"type": "message_delta", "delta": delta}:
                message |= {"stop_reason": delta["stop_reason"]}
                message["usage"] |= {name: count for name, count in event["usage"].items() if count is not None}
            case _:
                pass
    return json.loads(json.dumps(message))  # type: ignore[no-any-return]  # it is an object: a copy with no ties


def _more(block: Any, delta: JsonObject, pieces: dict[int, str], index: int) -> None:
    match delta["type"]:
        case "text_delta":
            block["text"] += delta["text"]
        case "thinking_delta":
            block["thinking"] += delta["thinking"]
        case "signature_delta":
            block["signature"] = (block.get("signature") or "") + delta["signature"]
        case "input_json_delta":
            pieces[index] = pieces.get(index, "") + delta["partial_json"]
        case _:  # citations
            pass
