"""Writes docs/wires.md from the wires' own tables: python -m config.wires > docs/wires.md"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module

from translators import TRANSLATORS
from translators.canonical import Problem, Reason
from translators.crossing import FEATURES, Feature
from translators.effort import BUDGETS, WORDS
from translators.samples import MODELS, sample
from translators.showing import THINGS

MADE = "<!-- Made by `python -m config.wires > docs/wires.md` from translators/: change it there. -->"

INTRODUCTION = """\
# Wires

A wire is the format that callers or providers speak. A caller of one may be answered by a provider of another. Where both
speak the same, the request passes as it is, and only what the gateway must know is looked at; so this page is about two
different ones. `modelbridge explain wires FROM TO` prints the same for a pair.

- **carried**: it means there what it meant here.
- **adapted**: it is said in the nearest way the wire has, or as far as the model knows it. What a model cannot take is then
  dropped, and named.
- **dropped**: the wire has no place for it. What is dropped is named in `x-modelbridge-dropped`, as the caller's wire spells it;
  [headers-and-errors.md](headers-and-errors.md#what-cannot-cross) says who decides whether the call goes on.

A table has the rows that callers of its wire can say. What they say beside all this is of no meaning to another wire, and is
named as dropped, unless it only concerns the caller's own side. Thoughts that were signed go to whose models can read the
signature.
"""
EFFORT = """\
## How much to think

Some wires say it in a word, some in tokens. Where a model knows only some of the words, it is told the nearest, the lesser
of two.

| said as | where tokens are asked for |
| --- | --- |
"""
BACK = """
| tokens asked for | where a word is said |
| --- | --- |
"""
SHOWN = """\
## What an answer can show

Words, thoughts, calls, refusals and citations have a place on every wire. Of the rest, this is what a caller gets. What is dropped
of a whole reply is named in `x-modelbridge-dropped`; the headers of a stream have gone out before. Callers of `anthropic` are told in
words that there was a picture. What was said in a sound is told as text where the sound is dropped. A signature of Gemini's on
words is told on its own wire only, and kept for the others ([state.md](state.md#signed-reasoning)).

"""
ENDED = """\
## Why an answer ended

A provider's word becomes one of four, and the caller is told it in a word of its own wire. A word that is in no table is a
stop: the answer did end by itself. Where a wire has no word for calls, an answer that has one ended with `tool_calls`.
"""


def wires() -> tuple[str, ...]:
    """Those that differ, by name. A near-wire is the wire it is near to."""
    return tuple(sorted({translator.wire for translator in TRANSLATORS.values()}))


def wire_of(name: str) -> str | None:
    """The wire behind a name that a provider may have as its `wire`; None when there is none such."""
    translator = TRANSLATORS.get(name)
    return None if translator is None else translator.wire


@cache
def sayable(wire: str) -> frozenset[str]:
    """The features a caller of a wire can use: those that are still there once a question has been written on it and read again."""
    return frozenset(
        feature.name
        for feature in FEATURES
        if any(_can_say(wire, feature, model, asked_on) for model in MODELS[wire] for asked_on in (wire, "another"))
    )


def fates(one: str, other: str) -> Iterator[tuple[Feature, str]]:
    """What becomes of each feature a caller of the one wire can use, at a provider of the other."""
    for feature in FEATURES:
        if feature.name in sayable(one):
            yield feature, TRANSLATORS[other].places.get(feature.name, "dropped")


def page() -> str:
    """All of it."""
    sections = [
        MADE,
        INTRODUCTION,
        "## The wires\n\n" + _rows(("wire", "spoken as"), _near()),
        *map(_from, wires()),
        _effort(),
        _shown(),
        ENDED,
    ]
    return "\n".join(section.rstrip("\n") + "\n" for section in [*sections, *map(_reasons, wires())])


def _can_say(wire: str, feature: Feature, model: str, asked_on: str) -> bool:
    translator = TRANSLATORS[wire]
    try:
        written, _ = translator.write_request(sample(feature.name, model, asked_on))
        return any(feature.found(translator.read_request(written)))
    except Problem:
        return False


def _near() -> Iterator[tuple[str, str]]:
    for wire in wires():
        yield f"`{wire}`", ", ".join(f"`{name}`" for name, translator in TRANSLATORS.items() if translator.wire == wire)


def _from(one: str) -> str:
    others = [wire for wire in wires() if wire != one]
    tables = [fates(one, other) for other in others]
    rows = ((f"{row[0][0].says} (`{row[0][0].name}`)", *(fate for _, fate in row)) for row in zip(*tables, strict=True))
    return f"## From {one}\n\n" + _rows((f"asked on `{one}`", *(f"to `{other}`" for other in others)), rows)


def _effort() -> str:
    words = "".join(f"| `{word}` | {tokens} |\n" for word, tokens in BUDGETS.items())
    return EFFORT + words + BACK + "".join(f"| from {least} | `{word}` |\n" for least, word in WORDS) + "| 0 | `none` |\n"


def _shown() -> str:
    rows = (
        (f"{thing.says} (`{thing.name}`)", *(TRANSLATORS[wire].shows.get(thing.name, "dropped") for wire in wires())) for thing in THINGS
    )
    return SHOWN + _rows(("in an answer", *(f"to `{wire}`" for wire in wires())), rows)


def _reasons(wire: str) -> str:
    module = import_module(f"translators.{wire}.reasons")
    reasons: Mapping[str, Reason] = module.REASONS
    written: Mapping[Reason, str] = module.WRITTEN
    rows = (
        (f"`{reason}`", ", ".join(f"`{word}`" for word, meant in reasons.items() if meant == reason) or "-", f"`{word}`")
        for reason, word in sorted(written.items())
    )
    return f"### On {wire}\n\n" + _rows(("reason", "read from", "written as"), rows)


def _rows(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = tuple(titles)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (titles, ["---"] * len(titles), *rows))


if __name__ == "__main__":
    sys.stdout.write(page())
