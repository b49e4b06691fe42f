"""What this wire calls the fields and parts of a question."""

from __future__ import annotations

from collections.abc import Iterable

from translators.canonical import ChatRequest, Message
from translators.openai_responses.items import ITEMS, read_group
from translators.vocabulary import spelled

_FIELDS = {
    "max_tokens": "max_output_tokens",
    "reasoning_effort": "reasoning.effort",
    "response_format": "text.format",
    "verbosity": "text.verbosity",
    "logprobs": "include",
}


def spell(request: ChatRequest, names: Iterable[str]) -> tuple[str, ...]:
    """Places of a question that came from this wire."""
    fields = {"user": str(request.form.get("user", "user"))}
    if request.top_logprobs is not None:
        fields["logprobs"] = "top_logprobs"
    return spelled(request, names, fields=_FIELDS | fields, turn=_turn)


def _turn(request: ChatRequest, index: int, part: int | None, rest: str) -> str:
    message = request.messages[index]
    if message.form.get("place") == "instructions":
        return "instructions"
    if not isinstance(message.form.get(ITEMS), list):
        return "input"
    first = sum(len(each.form.get(ITEMS) or ()) for each in request.messages[:index])
    place, inner = (0, "") if part is None else _item(message, part)
    return f"input[{first + place}]{inner}{rest}"


def _item(message: Message, part: int) -> tuple[int, str]:
    """Which of a turn's items a part is, and where in it."""
    for place, item in enumerate(message.form[ITEMS]):
        count = len(read_group(message.role, [item]).parts)
        if part < count:
            return place, f".content[{part}]" if isinstance(item.get("content"), list) else ""
        part -= count
    return 0, ""
