"""Signed words of earlier answers, signed again: Google wants every text back as it was signed, at the place where it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from proxy.stores.thoughts.kept import Kept, Words
from translators.canonical import ChatRequest, Message, Part, Text


def sign_again(request: ChatRequest, found: Mapping[int, Kept]) -> ChatRequest:
    """The same question; what was kept of its answers' words, by the place of their message, is with them again."""
    if not found:
        return request
    messages = tuple(_signed(message, found.get(place)) for place, message in enumerate(request.messages))
    return replace(request, messages=messages)


def _signed(message: Message, kept: Kept | None) -> Message:
    """What a caller has brought along is not overruled."""
    if kept is None or any(isinstance(part, Text) and part.signature is not None for part in message.parts):
        return message
    return replace(message, parts=tuple(_cut(message.parts, [bit for bit in kept.before if isinstance(bit, Words)])))


def _cut(parts: Sequence[Part], bits: Sequence[Words]) -> Iterator[Part]:
    """Texts are cut where a signed one began or ended: a client may have made one of several, or several of one."""
    signed = list(_spans(bits))
    begin = 0  # of the text that is looked at, among all words
    for part in parts:
        if not isinstance(part, Text):
            yield part
            continue
        end, at, first = begin + len(part.text), begin, part
        while signed and signed[0][1] <= end:
            start, stop, signature = signed.pop(0)
            if at < start:
                yield replace(first, text=part.text[at - begin : start - begin])
                first, at = Text(""), start
            yield replace(first, text=part.text[at - begin : stop - begin], signature=signature)
            first, at = Text(""), stop
        if at < end or first is part:
            yield replace(first, text=part.text[at - begin :])
        begin = end


def _spans(bits: Sequence[Words]) -> Iterator[tuple[int, int, str]]:
    """From where to where among all words, and the signature."""
    at = 0
    for bit in bits:
        if bit.signature is not None:
            yield at, at + bit.length, bit.signature
        at += bit.length
