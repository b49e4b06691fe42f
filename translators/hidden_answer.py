"""An answer of a given shape, from a model that has no other way to keep to it: the arguments of a tool the caller never sees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from translators.canonical import Format, Tool

ANSWER = "modelbridge_answer"  # the arguments are the answer
ANSWER_VALUE = "modelbridge_answer_value"  # arguments are always an object: an answer that is none stands in its field "value"
NAMES = frozenset({ANSWER, ANSWER_VALUE})
VALUE = "value"

_DEFINITIONS = ("$defs", "definitions")
_BRANCHES = ("anyOf", "oneOf", "allOf", "$ref", "not")  # a tool's arguments may not begin with one
_SPACE = " \t\n\r"
_OPENING = f'{{"{VALUE}":'
_MARK = re.compile(r'["\\{}\[\],]')


def hidden_tool(format: Format) -> Tool:
    """The tool for an answer of this shape: any object, where no schema says which."""
    schema = format.schema if format.kind == "json_schema" and format.schema is not None else {"type": "object"}
    says = "Gives the final answer. Its arguments are the whole answer, in the form that is asked for."
    says = f"{says} {format.description}" if format.description else says
    if schema.get("type") == "object" and not any(name in schema for name in _BRANCHES):
        return Tool(ANSWER, says, schema)
    return Tool(ANSWER_VALUE, says, _wrapped(schema))


def asking_for(tool: Tool) -> str:
    """What a model is told that cannot be made to call it."""
    return f"Give your final answer by calling the tool {tool.name}, once and with nothing else around it. Never give it as plain text."


def unwrapped(name: str, arguments: str) -> str:
    """The answer in the arguments of a whole call."""
    if name != ANSWER_VALUE:
        return arguments
    opening = Unwrapper()
    return opening.feed(arguments) + opening.end()


class Unwrapper:
    """{"value": X} to X, while it comes, however it is cut. What has another form passes as it is."""

    __slots__ = ("_begun", "_depth", "_escaped", "_head", "_held", "_quoted", "_state")

    def __init__(self) -> None:
        self._state = "opening"  # then "inside", then "after"; or "other"
        self._head = ""  # what has come of the opening
        self._held = ""  # space that may be the last before the closing brace
        self._begun = False
        self._depth = 0
        self._quoted = False
        self._escaped = False

    def feed(self, text: str) -> str:
        """What of the value is certain now."""
        if self._state == "opening":
            return self._open(text)
        if self._state == "inside":
            return self._more(text)
        return text if self._state == "other" else ""

    def end(self) -> str:
        """What was held back because it could have become an opening."""
        return self._head if self._state == "opening" else ""

    def _open(self, text: str) -> str:
        self._head += text
        seen = 0
        for at, letter in enumerate(self._head):
            if letter in _SPACE:
                continue
            if letter != _OPENING[seen]:
                self._state = "other"
                return self._head
            seen += 1
            if seen == len(_OPENING):
                self._state = "inside"
                return self._more(self._head[at + 1 :])
        return ""

    def _more(self, text: str) -> str:
        end = self._end_in(text)
        said = self._held + (text if end < 0 else text[:end])
        self._held = ""
        if not self._begun:
            said = said.lstrip(_SPACE)
            self._begun = bool(said)
        if self._state == "after" or (not self._depth and not self._quoted):
            sure = said.rstrip(_SPACE)
            self._held = said[len(sure) :]
            return sure
        return said

    def _end_in(self, text: str) -> int:
        """Where the value ends in this piece; -1 when it goes on."""
        at = 0
        while at < len(text):
            if self._escaped:
                self._escaped = False
                at += 1
                continue
            mark = _MARK.search(text, at)
            if mark is None:
                return -1
            at = mark.end()
            if self._step(mark[0]):
                self._state = "after"
                return mark.start()
        return -1

    def _step(self, mark: str) -> bool:
        """Is this where the value ends?"""
        if self._quoted:
            self._escaped = mark == "\\"
            self._quoted = mark != '"'
        elif mark == '"':
            self._quoted = True
        elif mark in "{[":
            self._depth += 1
        elif not self._depth and mark in "},":
            return True
        elif mark in "}]":
            self._depth -= 1
        return False


def _wrapped(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Definitions stay at the root, where references look for them; what pointed at the root points at the value now."""
    inner = {name: value for name, value in schema.items() if name not in _DEFINITIONS and name != "$schema"}
    return {
        "type": "object",
        "properties": {VALUE: _repointed(inner)},
        "required": [VALUE],
        "additionalProperties": False,
        **{name: _repointed(schema[name]) for name in _DEFINITIONS if name in schema},
    }


def _repointed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _pointer(inner) if name == "$ref" and isinstance(inner, str) else _repointed(inner) for name, inner in value.items()}
    return [_repointed(item) for item in value] if isinstance(value, list) else value


def _pointer(link: str) -> str:
    if not link.startswith("#") or link.startswith(("#/$defs/", "#/definitions/")):
        return link
    return f"#/properties/{VALUE}{link[1:]}"
