"""A reply on the OpenAI Responses wire, as a person would read it."""

from __future__ import annotations

from typing import Any

from tests.readings.reading import Called, Counted, JsonObject, Reading, frames, parsed

FINISHES = {"max_output_tokens": "length", "max_tokens": "length", "content_filter": "content_filter"}
LAST = ("response.completed", "response.incomplete")


def read(body: bytes) -> Reading:
    """The answer. A stream must come to the same by its pieces as by its last event."""
    events = frames(body)
    if events[0].get("object") == "response":
        return whole(events[0])
    (last,) = (event["response"] for event in events if event["type"] in LAST)
    done = sorted((event for event in events if event["type"] == "response.output_item.done"), key=lambda event: event["output_index"])
    ended = [event["item"] for event in done]
    assert [item["id"] for item in ended] == [item["id"] for item in last["output"]]
    last = {**last, "output": ended}  # OpenAI seals a thought anew in the last event
    reading = whole(last)
    pieces = _pieces(events)
    for name, heard in (("text", reading.text), ("refusal", reading.refusal), ("thoughts", reading.thoughts)):
        assert pieces[name] == heard, f"the deltas come to another {name} than the last event"
    assert pieces["arguments"] == [item["arguments"] for item in last["output"] if item["type"] == "function_call"]
    return reading


def whole(response: JsonObject) -> Reading:
    """One response object."""
    reading = Reading(usage=counted(response["usage"]) if response.get("usage") else None)
    for item in response["output"]:
        match item["type"]:
            case "message":
                for part in item["content"]:
                    reading.text += part.get("text") or ""
                    reading.refusal += part.get("refusal") or ""
            case "reasoning":
                reading.thoughts += _thought(item)
                reading.sign(item.get("encrypted_content"))
            case "function_call":
                reading.calls.append(Called(item["name"], parsed(item["arguments"]), item["call_id"]))
            case "custom_tool_call":
                reading.calls.append(Called(item["name"], item["input"], item["call_id"]))
            case _:  # what the server's own tools did
                pass
    cut = (response.get("incomplete_details") or {}).get("reason")
    reading.finish = FINISHES.get(cut, "stop") if cut else "tool_calls" if reading.calls else "stop"
    return reading


def counted(usage: JsonObject) -> Counted:
    """Details are parts of the totals."""
    into, out = usage.get("input_tokens_details") or {}, usage.get("output_tokens_details") or {}
    return Counted(
        prompt=usage["input_tokens"],
        cached=into.get("cached_tokens") or 0,
        written=into.get("cache_write_tokens") or 0,
        completion=usage["output_tokens"],
        reasoning=out.get("reasoning_tokens") or 0,
    )


def _thought(item: JsonObject) -> str:
    """What was thought, or else its summary."""
    own = "".join(part["text"] for part in item.get("content") or ())
    return own or "".join(part["text"] for part in item.get("summary") or ())


def _pieces(events: list[JsonObject]) -> dict[str, Any]:
    told: dict[str, Any] = {"text": "", "refusal": "", "thoughts": ""}
    own, summary, arguments = "", "", {}
    for event in events:
        match event["type"]:
            case "response.output_text.delta":
                told["text"] += event["delta"]
            case "response.refusal.delta":
                told["refusal"] += event["delta"]
            case "response.reasoning_text.delta":
                own += event["delta"]
            case "response.reasoning_summary_text.delta":
                summary += event["delta"]
            case "response.output_item.added" if event["item"]["type"] == "function_call":
                arguments[event["output_index"]] = ""
            case "response.function_call_arguments.delta":
                arguments[event["output_index"]] += event["delta"]
    return told | {"thoughts": own or summary, "arguments": [arguments[index] for index in sorted(arguments)]}
