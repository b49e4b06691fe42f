"""Names of tools in the letters and the length a wire allows. A name that is legal is left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from translators.canonical import ChatRequest, Message, Part, ToolCall, ToolResult

_DIGEST = 8  # letters that tell names apart which are alike as far as there is room for them


class Rule(Struct, frozen=True):
    """What a provider's server takes for a tool's name."""

    legal: Callable[[str], bool]
    begins: re.Pattern[str]
    other: re.Pattern[str]  # a letter that is not allowed
    longest: int


def _rule(first: str, letters: str, longest: int) -> Rule:
    whole = re.compile(f"[{first}][{letters}]{{0,{longest - 1}}}").fullmatch
    legal = lru_cache(4096)(lambda name: whole(name) is not None)  # an agent's tools come with every question
    return Rule(legal, re.compile(f"[{first}]"), re.compile(f"[^{letters}]"), longest)


_WORD = "a-zA-Z0-9_-"
OPENAI = _rule(_WORD, _WORD, 64)
ANTHROPIC = _rule(_WORD, _WORD, 128)
GEMINI = _rule("a-zA-Z_", f".:{_WORD}", 64)  # 128 by its documents, 64 by the errors of its servers


def spelled(request: ChatRequest, rule: Rule) -> ChatRequest:
    """The same question in legal names: the very same, where all of them are, as nearly always."""
    changed = _changed(request, rule)
    return request if not changed else _renamed(request, changed)


def returning(request: ChatRequest, rule: Rule) -> Mapping[str, str]:
    """From the names a reply has here to those of the caller. Empty where they are the same."""
    legal = rule.legal
    for tool in request.tools:
        if not legal(tool.name):
            return {here: name for name, here in _changed(request, rule).items()}
    return {}  # a model calls what it is offered


def named(part: Part, names: Mapping[str, str]) -> Part:
    """A call or its result, under another name."""
    name = part.name if isinstance(part, ToolCall | ToolResult) else None
    return part if name is None or name not in names else replace(part, name=names[name])


def _changed(request: ChatRequest, rule: Rule) -> dict[str, str]:
    """Names that cannot stay, and what each is here: the same in every turn of a conversation, for its history holds them, too."""
    legal = rule.legal
    illegal = dict.fromkeys(name for name in _names(request) if not legal(name))
    if not illegal:
        return {}
    taken = set(_names(request)) - set(illegal)
    changed: dict[str, str] = {}
    for name in illegal:
        changed[name] = _legal(name, rule, taken)
        taken.add(changed[name])
    return changed


def _names(request: ChatRequest) -> list[str]:
    """Every name there is, of tools and in calls."""
    names = [tool.name for tool in request.tools if tool.kind != "native"]
    for message in request.messages:
        if message.role == "assistant":
            for part in message.parts:
                if type(part) is ToolCall:
                    names.append(part.name)
    return names


def _legal(name: str, rule: Rule, taken: set[str]) -> str:
    """A letter is told by its number: `files.read`, as Gemini's callers may write, is `files-x2e-read` at OpenAI."""
    here = _begun(rule.other.sub(lambda found: f"-x{ord(found[0]):x}-", name), rule)
    if len(here) <= rule.longest and here not in taken:
        return here
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
    return f"{_begun(rule.other.sub('_', name), rule)[: rule.longest - 1 - _DIGEST]}_{digest}"


def _begun(name: str, rule: Rule) -> str:
    return name if rule.begins.match(name) else f"_{name}"


def _renamed(request: ChatRequest, names: Mapping[str, str]) -> ChatRequest:
    choice = request.tool_choice
    return replace(
        request,
        tools=tuple(tool if tool.kind == "native" else replace(tool, name=names.get(tool.name, tool.name)) for tool in request.tools),
        tool_choice=choice if choice is None else replace(choice, names=tuple(names.get(name, name) for name in choice.names)),
        messages=tuple(_message(message, names) for message in request.messages),
    )


def _message(message: Message, names: Mapping[str, str]) -> Message:
    parts = tuple(named(part, names) for part in message.parts)
    return message if parts == message.parts else replace(message, parts=parts)
