"""A thought as the providers of each wire have it: signed, and wanted back unchanged with the calls it led to."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha384

from msgspec.structs import replace

from translators.canonical import ChatRequest, Kind, Message, Part, Problem, Reasoning, Text, ToolCall, ToolResult

THOUGHT = "The caller said something. I shall say it back."
ANTHROPIC, GEMINI, RESPONSES = "anthropic", "gemini", "openai_responses"
_PLAIN = str.maketrans("-_", "+/")  # Google takes base64 in either alphabet; its own SDK changes it
OWN = "thought"  # in the ids of calls that a thought led to, with the first letter of the wire that signed it
ANYTHING = frozenset({"skip_thought_signature_validator", "context_engineering_is_the_way_to_go"})  # Google takes them for calls of others


def before(said: tuple[Part, ...], request: ChatRequest, *, sealed: bool = False) -> tuple[Part, ...]:
    """What is said, with the thought that led to it."""
    wire = request.wire
    if wire not in (ANTHROPIC, GEMINI, RESPONSES):
        return (Reasoning(THOUGHT, place="reasoning_content"), *said)
    if not thinks(request):
        return said
    shown = not sealed and (request.thinking is None or request.thinking.shown is not False)
    words = THOUGHT if shown else ""
    if wire == GEMINI:
        return (*((Reasoning(THOUGHT),) if shown else ()), *_signed_first(said))
    if wire == RESPONSES:
        id = f"rs_{sha384(THOUGHT.encode()).hexdigest()[:24]}"
        return (Reasoning(words, seal(wire, THOUGHT), id=id, signer=wire), *said)
    if sealed:
        return (Reasoning("", redacted=seal(wire, THOUGHT), signer=wire), *said)
    return (Reasoning(words, sign(wire, words), signer=wire), *said)


def own(wire: str) -> str:
    """What stands in the ids of calls that a signed thought led to."""
    return OWN + wire[0] if wire in (ANTHROPIC, GEMINI, RESPONSES) else ""


def thinks(request: ChatRequest) -> bool:
    """Nobody has said that it must not."""
    thinking = request.thinking
    return thinking is None or (thinking.budget != 0 and thinking.effort != "none")


def check(request: ChatRequest) -> None:
    """Refuse, as the provider does, a history whose thoughts are not what they were. Raises Problem."""
    if request.wire == ANTHROPIC:
        _check_signatures(request)
    if not thinks(request):
        return
    turns = [(place, turn, call) for place, turn in _loop(request) if (call := _first_call(turn)) is not None]
    for place, turn, call in turns:
        ours = own(request.wire) in call.id
        match request.wire:
            case "anthropic" if _budgeted(request) and (ours or turn is turns[-1][1]):
                _check_thought(turn, place)
            case "gemini":
                _check_call(call, place, ours=ours)
            case "openai_responses" if ours:
                _check_item(request, turn, call)


def sign(wire: str, *said: str) -> str:
    """The signature of what was said: the same words, the same signature."""
    return b64encode(sha384("\0".join((wire, *said)).encode("utf-8", "replace")).digest()).decode()


def seal(wire: str, said: str) -> str:
    """What was said, for nobody else to read: it carries its own signature."""
    text = b64encode(said.encode()).decode()
    return f"{text}.{sign(wire, text)}"


def _is_sealed(wire: str, sealed: str) -> bool:
    text, _, signature = sealed.partition(".")
    return signature == sign(wire, text)


def _signed_first(said: tuple[Part, ...]) -> tuple[Part, ...]:
    """Google signs the first of several calls, or the words."""
    match said:
        case (ToolCall() as first, *rest):
            return (replace(first, signature=_signature(first)), *rest)
        case (Text() as first, *rest):
            return (replace(first, signature=sign(GEMINI, first.text)), *rest)
    return said


def _signature(call: ToolCall) -> str:
    return sign(GEMINI, call.name, json.dumps(json.loads(call.arguments or "{}"), sort_keys=True))


def _loop(request: ChatRequest) -> Iterator[tuple[int, Sequence[Part]]]:
    """The model's turns since a person last spoke: where they begin, and what they are made of."""
    spoke = [place for place, message in enumerate(request.messages) if message.role == "user" and not _only_results(message)]
    first = spoke[-1] + 1 if spoke else 0
    begun, parts = first, list[Part]()
    for place, message in enumerate(request.messages[first:], first):
        if message.role == "assistant":
            begun = begun if parts else place
            parts += message.parts
        elif parts:
            yield begun, parts
            parts = []
    if parts:
        yield begun, parts


def _only_results(message: Message) -> bool:
    return bool(message.parts) and all(isinstance(part, ToolResult) for part in message.parts)


def _check_signatures(request: ChatRequest) -> None:
    for place, message in enumerate(request.messages):
        for at, part in enumerate(message.parts):
            if isinstance(part, Reasoning) and not _is_genuine(part):
                kind = "redacted_thinking" if part.redacted else "thinking"
                raise _refused(f"messages.{place}.content.{at}: Invalid `{'data' if part.redacted else 'signature'}` in `{kind}` block")


def _is_genuine(part: Reasoning) -> bool:
    if part.signer != ANTHROPIC:
        return False
    if part.redacted is not None:
        return _is_sealed(ANTHROPIC, part.redacted)
    return part.signature == sign(ANTHROPIC, part.text)


def _check_thought(turn: Sequence[Part], place: int) -> None:
    if not isinstance(turn[0], Reasoning):
        found = "tool_use" if isinstance(turn[0], ToolCall) else "text"
        raise _refused(
            f"messages.{place}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{found}`. When `thinking` is "
            "enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and "
            "`tool_result` blocks). To avoid this requirement, disable `thinking`."
        )


def _check_call(call: ToolCall, place: int, *, ours: bool) -> None:
    if call.signature is None:
        if not ours:
            return
        raise _refused(
            "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and "
            "missing thought_signature may lead to degraded model performance. Additional data, function call "
            f"`default_api:{call.name}`, position {place}."
        )
    if call.signature.translate(_PLAIN) != _signature(call) and (call.signature not in ANYTHING or ours):
        raise _refused("Corrupted thought signature.")


def _check_item(request: ChatRequest, turn: Sequence[Part], call: ToolCall) -> None:
    thoughts = [part for part in turn if isinstance(part, Reasoning)]
    id = _item_id(request, call)
    if not thoughts and id is not None:  # without its name it is a call like any other's
        raise _refused(f"Item '{id}' of type 'function_call' was provided without its required 'reasoning' item.")
    for thought in thoughts:
        if thought.signer != RESPONSES or not _is_sealed(RESPONSES, thought.signature or thought.redacted or ""):
            raise _refused("The encrypted content could not be verified. Reason: Encrypted content could not be decrypted or parsed.")


def _first_call(turn: Sequence[Part]) -> ToolCall | None:
    return next((part for part in turn if isinstance(part, ToolCall)), None)


def _budgeted(request: ChatRequest) -> bool:
    """Whoever may decide by itself whether to think need not have thought."""
    return request.thinking is not None and request.thinking.budget is not None


def _item_id(request: ChatRequest, call: ToolCall) -> str | None:
    """The name of the item, which is another than that of the call."""
    items = [item for message in request.messages for item in message.form.get("items") or ()]
    return next((item.get("id") for item in items if item.get("type") == "function_call" and item.get("call_id") == call.id), None)


def _refused(message: str) -> Problem:
    return Problem(Kind.INVALID_REQUEST, message)
