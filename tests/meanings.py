"""Replies and questions that every wire has a place for, streams of any legal order, and what must survive of them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st
from msgspec import Struct, field

from translators.canonical import (
    ChatRequest,
    ChatResponse,
    Choice,
    ChoiceEnd,
    Event,
    Finish,
    Message,
    Part,
    PartDelta,
    PartEnd,
    PartNote,
    PartStart,
    Reasoning,
    Refusal,
    Start,
    Text,
    Tool,
    ToolCall,
    ToolResult,
    Usage,
)

said = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)  # what no wire takes for nothing
names = st.sampled_from(["a", "get_b", "see_2", "long_name_of_c"])
objects = st.dictionaries(names, st.integers(-(2**40), 2**40) | st.text(max_size=3), max_size=2).map(json.dumps)


@st.composite
def called(draw: st.DrawFn, least: int = 0, most: int = 3, after: int = 0) -> list[ToolCall]:
    """Calls, each with an id of its own, with a number of four digits more than `after`."""
    number = after + draw(st.integers(1000, 1999))
    return [
        ToolCall(f"call_{number + place}", name, arguments)
        for place, (name, arguments) in enumerate(draw(st.lists(st.tuples(names, objects), min_size=least, max_size=most)))
    ]


counts = st.integers(0, 5000)
usages = st.builds(Usage, input=st.integers(1, 5000), cache_read=counts, output=st.integers(1, 5000), reasoning=counts)


@st.composite
def answers(draw: st.DrawFn) -> Choice:
    """A thought, words, calls; and an end that fits."""
    parts: list[Part] = draw(st.lists(st.builds(Reasoning, said), max_size=1))
    parts += draw(st.lists(st.builds(Text, said), max_size=1))
    calls = draw(called(0 if parts else 1))
    return Choice(parts=(*parts, *calls), reason="tool_calls" if calls else draw(st.sampled_from(["stop", "length"])))


plain_replies = st.builds(
    ChatResponse, id=names, model=names, choices=st.tuples(answers()), usage=usages, created=counts, wire=st.just("nowhere")
)
tools = st.builds(Tool, names, said, st.just({"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}))


@st.composite
def plain_questions(draw: st.DrawFn) -> ChatRequest:
    """Instructions, turns, and tool loops that are closed."""
    messages = [Message("system", (Text(text),)) for text in draw(st.lists(said, max_size=1))]
    for turn in range(draw(st.integers(1, 3))):
        messages.append(Message("user", (Text(draw(said)),)))
        calls = draw(called(most=2, after=2_000 * turn))
        if calls:
            messages.append(Message("assistant", (*(Text(text) for text in draw(st.lists(said, max_size=1))), *calls)))
            messages += [Message("tool", (ToolResult(call.id, (Text(draw(said)),)),)) for call in calls]
        messages.append(Message("assistant", (Text(draw(said)),)))
    messages.append(Message("user", (Text(draw(said)),)))
    return ChatRequest(
        model=draw(st.sampled_from(["gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash"])),
        messages=tuple(messages),
        tools=tuple(draw(st.lists(tools, min_size=1, max_size=2, unique_by=lambda tool: tool.name))),
        max_tokens=draw(st.none() | st.integers(16, 4096)),
        temperature=draw(st.none() | st.sampled_from([0, 0.5, 1])),
        wire="nowhere",
    )


def meaning(reply: ChatResponse) -> tuple[Any, ...]:
    """What every wire can say of it."""
    (choice,) = reply.choices
    text = "".join(part.text for part in choice.parts if isinstance(part, Text))
    thoughts = "".join(part.text for part in choice.parts if isinstance(part, Reasoning))
    calls = [(part.id, part.name, json.loads(part.arguments or "{}")) for part in choice.parts if isinstance(part, ToolCall)]
    used = reply.usage
    return text, thoughts, calls, choice.reason, used.prompt, used.cache_read, used.completion, used.reasoning


def question(request: ChatRequest) -> list[Any]:
    """What every wire can ask, turn by turn; neighbours of one side are one."""
    asked: list[Any] = []
    order: dict[str, int] = {}  # of calls: some models' calls have no ids
    for message in request.messages:
        for part in message.parts:
            match part:
                case Text(text):
                    role = "system" if message.role == "developer" else message.role
                    asked.append((role, text))
                case ToolCall(id, name, arguments):
                    asked.append(("call", order.setdefault(id, len(order)), name, json.loads(arguments or "{}")))
                case ToolResult(id, parts):
                    asked.append(("result", order.get(id), "".join(inner.text for inner in parts if isinstance(inner, Text))))
                case _:
                    asked.append(part)
    offered = [(tool.name, tool.description, tool.schema) for tool in request.tools]
    return [asked, offered, request.max_tokens, request.temperature]


class Shuffled(Struct):
    """A stream in some legal order: parts overlap, as far as one side may say several things at once."""

    events: list[Event]
    texts: list[str] = field(default_factory=list)
    calls: list[tuple[str, Any]] = field(default_factory=list)


@st.composite
def shuffled(draw: st.DrawFn) -> Shuffled:
    """Each part in its own order, all of them in any; some are empty, some are never closed, notes come when they come."""
    words: list[Part] = draw(st.lists(st.builds(Text, said) | st.builds(Refusal, said) | st.builds(Reasoning, said), max_size=3))
    parts = draw(st.permutations([*words, *draw(called())]))
    queues = [list(_course(draw, index, part)) for index, part in enumerate(parts)]
    # A part begins after those before it have begun.
    events: list[Event] = [Start("id", "model", 7, draw(st.sampled_from(["openai_chat", "elsewhere"])))]
    begun = 0
    while any(queues):
        ready = [index for index, queue in enumerate(queues) if queue and (index < begun or index == begun)]
        chosen = draw(st.sampled_from(ready))
        events.append(queues[chosen].pop(0))
        begun = max(begun, chosen + 1)
    calls = [(part.name, json.loads(part.arguments)) for part in parts if isinstance(part, ToolCall)]
    if draw(st.booleans()):
        events.append(ChoiceEnd("tool_calls" if calls else "stop"))
    events.append(Finish("tool_calls" if calls else "stop", Usage(input=3, output=4)))
    return Shuffled(events, [part.text for part in parts if isinstance(part, Text | Refusal)], calls)


def _course(draw: st.DrawFn, index: int, part: Part) -> Iterator[Event]:
    match part:
        case ToolCall():
            yield PartStart(index, ToolCall(part.id, part.name, ""))
            yield from _pieces(draw, index, part.arguments)
        case Reasoning():
            yield PartStart(index, Reasoning(""))
            yield from _pieces(draw, index, part.text)
            if draw(st.booleans()):
                yield PartNote(index, {"signature": "c2lnbmVk", "signer": "anthropic"})
        case Refusal():
            yield PartStart(index, Refusal(""))
            yield from _pieces(draw, index, part.text)
        case Text():
            yield PartStart(index, Text(""))
            yield from _pieces(draw, index, part.text)
        case _:
            pass
    if draw(st.integers(0, 4)):
        yield PartEnd(index)


def _pieces(draw: st.DrawFn, index: int, text: str) -> Iterator[Event]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=2)))
    edges: Sequence[int] = [0, *cuts, len(text)]
    for start, stop in itertools.pairwise(edges):
        yield PartDelta(index, text[start:stop])
