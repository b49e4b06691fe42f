"""The frames of a streamed reply, as bytes: one block is open at a time, and each has the next number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from translators.framing.json_text import encode

STOP = b'event: message_stop\ndata: {"type":"message_stop"}\n\n'
TAIL = b"}}\n\n"

_DELTA = b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,"delta":'
# How each kind of block says more. The text follows, then the tail.
_HEADS = {
    "text": _DELTA + b'{"type":"text_delta","text":',
    "thinking": _DELTA + b'{"type":"thinking_delta","thinking":',
    "tool_use": _DELTA + b'{"type":"input_json_delta","partial_json":',
}
_CLOSE = b'event: content_block_stop\ndata: {"type":"content_block_stop","index":%d}\n\n'


def frame(event: str, wire: Mapping[str, Any]) -> bytes:
    """Any frame."""
    return b"event: %b\ndata: %b\n\n" % (event.encode(), encode(wire))


class Frames:
    """What is to be sent, and which block is open."""

    __slots__ = ("_number", "head", "out")

    def __init__(self) -> None:
        self.out: list[bytes] = []
        self.head = b""  # how the open block says more; empty when none is open
        self._number = -1

    def taken(self) -> list[bytes]:
        """What is to be sent now."""
        out, self.out = self.out, []
        return out

    def open(self, block: Mapping[str, Any]) -> None:
        """A block begins."""
        self._number += 1
        begun = {"type": "content_block_start", "index": self._number, "content_block": block}
        self.out.append(frame("content_block_start", begun))
        head = _HEADS.get(str(block["type"]))
        self.head = b"" if head is None else head % self._number

    def say(self, text: str) -> None:
        """More of it."""
        if text:
            self.out.append(self.head + encode(text) + TAIL)

    def cite(self, citations: Iterable[Mapping[str, Any]]) -> None:
        """Where its words are from."""
        for citation in citations:
            self._add({"type": "citations_delta", "citation": citation})

    def sign(self, signature: str) -> None:
        """Who vouches for it."""
        self._add({"type": "signature_delta", "signature": signature})

    def close(self) -> None:
        """It is whole."""
        self.head = b""
        self.out.append(_CLOSE % self._number)

    def put(self, block: Mapping[str, Any] | None) -> None:
        """A block in one piece. A signature is always told as a delta: that is where clients look for it."""
        if block is None:
            return
        signature = block.get("signature") if block["type"] == "thinking" else None
        self.open(block if signature is None else {**block, "signature": ""})
        if signature:
            self.sign(signature)
        self.close()

    def tell(self, text: str | None) -> None:
        """Words in one piece."""
        if text:
            self.open({"type": "text", "text": ""})
            self.say(text)
            self.close()

    def _add(self, delta: Mapping[str, Any]) -> None:
        self.out.append(_DELTA % self._number + encode(delta) + b"}\n\n")
