"""A wire shows of an answer what it says it does, and the rest is named."""

from __future__ import annotations

import json

import pytest

from translators import TRANSLATORS
from translators.canonical import (
    NOTHING,
    Audio,
    ChatResponse,
    Choice,
    Data,
    Document,
    FileId,
    Image,
    Part,
    Text,
    ToolCall,
    Unknown,
    Url,
    Video,
)
from translators.showing import THINGS, Thing, untold

HERE = "QUJDREVG"
SAMPLES: dict[str, Part] = {
    "picture": Image(Data("image/png", HERE)),
    "picture_url": Image(Url(f"https://example.com/{HERE}.png")),
    "sound": Audio(Data("audio/wav", HERE)),
    "document": Document(Data("application/pdf", HERE)),
    "video": Video(Data("video/mp4", HERE)),
    "unknown": Unknown("x", {"type": "x", "data": HERE}),
}
WIRES = sorted({translator.wire for translator in TRANSLATORS.values()})


def reply(*parts: Part, wire: str = "elsewhere") -> ChatResponse:
    return ChatResponse(id="r", model="m", choices=(Choice(parts=parts, reason="stop"),), usage=NOTHING, wire=wire)


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.name)
def test_a_wire_shows_what_it_declares(wire: str, thing: Thing) -> None:
    """It is in what is written, or it is named: one of the two."""
    translator, part = TRANSLATORS[wire], SAMPLES[thing.name]
    assert [each.name for each in THINGS if each.is_it(part)] == [thing.name]
    answer = reply(Text("Look:"), part)
    shown = HERE in json.dumps(translator.write_response(answer))
    assert shown == (thing.name in translator.shows)
    assert untold(answer, translator.shows, wire) == (() if shown else ("choices[0].message.content[1]",))


def test_what_every_wire_has_is_never_named() -> None:
    """Nor what was said aloud without a sound; nor anything on its own wire."""
    assert untold(reply(Text("a"), ToolCall("t", "f", "{}"), Audio(None, "a")), {}, "anthropic") == ()
    assert untold(reply(SAMPLES["unknown"], wire="anthropic"), {}, "anthropic") == ()
    assert untold(reply(Image(FileId("file-1"))), {}, "anthropic") == ("choices[0].message.content[0]",)
