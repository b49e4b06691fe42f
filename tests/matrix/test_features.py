"""Each thing that can be asked on the OpenAI chat wire, asked of each wire's models: its SDK would have sent it, its API would take it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.legal.questions.judging import wrong_by_rule
from tests.matrix.features import FEATURES
from tests.official import wrong_question
from translators import TRANSLATORS
from translators.canonical import Problem

MODELS = {
    "anthropic": (
        "claude-3-5-haiku-20241022",
        "claude-3-7-sonnet-20250219",
        "claude-sonnet-4-20250514",
        "claude-opus-4-1-20250805",
        "claude-sonnet-4-5-20250929",
        "claude-haiku-4-5",
        "claude-opus-4-5",
        "claude-opus-4-6",
        "claude-sonnet-4-6",
        "claude-opus-4-7",
        "claude-opus-5",
        "claude-sonnet-5-5",
    ),
    "gemini": (
        "gemini-2.0-flash",
        "gemini-2.5-flash-lite",
        "gemini-2.5-flash",
        "gemini-2.5-pro",
        "gemini-3-pro-preview",
        "gemini-3-flash-preview",
    ),
    "openai_responses": ("gpt-4o", "gpt-4.1-mini", "o3", "gpt-5", "gpt-5.1", "gpt-5-mini"),
    "openai_chat": ("gpt-4o",),
}
PAIRS = [(wire, model) for wire, models in MODELS.items() for model in models]


def words(value: Any) -> Iterator[str]:
    """What was said, by whomever."""
    for message in value["messages"]:
        content = message.get("content")
        for part in content if isinstance(content, list) else [{"text": content or ""}]:
            if (part.get("text") or "").strip() and not part["text"].startswith("{"):  # JSON may be said as such
                yield part["text"].strip()


@pytest.mark.parametrize(("wire", "model"), PAIRS, ids=[f"{wire} {model}" for wire, model in PAIRS])
def test_what_is_asked_on_the_chat_wire_can_be_asked_of_any_model(wire: str, model: str) -> None:
    """Valid by the SDK's types, legal by the wire's rules, with every word that was said."""
    wrong: list[str] = []
    for name, feature in FEATURES.items():
        body = {"model": model, **feature}
        TRANSLATORS["openai_chat"].peek_request(json.dumps(body).encode())
        try:
            written, _ = TRANSLATORS[wire].write_request(TRANSLATORS["openai_chat"].read_request(body))
        except Problem as problem:
            wrong.append(f"{name}: refused: {problem.message}")
            continue
        native = json.loads(json.dumps(written))
        found = [] if wire == "openai_chat" else wrong_question(wire, native) + wrong_by_rule(wire, native, model)
        said = json.dumps(native, ensure_ascii=False)
        found += [f"not said: {each}" for each in words(body) if json.dumps(each, ensure_ascii=False)[1:-1] not in said]
        wrong += [f"{name}: {what}"[:300] for what in found]
    assert wrong == []
