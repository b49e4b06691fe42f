"""How likely each token was: made up, but always the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from proxy.mock.counting import tokens
from translators.canonical import Part, Text

CHOSEN = -0.01
STEP = 1.0  # each alternative is e times less likely than the one before


def chances(parts: Sequence[Part], alternatives: int) -> Mapping[str, Any]:
    """Log probabilities of the text's tokens, in OpenAI's shape."""
    content = [_row(token, alternatives) for part in parts if isinstance(part, Text) for token in tokens(part.text)]
    return {"content": content, "refusal": None}


def _row(token: str, alternatives: int) -> dict[str, Any]:
    others = [_chance(f"{token}{number}" if number else token, CHOSEN - STEP * number) for number in range(alternatives)]
    return {**_chance(token, CHOSEN), "top_logprobs": others}


def _chance(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": logprob, "bytes": list(token.encode())}
