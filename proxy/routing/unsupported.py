"""What becomes of a call whose target has no place for some of it: it goes on, or it is refused before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from translators.canonical import Kind, Problem, Tool

Rule = Literal["warn", "drop", "reject"]
HEADER = b"x-modelbridge-on-unsupported"

_RULES: dict[bytes, Rule] = {b"warn": "warn", b"drop": "drop", b"reject": "reject"}
_TOOL = re.compile(r"tools\[(\d+)\]")  # a whole tool, not just a field of one
# By these, callers of a wire name something that their provider keeps, and that is a part of the question.
_THERE = {"anthropic": ("thread",), "gemini": ("cachedContent",), "openai_responses": ("prompt",)}


def rule(headers: Sequence[tuple[bytes, bytes]], otherwise: Rule) -> Rule:
    """The caller's own wish, else that of the configuration."""
    for name, value in headers:
        if name == HEADER:
            wish = _RULES.get(value.strip().lower())
            if wish is None:
                said = value[:40].decode("latin-1")
                header = HEADER.decode()
                raise Problem(Kind.INVALID_REQUEST, f"the header {header} must be warn, drop or reject, not {said!r}", param=header)
            return wish
    return otherwise


def refused(
    dropped: Sequence[str], tools: Sequence[Tool], rule: Rule, target: str, spell: Callable[[Sequence[str]], Sequence[str]] = tuple
) -> Problem | None:
    """Why the call must not go on without these fields; None when it may. `spell`: to the names the caller has for them.

    A model that lacks a tool answers something else than was asked, so a missing tool is only left out where that was wished for.
    """
    if rule == "drop" or not dropped:
        return None
    missing = {name: tools[int(found[1])].name for name in dropped if (found := _TOOL.fullmatch(name)) and int(found[1]) < len(tools)}
    names = dropped if rule == "reject" else tuple(missing)
    if not names:
        return None
    said = {name: spell((name,))[0] for name in names}
    told = ", ".join(f"{said[name]} ({missing[name]})" if name in missing else said[name] for name in said)
    why = "" if rule == "reject" else "; a tool is never left out unasked"
    return Problem(
        Kind.UNSUPPORTED,
        f"{target} is asked in a format that has no place for {told}{why}. With `{HEADER.decode()}: drop` the call goes on without",
        param=said[names[0]],
    )


def elsewhere(dropped: Sequence[str], wire: str, target: str) -> Problem | None:
    """Why the call must not go on whatever the rule: a part of what is asked is kept by a provider that is not asked."""
    for name in _THERE.get(wire, ()):
        if name in dropped:
            message = f"{name}: {target} is asked in another format, and does not have what it names; send all of it in the request"
            return Problem(Kind.UNSUPPORTED, message, param=name)
    return None
