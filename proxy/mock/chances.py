"""How likely each token was: made up, but always the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from proxy.mock.counting import tokens
from translators.canonical import Part, Text

CHOSEN = -0.01
STEP = 1.0  # each alternative is e times less likely than the one before


def chances(parts: Sequence[Part], alternatives: int) -> Mapping[str, Any] | None:
    """Log probabilities of the text's tokens, in OpenAI's shape; None when the answer is no text."""
    text = next((part.text for part in parts if isinstance(part, Text)), None)
    if text is None:
        return None
    return {"content": [_row(token, alternatives) for token in tokens(text)], "refusal": None}


def _row(token: str, alternatives: int) -> dict[str, Any]:
    others = [_chance(f"{token}{number}" if number else token, CHOSEN - STEP * number) for number in range(alternatives)]
    return {**_chance(token, CHOSEN), "top_logprobs": others}


def _chance(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode())}
