"""A turn that says nothing breaks no provider's rules, whoever sends it to whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from msgspec.structs import replace

from tests.legal.questions.judging import wrong_by_rule
from tests.official import wrong_question
from translators import TRANSLATORS

USER: dict[str, Any] = {"role": "user", "content": "hi"}
SAID: dict[str, Any] = {"role": "user", "parts": [{"text": "hi"}]}
CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": ""}}
MODELS = {"openai_chat": "gpt-4o", "openai_responses": "gpt-4o", "anthropic": "claude-sonnet-4-5", "gemini": "gemini-2.5-pro"}
CONTENTS: tuple[Any, ...] = ("", [], [{"type": "text", "text": ""}], "  \n", [{"type": "text", "text": ""}, {"type": "text", "text": " "}])
# The turn of an assistant who says nothing, as callers of each wire may send it.
NOTHING: dict[str, list[list[Any]]] = {
    "openai_chat": [
        *([{"role": "assistant", "content": content}] for content in (*CONTENTS, None)),
        [{"role": "assistant"}],
        [{"role": "assistant", "content": None, "tool_calls": []}],
        [{"role": "assistant", "content": "", "refusal": ""}],
        [{"role": "assistant", "content": "", "tool_calls": [CALL]}, {"role": "tool", "tool_call_id": "c", "content": ""}],
    ],
    "anthropic": [
        *([{"role": "assistant", "content": content}] for content in CONTENTS),
        [
            {"role": "assistant", "content": [{"type": "text", "text": ""}, {"type": "tool_use", "id": "c", "name": "f", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c"}, {"type": "text", "text": ""}]},
        ],
    ],
    "gemini": [[{"role": "model", "parts": parts}] for parts in ([], [{"text": ""}], [{"text": " "}], [{"text": "", "thought": True}])],
    "openai_responses": [
        *([{"role": "assistant", "content": content}] for content in ("", [], [{"type": "output_text", "text": ""}])),
        [{"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": ""}]}],
        [{"type": "reasoning", "id": "rs_1", "summary": []}],
    ],
}


def asked(wire: str, turns: list[Any], *, last: bool) -> dict[str, Any]:
    """A question with these turns among others, or at its end."""
    match wire:
        case "gemini":
            return {"contents": [SAID, *turns] + ([] if last else [SAID])}
        case "openai_responses":
            return {"model": "m", "input": [USER, *turns] + ([] if last else [USER])}
        case _:
            more = {"max_tokens": 99} if wire == "anthropic" else {}
            return {"model": "m", "messages": [USER, *turns] + ([] if last else [USER]), **more}


def crossings() -> Iterator[Any]:
    """Every caller, every provider, every way to say nothing."""
    for wire, ways in NOTHING.items():
        for other in MODELS:
            if other != wire:
                yield from (pytest.param(wire, other, way, id=f"{wire}-{other}-{place}") for place, way in enumerate(ways))


@pytest.mark.parametrize("last", [False, True], ids=["among others", "last"])
@pytest.mark.parametrize(("wire", "other", "turns"), list(crossings()))
def test_nothing_illegal_is_written(wire: str, other: str, turns: list[Any], last: bool) -> None:
    """No empty text, no empty part, no empty turn."""
    body = asked(wire, turns, last=last)
    TRANSLATORS[wire].peek_request(json.dumps(body).encode())
    question = replace(TRANSLATORS[wire].read_request(body), model=MODELS[other])
    written = dict(TRANSLATORS[other].write_request(question)[0])
    assert wrong_question(other, written) == []
    assert wrong_by_rule(other, written, MODELS[other]) == []
    assert not list(empty(other, written))


def empty(wire: str, written: dict[str, Any]) -> Iterator[Any]:
    """What a provider refuses, or has nothing to say to."""
    match wire:
        case "openai_chat":
            yield from (
                turn for turn in written["messages"] if turn["role"] == "assistant" and not (turn.get("content") or "tool_calls" in turn)
            )
        case "openai_responses":
            yield from (item for item in written["input"] if item.get("role") == "assistant" and not item["content"])
        case "gemini":
            yield from (turn for turn in written["contents"] if not turn["parts"])
            parts = chain.from_iterable(turn["parts"] for turn in written["contents"])
            yield from (part for part in parts if part.get("text") == "")
        case _:
            yield from (turn for turn in written["messages"] if not turn["content"])
            blocks = chain.from_iterable(turn["content"] for turn in written["messages"])
            yield from (block for block in blocks if block["type"] == "text" and not block["text"].strip())
