"""What a caller calls a part of his question: names of what was lost, from the one vocabulary inside to that of his wire."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from translators.canonical import ChatRequest, Reasoning

Spell = Callable[[ChatRequest, Iterable[str]], tuple[str, ...]]
# In a message: its index, that of its part (None: the message itself), and what is said of either.
Turn = Callable[[ChatRequest, int, int | None, str], str]

_PLACE = re.compile(r"(messages|tools)\[(\d+)\](?:\.content\[(\d+)\])?(.*)")


def spelled(
    request: ChatRequest,
    names: Iterable[str],
    *,
    fields: Mapping[str, str],
    turn: Turn,
    tool: Callable[[ChatRequest, int], str] = lambda _, index: f"tools[{index}]",
) -> tuple[str, ...]:
    """The same places by the names of one wire. What only that wire has is called so already."""
    return tuple(dict.fromkeys(_spelled(request, name, fields, turn, tool) for name in names))


def unspelled(_: ChatRequest, names: Iterable[str]) -> tuple[str, ...]:
    """For a wire that has no names of its own."""
    return tuple(names)


def asked(names: Iterable[str], question: ChatRequest, recalled: ChatRequest) -> tuple[str, ...]:
    """Places as they are in the question that was asked, where it goes on with thoughts that were put back: these nobody asked for."""
    return tuple(names) if question is recalled else tuple(_asked(names, question, recalled))


def _spelled(request: ChatRequest, name: str, fields: Mapping[str, str], turn: Turn, tool: Callable[[ChatRequest, int], str]) -> str:
    if name in fields:
        return fields[name]
    place = _PLACE.fullmatch(name)
    if place is None:
        return name
    kind, index, part, rest = place[1], int(place[2]), place[3], place[4]
    if kind == "tools":
        return tool(request, index) + rest if index < len(request.tools) else name
    if index >= len(request.messages) or (part is not None and int(part) >= len(request.messages[index].parts)):
        return name
    return turn(request, index, None if part is None else int(part), rest)


def _asked(names: Iterable[str], question: ChatRequest, recalled: ChatRequest) -> Iterator[str]:
    for name in names:
        place = _PLACE.fullmatch(name)
        if place is None or place[3] is None or int(place[2]) >= len(question.messages):
            yield name
            continue
        index, part = int(place[2]), int(place[3])
        before, after = question.messages[index].parts, recalled.messages[index].parts
        known = {id(each) for each in before}
        put = [isinstance(each, Reasoning) and id(each) not in known for each in after]
        if part >= len(put) or not put[part]:
            yield f"messages[{index}].content[{part - sum(put[:part])}]{place[4]}"
