"""A question of another wire, made into one that a server of this wire takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from typing import Any

from msgspec.structs import replace

from translators.canonical import ChatRequest, Format, Message, Text, Thinking, Tool, ToolChoice
from translators.crossing import Places, named_in
from translators.effort import effort_of, nearest
from translators.names import OPENAI, spelled
from translators.openai_chat.abilities import Abilities, abilities_of
from translators.openai_chat.conversation import told
from translators.openai_chat.places import BY_MODEL, PLACES

_TIERS = {"auto": "auto", "default": "default", "flex": "flex", "scale": "scale", "priority": "priority", "standard_only": "default"}
# What a model does anyway, said aloud. One that refuses the field does it all the same.
_USUAL: dict[str, Any] = {
    "temperature": 1,
    "top_p": 1,
    "frequency_penalty": 0,
    "presence_penalty": 0,
    "logprobs": False,
    "top_logprobs": 0,
    "parallel_tool_calls": True,
    "verbosity": "medium",
}
_RESTING = frozenset({"temperature", "top_p", "logprobs", "top_logprobs"})  # taken by a model that may think, while it does not
_NAME = re.compile(r"[^a-zA-Z0-9_-]")
_PLACES: dict[frozenset[str], Places] = {
    frozenset(some): {name: fate for name, fate in PLACES.items() if name not in BY_MODEL or name in some}
    for count in range(len(BY_MODEL) + 1)
    for some in combinations(BY_MODEL, count)
}
JSON = "Answer in JSON."  # this wire refuses to promise JSON where nobody speaks of it


def arrived(request: ChatRequest) -> tuple[ChatRequest, tuple[str, ...]]:
    """The question as it can be asked here, and the names of what cannot."""
    able = abilities_of(request.model)
    request = spelled(request, OPENAI)
    messages, lost = told(request.messages, able)
    thinking, forgone = _thinking(request, able)
    changes, refused = _refused(request, able, None if thinking is None else thinking.effort)
    tier = None if request.service_tier is None else _TIERS.get(request.service_tier)
    lost += forgone + refused + (["service_tier"] if tier is None and request.service_tier is not None else [])
    tools = tuple(_tool(tool, able) for tool in request.tools if tool.kind != "native")
    choice = _choice(request.tool_choice, tools)
    lost += ["tool_choice"] if choice is None and request.tool_choice is not None and tools else []
    changes |= {} if tools else {"parallel_tool_calls": None}  # refused where there are none
    forms, undrawn = _modalities(request.modalities, able)
    lost += undrawn
    arrived = replace(
        request,
        messages=_promising(messages, request.format),
        tools=tools,
        tool_choice=choice,
        format=_format(request.format),
        thinking=thinking,
        service_tier=tier,
        metadata=None,
        modalities=forms,
        audio=_voice(request),
        top_k=None,
        prompt_cache_key=request.prompt_cache_key if able.keyed else None,
        extra={},
        form={},
        **changes,
    )
    return arrived, tuple(dict.fromkeys([*named_in(request, _places(able)), *lost]))


def longest(model: str) -> str:
    """What a server calls the limit of an answer: OpenAI's models that think know only the new name, many others only the old one."""
    return "max_tokens" if abilities_of(model).orders == "system" else "max_completion_tokens"


def _places(able: Abilities) -> Places:
    """A cache marker or key has a place where a model's server looks for one; a thought, where it reads them."""
    has = {"reasoning"} if able.thoughts else set()
    has |= {"video"} if able.videos else set()
    has |= {"cache"} if able.marks is not None else set()
    has |= {"prompt_cache_key"} if able.keyed else set()
    has |= {"tool_cache"} if able.marks == "cache_control" else set()
    return _PLACES[frozenset(has)]


def _thinking(request: ChatRequest, able: Abilities) -> tuple[Thinking | None, list[str]]:
    """In a word that the model knows. One that cannot think does not when it is told not to."""
    wish = _wish(request.thinking)
    if able.acts_at_rest and "none" in able.efforts and any(tool.kind == "function" for tool in request.tools):
        return Thinking("none"), [] if wish in (None, "none") else ["reasoning_effort"]
    if wish is None or (wish == "none" and not able.efforts):
        return None, []
    can_rest = "none" in able.efforts or able.refuses  # of a stranger, who knows? the least it may know is some thought
    word = nearest(wish, able.efforts) if wish != "none" or can_rest else None
    return (None, ["reasoning_effort"]) if word is None else (Thinking(word), [])


def _wish(thinking: Thinking | None) -> str | None:
    if thinking is None:
        return None
    return effort_of(thinking.budget) if thinking.effort is None and thinking.budget is not None else thinking.effort


def _refused(request: ChatRequest, able: Abilities, effort: str | None) -> tuple[dict[str, Any], list[str]]:
    """Fields that this model answers with an error; those that ask for nothing unusual are left out unnamed."""
    rests = able.efforts and (effort == "none" or (effort is None and able.rests))
    refuses = able.refuses - _RESTING if rests else able.refuses
    said = [name for name in sorted(refuses) if getattr(request, name) is not None]
    return dict.fromkeys(said), [name for name in said if name not in _USUAL or getattr(request, name) != _USUAL[name]]


def _tool(tool: Tool, able: Abilities) -> Tool:
    cache = tool.cache if able.marks == "cache_control" else None
    return tool if not tool.extra and cache is tool.cache else replace(tool, cache=cache, extra={})


def _choice(choice: ToolChoice | None, tools: tuple[Tool, ...]) -> ToolChoice | None:
    """Only of tools that are there."""
    if choice is None or not tools:
        return None
    known = {tool.name for tool in tools}
    names = tuple(name for name in choice.names if name in known)
    return None if choice.names and not names else ToolChoice(choice.mode, names)


def _modalities(asked: tuple[str, ...] | None, able: Abilities) -> tuple[tuple[str, ...] | None, list[str]]:
    """What an answer may be made of: pictures only where a model's server knows the word."""
    kept = tuple(word for word in asked or () if word != "image" or able.draws)
    return kept or None, [] if len(kept) == len(asked or ()) else ["modalities"]


def _voice(request: ChatRequest) -> Mapping[str, Any] | None:
    """A voice needs a format here; of a stream there is only one."""
    return None if request.audio is None else {"format": "pcm16" if request.stream else "wav"} | dict(request.audio)


def _format(format: Format | None) -> Format | None:
    """A schema needs a name here, of these letters."""
    if format is None or format.kind != "json_schema":
        return None if format is None else Format(format.kind)
    name = _NAME.sub("_", format.name or "answer")[:64]
    return replace(format, name=name, extra={})


def _promising(messages: tuple[Message, ...], format: Format | None) -> tuple[Message, ...]:
    if format is None or format.kind != "json_object":
        return messages
    spoken = any(isinstance(part, Text) and "json" in part.text.lower() for message in messages for part in message.parts)
    return messages if spoken else (Message("system", (Text(JSON),)), *messages)
