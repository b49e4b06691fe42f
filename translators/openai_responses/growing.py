"""Items of a streamed reply while they grow: what is said when one begins, when there is more of it, and when it ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from translators.canonical import ToolCall
from translators.framing.json_text import encode
from translators.openai_responses.annotations import write_annotations
from translators.openai_responses.answer import Said, call_item, message_item
from translators.openai_responses.thoughts import write_thought

Told = tuple[str, dict[str, Any]]  # an event's name behind "response.", and its fields


def frame(kind: str, fields: Mapping[str, Any], number: int) -> bytes:
    """One event, framed."""
    name = kind.encode()
    return b"event: " + name + b'\ndata: {"type":"' + name + b'",' + encode(fields)[1:-1] + b',"sequence_number":%d}\n\n' % number


def _head(kind: str, at: Mapping[str, Any]) -> bytes:
    """Of a delta, up to its words."""
    name = b"response." + kind.encode()
    return b"event: " + name + b'\ndata: {"type":"' + name + b'",' + encode(at)[1:-1] + b',"delta":'


class GrowingText(Struct):
    """A message with one text in it."""

    id: str
    place: int
    said: Said = field(default_factory=Said)
    head: bytes = b""  # of a delta

    def begin(self) -> Iterator[Told]:
        """An empty message, and an empty text in it."""
        self.head = _head("output_text.delta", self._at())
        yield "output_item.added", {"output_index": self.place, "item": message_item(self.id, [], "in_progress")}
        yield "content_part.added", {**self._at(), "part": Said().part()}

    def delta(self, text: str, number: int) -> bytes:
        """More words, and nothing beside them: what nearly all of a stream is made of."""
        self.said.texts.append(text)
        self.said.length += len(text)
        return b'%b%b,"logprobs":[],"sequence_number":%d}\n\n' % (self.head, encode(text), number)

    def more(self, text: str, logprobs: Mapping[str, Any] | None) -> Iterator[Told]:
        """More words."""
        tokens = (logprobs or {}).get("content")
        tokens = tokens if isinstance(tokens, list) else []
        self.said.texts.append(text)
        self.said.length += len(text)
        self.said.logprobs += tokens
        yield "output_text.delta", {**self._at(), "delta": text, "logprobs": tokens}

    def follow(self) -> None:
        """Another text goes on where this one ends."""
        self.said.offset = self.said.length

    def annotated(self, notes: tuple[Mapping[str, Any], ...]) -> Iterator[Told]:
        """Citations."""
        for note in write_annotations(notes, self.said.offset):
            self.said.annotations.append(note)
            yield "output_text.annotation.added", {
                **self._at(), "annotation_index": len(self.said.annotations) - 1, "annotation": note,
            }  # fmt: skip

    def end(self, status: str, _: str | None) -> Iterator[Told]:
        """The text is whole, and so is the message."""
        part = self.said.part()
        yield "output_text.done", {**self._at(), "text": part["text"], "logprobs": part["logprobs"]}
        yield "content_part.done", {**self._at(), "part": part}
        yield "output_item.done", {"output_index": self.place, "item": self.item(status, None)}

    def item(self, status: str, _: str | None) -> dict[str, Any]:
        """As it is in the end."""
        return message_item(self.id, [self.said.part()], status)

    def _at(self) -> dict[str, Any]:
        return {"item_id": self.id, "output_index": self.place, "content_index": 0}


class GrowingTranscript(GrowingText):
    """A message with what was said aloud: of a sound, this wire has only the words."""


class GrowingRefusal(Struct):
    """A message with a refusal in it."""

    id: str
    place: int
    texts: list[str] = field(default_factory=list)

    def begin(self) -> Iterator[Told]:
        """An empty message, and an empty refusal in it."""
        yield "output_item.added", {"output_index": self.place, "item": message_item(self.id, [], "in_progress")}
        yield "content_part.added", {**self._at(), "part": {"type": "refusal", "refusal": ""}}

    def more(self, text: str, _: Mapping[str, Any] | None) -> Iterator[Told]:
        """More words."""
        self.texts.append(text)
        yield "refusal.delta", {**self._at(), "delta": text}

    def end(self, status: str, _: str | None) -> Iterator[Told]:
        """The refusal is whole, and so is the message."""
        part = {"type": "refusal", "refusal": "".join(self.texts)}
        yield "refusal.done", {**self._at(), "refusal": part["refusal"]}
        yield "content_part.done", {**self._at(), "part": part}
        yield "output_item.done", {"output_index": self.place, "item": self.item(status, None)}

    def item(self, status: str, _: str | None) -> dict[str, Any]:
        """As it is in the end."""
        return message_item(self.id, [{"type": "refusal", "refusal": "".join(self.texts)}], status)

    def _at(self) -> dict[str, Any]:
        return {"item_id": self.id, "output_index": self.place, "content_index": 0}


class GrowingThought(Struct):
    """A thought, told as a summary."""

    id: str
    place: int
    texts: list[str] = field(default_factory=list)
    head: bytes = b""

    def begin(self) -> Iterator[Told]:
        """An empty thought, and an empty summary of it."""
        self.head = _head("reasoning_summary_text.delta", self._at())
        yield "output_item.added", {"output_index": self.place, "item": write_thought("", None, self.id)}
        yield "reasoning_summary_part.added", {**self._at(), "part": {"type": "summary_text", "text": ""}}

    def delta(self, text: str, number: int) -> bytes:
        """More words."""
        self.texts.append(text)
        return b'%b%b,"sequence_number":%d}\n\n' % (self.head, encode(text), number)

    def more(self, text: str, _: Mapping[str, Any] | None) -> Iterator[Told]:
        """More words."""
        self.texts.append(text)
        yield "reasoning_summary_text.delta", {**self._at(), "delta": text}

    def end(self, status: str, sealed: str | None) -> Iterator[Told]:
        """The summary is whole, and the thought is sealed."""
        text = "".join(self.texts)
        yield "reasoning_summary_text.done", {**self._at(), "text": text}
        yield "reasoning_summary_part.done", {**self._at(), "part": {"type": "summary_text", "text": text}}
        yield "output_item.done", {"output_index": self.place, "item": self.item(status, sealed)}

    def item(self, _: str, sealed: str | None) -> dict[str, Any]:
        """As it is in the end."""
        return write_thought("".join(self.texts), sealed, self.id)

    def _at(self) -> dict[str, Any]:
        return {"item_id": self.id, "output_index": self.place, "summary_index": 0}


class GrowingCall(Struct):
    """A call, with its arguments or its input."""

    call: ToolCall
    reply: str
    place: int
    texts: list[str] = field(default_factory=list)
    at: dict[str, Any] = field(default_factory=dict)
    head: bytes = b""

    def begin(self) -> Iterator[Told]:
        """Which tool, and under which id."""
        item = call_item(self.call, self.reply, self.place, "in_progress")
        self.at = {"item_id": item["id"], "output_index": self.place}
        self.head = _head(f"{self._names()[0]}.delta", self.at)
        yield "output_item.added", {"output_index": self.place, "item": item}

    def delta(self, text: str, number: int) -> bytes:
        """More of its arguments."""
        self.texts.append(text)
        return b'%b%b,"sequence_number":%d}\n\n' % (self.head, encode(text), number)

    def more(self, text: str, _: Mapping[str, Any] | None) -> Iterator[Told]:
        """More of its arguments."""
        self.texts.append(text)
        yield f"{self._names()[0]}.delta", {**self.at, "delta": text}

    def end(self, status: str, _: str | None) -> Iterator[Told]:
        """The call is whole. A function called with nothing at all is called with an empty object."""
        if not self.texts and self.call.kind != "custom":
            yield from self.more("{}", None)
        kind, words = self._names()
        yield f"{kind}.done", {**self.at, words: "".join(self.texts)}
        yield "output_item.done", {"output_index": self.place, "item": self.item(status, None)}

    def item(self, status: str, _: str | None) -> dict[str, Any]:
        """As it is in the end."""
        return call_item(self.call, self.reply, self.place, status) | {self._names()[1]: "".join(self.texts)}

    def _names(self) -> tuple[str, str]:
        """Of its events, and of the field it grows."""
        return ("custom_tool_call_input", "input") if self.call.kind == "custom" else ("function_call_arguments", "arguments")


Growing = GrowingText | GrowingRefusal | GrowingThought | GrowingCall
QUICK = (GrowingText, GrowingThought, GrowingCall)  # whose deltas are prepared
