"""Log probabilities: Google's two lists side by side, and OpenAI's one list with the alternatives inside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Logprobs = dict[str, Any]


def read_logprobs(result: Any) -> Logprobs | None:
    """`logprobsResult` in OpenAI's shape."""
    chosen = result.get("chosenCandidates") if isinstance(result, dict) else None
    if not isinstance(chosen, list) or not chosen:
        return None
    tops = result.get("topCandidates")
    tops = tops if isinstance(tops, list) else []
    content = []
    for place, row in enumerate(chosen):
        if isinstance(row, dict):
            top = tops[place].get("candidates") if place < len(tops) and isinstance(tops[place], dict) else None
            others = [_token(other) for other in top if isinstance(other, dict)] if isinstance(top, list) else []
            content.append({**_token(row), "top_logprobs": others})
    return {"content": content, "refusal": None} if content else None


def write_logprobs(logprobs: Mapping[str, Any] | None) -> dict[str, Any]:
    """`logprobsResult`; empty when there is none."""
    content = logprobs.get("content") if logprobs is not None else None
    rows = [row for row in content if isinstance(row, dict)] if isinstance(content, list) else []
    if not rows:
        return {}
    wire: dict[str, Any] = {"chosenCandidates": [_candidate(row) for row in rows]}
    tops = [[_candidate(top) for top in row.get("top_logprobs") or () if isinstance(top, dict)] for row in rows]
    return wire | ({"topCandidates": [{"candidates": top} for top in tops]} if any(tops) else {})


def _token(row: Mapping[str, Any]) -> dict[str, Any]:
    token = row.get("token")
    token = token if isinstance(token, str) else ""
    value = row.get("logProbability")  # Google leaves out a zero
    return {"token": token, "logprob": value if isinstance(value, int | float) else 0.0, "bytes": list(token.encode("utf-8", "replace"))}


def _candidate(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"token": row.get("token", ""), "logProbability": row.get("logprob", 0.0)}
