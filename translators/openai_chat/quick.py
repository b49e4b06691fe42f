"""The frames that nearly all of a stream is made of, read at a fifth of the cost: more of a part that is open, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from translators.canonical import PartDelta
from translators.openai_chat.deltas import Answer

# Fields of a frame and of an answer that say nothing new once an answer has begun. Null ones, of any name, do neither.
_SILENT = frozenset({"id", "object", "model", "created", "choices", "obfuscation", "p"})


def more(wire: Mapping[str, Any], answers: Mapping[int, Answer], known: Mapping[str, Any]) -> PartDelta | None:
    """The frame's one event; None when it says anything else, or more: then it must be read with care."""
    choices = wire.get("choices")
    if type(choices) is not list or len(choices) != 1:
        return None
    for name, value in wire.items():
        if value is not None and name not in _SILENT and (name not in known or known[name] != value):
            return None
    choice = choices[0]
    delta = None
    for name, value in choice.items() if type(choice) is dict else ():
        if value is None:
            continue
        if name == "delta":
            delta = value
        elif name != "index":
            return None
    index = choice.get("index", 0) if type(delta) is dict else None
    answer = answers.get(index) if type(index) is int else None
    return None if answer is None or delta is None else _said(answer, delta)


def _said(answer: Answer, delta: Mapping[str, Any]) -> PartDelta | None:
    field = text = None
    for name, value in delta.items():
        if value is None or name == "role" or value == "":
            continue
        if field is not None:
            return None
        field, text = name, value
    if field == "content" and type(text) is str:
        place = answer.slots.get("text")
    elif field == "tool_calls" and type(text) is list and len(text) == 1 and (found := _call(answer, text[0])) is not None:
        place, text = found
    elif field in ("reasoning_content", "reasoning") and type(text) is str:
        place = answer.slots.get(("thought", field))
    else:
        return None
    return None if place is None else PartDelta(place, text, answer.index)


def _call(answer: Answer, wire: Any) -> tuple[int, str] | None:
    """More arguments of the one call that is known under an index."""
    if type(wire) is not dict or wire.get("id") or type(wire.get("index")) is not int:
        return None
    function = wire.get("function")
    if type(function) is not dict or function.get("name") or type(function.get("arguments")) is not str or not function["arguments"]:
        return None
    if any(value is not None and name not in ("index", "function", "type", "id") for name, value in wire.items()):
        return None
    if any(value is not None and name not in ("name", "arguments") for name, value in function.items()):
        return None
    keys = [key for key in answer.slots if type(key) is tuple and key[0] == "call" and key[1] == wire["index"]]
    return (answer.slots[keys[-1]], function["arguments"]) if len(keys) == 1 else None
