"""How a conversation must be built on a wire, as data; and the one normaliser that builds any conversation so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from translators.canonical import Message, Part, Text, ToolCall, ToolResult

NO_RESULT = "(This call was not answered.)"


class Grammar(Struct, frozen=True, kw_only=True):
    """What a wire asks of a conversation."""

    system: Literal["apart", "among"]  # instructions have a field of their own, or are messages like others
    alternating: bool  # two neighbours of one role are one turn
    opener: str | None = None  # what a user is made to say where a conversation must begin with one and does not
    results_first: bool = False  # in their turn, before anything else
    paired: bool = False  # every call has its result in the next turn, every result its call in the turn before
    empty_text: bool = True  # may a text be empty?


class Turn(Struct, frozen=True):
    """What one side says before the other does."""

    role: Literal["user", "assistant"]
    parts: tuple[Part, ...]


class Conversation(Struct, frozen=True):
    """A conversation as a wire wants it."""

    instructions: tuple[Part, ...]  # of system and developer, when they stand apart
    turns: tuple[Turn, ...]


def normalised(messages: Sequence[Message], grammar: Grammar) -> Conversation:
    """The same conversation, built as the wire wants it. Nothing that was said is left out but what is empty."""
    instructions: list[Part] = []
    turns: list[Turn] = []
    for message in messages:
        parts = tuple(part for part in message.parts if grammar.empty_text or not _empty(part))
        if message.role in ("system", "developer") and grammar.system == "apart":
            instructions += parts
        elif parts:
            turns.append(Turn("assistant" if message.role == "assistant" else "user", parts))
    if grammar.alternating:
        turns = list(_merged(turns))
    if grammar.paired:
        turns = list(_merged(_paired(turns))) if grammar.alternating else _paired(turns)
    if grammar.results_first:
        turns = [replace(turn, parts=_results_first(turn.parts)) for turn in turns]
    if grammar.opener is not None and (not turns or turns[0].role != "user"):
        turns.insert(0, Turn("user", (Text(grammar.opener),)))
    return Conversation(tuple(instructions), tuple(turns))


def called_by(messages: Iterable[Message]) -> dict[str, str]:
    """The name of the tool behind every call of a conversation, by the call's id: for wires whose results must say it."""
    return {part.id: part.name for message in messages for part in message.parts if isinstance(part, ToolCall)}


def _empty(part: Part) -> bool:
    return isinstance(part, Text) and not part.text.strip()


def _merged(turns: Iterable[Turn]) -> Iterator[Turn]:
    open: Turn | None = None
    for turn in turns:
        if open is not None and open.role == turn.role:
            open = Turn(open.role, open.parts + turn.parts)
            continue
        if open is not None:
            yield open
        open = turn
    if open is not None:
        yield open


def _paired(turns: Sequence[Turn]) -> list[Turn]:
    """A call nobody answered is answered with a failure; a result nobody called for is told as words."""
    paired: list[Turn] = []
    waiting: dict[str, ToolCall] = {}  # calls of the turn before
    for turn in turns:
        if turn.role == "assistant":
            paired += _unanswered(waiting)
            waiting = {part.id: part for part in turn.parts if isinstance(part, ToolCall)}
            paired.append(turn)
            continue
        parts: list[Part] = []
        for part in turn.parts:
            if not isinstance(part, ToolResult) or waiting.pop(part.id, None) is not None:
                parts.append(part)
            else:
                parts += [Text(f"The tool {part.name or 'that was called'} answered:"), *part.parts]
        missing = [part for turn in _unanswered(waiting) for part in turn.parts]
        waiting = {}
        paired.append(Turn("user", (*missing, *parts)))
    return [*paired, *_unanswered(waiting)]


def _unanswered(waiting: dict[str, ToolCall]) -> list[Turn]:
    results = tuple(ToolResult(id, (Text(NO_RESULT),), call.name, failed=True) for id, call in waiting.items())
    return [Turn("user", results)] if results else []


def _results_first(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    results = tuple(part for part in parts if isinstance(part, ToolResult))
    return results + tuple(part for part in parts if not isinstance(part, ToolResult)) if results else parts
