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

    # Instructions have a field of their own; or a user says them, in their place; or they are turns of their own role.
    system: Literal["apart", "among", "turns"]
    alternating: bool  # two neighbours of one role are one turn
    opener: str | None = None  # what a user is made to say where a conversation must begin with one and does not
    results_first: bool = False  # in their turn, before anything else
    paired: bool = False  # every call has its result in the next turn, every result its call in the turn before
    empty_text: bool = True  # may a text be empty?


class Turn(Struct, frozen=True):
    """What one side says before the other does."""

    role: Literal["user", "assistant", "system", "developer"]
    parts: tuple[Part, ...]
    name: str | None = None  # of who speaks


class Conversation(Struct, frozen=True):
    """A conversation as a wire wants it."""

    instructions: tuple[Part, ...]  # of system and developer, when they stand apart
    turns: tuple[Turn, ...]


def normalised(messages: Sequence[Message], grammar: Grammar) -> Conversation:
    """The same conversation, built as the wire wants it. Nothing that was said is left out but what is empty."""
    instructions: list[Part] = []
    turns: list[Turn] = []
    for message in messages:
        parts = message.parts if grammar.empty_text else _without_empty(message.parts)
        role = message.role
        if role in ("system", "developer"):
            if grammar.system == "apart":
                instructions += parts
                continue
            role = role if grammar.system == "turns" else "user"
        elif role == "tool":
            role = "user"
        if parts:
            turns.append(Turn(role, parts, message.name))
    if _is_plain(turns):
        return Conversation(tuple(instructions), tuple(turns))
    if grammar.paired:  # before neighbours are merged: only then is a turn that stands between a call and its result seen
        turns = list(_paired(turns))
    if grammar.alternating:
        turns = list(_merged(turns))
    if grammar.results_first:
        turns = [_results_first(turn) for turn in turns]
    if grammar.opener is not None and (not turns or turns[0].role != "user"):
        turns.insert(0, Turn("user", (Text(grammar.opener),)))
    return Conversation(tuple(instructions), tuple(turns))


def called_by(messages: Iterable[Message]) -> dict[str, str]:
    """The name of the tool behind every call of a conversation, by the call's id: for wires whose results must say it."""
    return {part.id: part.name for message in messages for part in message.parts if type(part) is ToolCall}


def _is_plain(turns: Sequence[Turn]) -> bool:
    """Is there nothing to be done on any wire? User and assistant take turns, and every call is answered at once, in the order of calls."""
    calls: list[str] = []  # of the turn before, by id
    ordered = turns[0].role in ("system", "developer") if turns else False  # a wire where orders are turns has them first
    for number, turn in enumerate(turns[1:] if ordered else turns):
        if turn.role != ("assistant" if number % 2 else "user"):
            return False
        place = 0
        for part in turn.parts:
            if type(part) is ToolResult:
                if place >= len(calls) or part.id != calls[place] or not part.id or part is not turn.parts[place]:
                    return False
                place += 1
        if place != len(calls):
            return False
        calls = [part.id for part in turn.parts if type(part) is ToolCall] if number % 2 else []
    return not calls and len(turns) > ordered


def _without_empty(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    for part in parts:
        if _empty(part):
            return tuple(part for part in parts if not _empty(part))
    return parts


def _empty(part: Part) -> bool:
    return type(part) is Text and (not part.text or part.text.isspace())


def _has_result(turn: Turn) -> bool:
    for part in turn.parts:  # noqa: SIM110  a generator for each turn of a long conversation costs more than the look
        if type(part) is ToolResult:
            return True
    return False


def _merged(turns: Iterable[Turn]) -> Iterator[Turn]:
    open: Turn | None = None
    for turn in turns:
        if open is not None and open.role == turn.role:
            open = Turn(open.role, open.parts + turn.parts, open.name if open.name == turn.name else None)
            continue
        if open is not None:
            yield open
        open = turn
    if open is not None:
        yield open


def _paired(turns: Sequence[Turn]) -> Iterator[Turn]:
    """Results follow their calls at once. A call nobody answered has failed; a result nobody called for is told as words."""
    calls: list[ToolCall] = []  # of the assistant's turns just before
    others: list[Turn] = []  # what has been said since
    for turn in turns:
        if turn.role == "assistant":
            if others:
                yield from _answered(calls, others)
                calls, others = [], []
            calls += [part for part in turn.parts if type(part) is ToolCall]
            yield turn
        elif not calls and not others and not _has_result(turn):
            yield turn
        else:
            others.append(turn)
    yield from _answered(calls, others)


def _answered(calls: Sequence[ToolCall], others: Sequence[Turn]) -> Iterator[Turn]:
    """What is said after calls: their results first, all of them, and then the rest in its order."""
    waiting = list(calls)
    results: list[Part] = []
    rest: list[Turn] = []
    for turn in others:
        if not _has_result(turn):
            rest.append(turn)
            continue
        parts: list[Part] = []
        for part in turn.parts:
            if not isinstance(part, ToolResult):
                parts.append(part)
            elif (call := _call_of(part, waiting)) is not None:
                waiting.remove(call)
                results.append(part)
            else:
                parts += _told(part)
        if parts:
            rest.append(replace(turn, parts=tuple(parts)))
    results += [ToolResult(call.id, (Text(NO_RESULT),), call.name, failed=True) for call in waiting]
    if results:
        yield Turn("user", tuple(results))
    yield from rest


def _call_of(result: ToolResult, waiting: Sequence[ToolCall]) -> ToolCall | None:
    """The first that it can be the result of. Where calls have no ids, names tell."""
    for call in waiting:
        if call.id == result.id and (call.id or result.name in (None, call.name)):
            return call
    return None


def _told(result: ToolResult) -> list[Part]:
    return [Text(f"The tool {result.name or 'that was called'} answered:"), *result.parts]


def _results_first(turn: Turn) -> Turn:
    if not _has_result(turn):
        return turn
    results = [part for part in turn.parts if isinstance(part, ToolResult)]
    return replace(turn, parts=(*results, *(part for part in turn.parts if not isinstance(part, ToolResult))))
