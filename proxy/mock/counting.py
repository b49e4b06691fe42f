"""How many tokens something is: four characters are one, so that anybody can tell the usage beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from translators.canonical import (
    Audio,
    ChatRequest,
    Choice,
    Document,
    Image,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
    Usage,
    Video,
)

CHARACTERS = 4
IMAGE = 85
AUDIO = 50
DOCUMENT = 250
VIDEO = 500


def count(text: str) -> int:
    """Tokens of a text."""
    return -(-len(text) // CHARACTERS)


def tokens(text: str) -> Iterator[str]:
    """A text, token by token."""
    return (text[at : at + CHARACTERS] for at in range(0, len(text), CHARACTERS))


def used(request: ChatRequest, choices: Iterable[Choice]) -> Usage:
    """What the question and all its answers cost: every token in one bucket."""
    cached = _words(request.messages[:-1]) if request.prompt_cache_key else 0
    said = [part for choice in choices for part in choice.parts]
    return Usage(
        input=_words(request.messages) - cached,
        cache_read=cached,
        image_in=IMAGE * sum(isinstance(part, Image) for part in _flat(request.messages)),
        audio_in=AUDIO * sum(isinstance(part, Audio) for part in _flat(request.messages)),
        output=sum(weigh(part) for part in said if not isinstance(part, Reasoning)),
        reasoning=sum(weigh(part) for part in said if isinstance(part, Reasoning)),
        audio_out=AUDIO * sum(isinstance(part, Audio) for part in said),
    )


def weigh(part: Part) -> int:
    """Tokens of a part that are neither picture nor sound."""
    match part:
        case Text(text) | Refusal(text) | Reasoning(text):
            return count(text)
        case ToolCall(name=name, arguments=arguments):
            return count(name) + count(arguments)
        case Audio(transcript=str(transcript)):
            return count(transcript)
        case Document():
            return DOCUMENT
        case Video():
            return VIDEO
    return 0


def _words(messages: Iterable[Message]) -> int:
    return sum(map(weigh, _flat(messages)))


def _flat(messages: Iterable[Message]) -> Iterator[Part]:
    """Every part; what a tool answered counts as what it is made of."""
    for message in messages:
        for part in message.parts:
            if isinstance(part, ToolResult):
                yield from part.parts
            else:
                yield part
