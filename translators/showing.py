"""What of an answer has a place on its caller's wire, as data: what has none is named, and docs/wires.md is made from it.

Words, thoughts, calls, refusals and citations have one on every wire.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from translators.canonical import (
    Audio,
    ChatResponse,
    Data,
    Document,
    FileId,
    Image,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    Unknown,
    Url,
    Video,
)
from translators.crossing import Fate

Shows = Mapping[str, Fate]  # the things a wire has a place for; all others it drops
_ALWAYS = (Text, ToolCall, Reasoning, Refusal)


class Thing(Struct, frozen=True):
    """A kind of part that not every wire can show."""

    name: str
    says: str
    kind: type
    sources: tuple[type, ...] = ()  # of it; none: whatever it is from

    def is_it(self, part: Part) -> bool:
        """Is this part one?"""
        return isinstance(part, self.kind) and (not self.sources or isinstance(getattr(part, "source", None), self.sources))


ANYWHERE = (Data, Url, FileId)
THINGS = (
    Thing("picture", "a picture that was drawn", Image, (Data,)),
    Thing("picture_url", "a picture by its address", Image, (Url, FileId)),
    Thing("sound", "a sound; its words are told without it, too", Audio, ANYWHERE),
    Thing("document", "a document", Document),
    Thing("video", "a video", Video),
    Thing("unknown", "what the provider's own tools did", Unknown),
)


def untold(response: ChatResponse, shows: Shows, wire: str) -> tuple[str, ...]:
    """Where in an answer stands what its caller is not shown, as the chat wire would name it."""
    if response.wire == wire:
        return ()
    return tuple(
        f"choices[{index}].message.content[{place}]"
        for index, choice in enumerate(response.choices)
        for place, part in enumerate(choice.parts)
        if type(part) not in _ALWAYS and any(thing.name not in shows and thing.is_it(part) for thing in THINGS)
    )
