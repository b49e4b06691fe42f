"""What this wire calls the fields and parts of a question."""

from __future__ import annotations

from collections.abc import Iterable

from translators.anthropic.messages import FIELD
from translators.canonical import ChatRequest
from translators.vocabulary import spelled

_FIELDS = {
    "stop": "stop_sequences",
    "user": "metadata.user_id",
    "parallel_tool_calls": "tool_choice.disable_parallel_tool_use",
}


def spell(request: ChatRequest, names: Iterable[str]) -> tuple[str, ...]:
    """Places of a question that came from this wire."""
    thinking = request.thinking is not None and "thinking" in request.thinking.extra
    formatted = "output_format" if request.form.get("format") == "output_format" else "output_config.format"
    fields = {"reasoning_effort": "thinking" if thinking else "output_config.effort", "response_format": formatted}
    return spelled(request, names, fields=_FIELDS | fields, turn=_turn)


def _turn(request: ChatRequest, index: int, part: int | None, rest: str) -> str:
    message = request.messages[index]
    inner = "" if part is None or message.form.get("content") == "string" else f"[{part}]"
    if message.form.get("place") == FIELD:
        return f"system{inner}{rest}"
    place = f"messages[{index - any(each.form.get('place') == FIELD for each in request.messages[:1])}]"
    return f"{place}{rest}" if part is None else f"{place}.content{inner}{_SAID.get(rest, rest)}"


_SAID = {".annotations": ".citations"}
