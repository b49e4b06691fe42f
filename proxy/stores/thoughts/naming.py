"""The name under which the signed words of an answer are kept: a digest of them, and of what they answered.

Nobody sends an id back with words. Alone they would not do, either: "Yes." is said in many conversations, and the thoughts of one
have no business in another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

from translators.canonical import ChatRequest, Message, Part, Text, ToolResult

SIGNS_WORDS = ("gemini",)  # the wires whose providers do
MOST = 2000  # answers of one conversation; those before are too old to matter
_MARK = "words:"
_SIZE = 20  # bytes of a digest
_ASKING = ("user", "tool")  # what instructions say may change from one call to the next


def asked(messages: Sequence[Message]) -> bytes:
    """A digest of what was said to the model since it last spoke."""
    since = next((place for place in range(len(messages), 0, -1) if messages[place - 1].role == "assistant"), 0)
    return _question(messages[since:])


def name_of(question: bytes, words: str) -> str:
    """Of an answer to that question."""
    return _MARK + blake2b(_bytes(words), digest_size=_SIZE, key=question).hexdigest()


def named(request: ChatRequest) -> dict[int, str]:
    """The names of the answers in a conversation, by the place of their message; of very many, the newest."""
    names: dict[int, str] = {}
    since = 0
    for place, message in enumerate(request.messages):
        if message.role == "assistant":
            words = words_of(message.parts)
            if words:
                names[place] = name_of(_question(request.messages[since:place]), words)
            since = place + 1
    return names if len(names) <= MOST else dict(list(names.items())[-MOST:])


def words_of(parts: Sequence[Part]) -> str:
    """All of them: a client may have made one text of several."""
    return "".join(part.text for part in parts if isinstance(part, Text))


def _question(messages: Sequence[Message]) -> bytes:
    digest = blake2b(digest_size=_SIZE)
    for text in _said(messages):
        digest.update(_bytes(text))
    return digest.digest()


def _said(messages: Sequence[Message]) -> Iterator[str]:
    for message in messages:
        if message.role in _ASKING:
            for part in message.parts:
                if isinstance(part, Text):
                    yield part.text
                elif isinstance(part, ToolResult):
                    yield from (inner.text for inner in part.parts if isinstance(inner, Text))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
