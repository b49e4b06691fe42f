"""The rules of each wire by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.legal.questions import anthropic, gemini, openai_chat, openai_responses

_RULES: Mapping[str, Callable[[Mapping[str, Any], str], list[str]]] = {
    "openai_chat": openai_chat.wrong,
    "anthropic": anthropic.wrong,
    "gemini": gemini.wrong,
    "openai_responses": openai_responses.wrong,
}


def wrong_by_rule(wire: str, body: Mapping[str, Any], model: str) -> list[str]:
    """What its API would refuse."""
    return _RULES[wire](body, model)
