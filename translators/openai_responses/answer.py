"""What a model has said: a row of output items on this wire, a row of parts to us."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from translators.canonical import Audio, Data, Image, Part, Reasoning, Refusal, Text, ToolCall, Unknown
from translators.openai_responses.annotations import read_annotations, write_annotations
from translators.openai_responses.ids import item_id
from translators.openai_responses.thoughts import owned_seal, read_thought, returned, sealed_text, write_thought
from translators.translator import Wire

CALLS = frozenset({"function_call", "custom_tool_call"})
_MEDIA = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif", "svg": "image/svg+xml"}
_NOTHING = ("", "{}")  # no arguments: none yet, and none at all
_FORMATS = {media: word for word, media in _MEDIA.items()}


def read_output(items: Any) -> tuple[Part, ...]:
    """The parts of a whole reply, in order."""
    found = [part for item in items if isinstance(item, dict) for part in read_output_item(item)] if isinstance(items, list) else []
    return returned(found)


def read_output_item(item: Wire) -> Sequence[Part]:
    """The parts of one item. What is empty is nothing."""
    return _READERS.get(str(item.get("type")), _read_native)(item)


def read_said(part: Wire) -> Text | Refusal | None:
    """One part of a message; None when it is empty, or not words."""
    match part:
        case {"type": "refusal", "refusal": str() as text}:
            return Refusal(text) if text else None
        case {"type": "output_text" | "text", "text": str() as text, **more}:
            notes = read_annotations(more.get("annotations"))
            return Text(text, notes) if text or notes else None
        case _:
            return None


def output_logprobs(items: Any) -> dict[str, Any] | None:
    """In the shape of chat completions; None when there are none."""
    tokens: list[Any] = []
    for item in items if isinstance(items, list) else ():
        content = item.get("content") if isinstance(item, dict) else None
        for part in content if isinstance(content, list) else ():
            more = part.get("logprobs") if isinstance(part, dict) else None
            tokens += more if isinstance(more, list) else []
    return {"content": tokens, "refusal": None} if tokens else None


def _read_message(item: Wire) -> Sequence[Part]:
    content = item.get("content")
    said = [read_said(part) for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    return [part for part in said if part is not None]


def _read_call(item: Wire) -> Sequence[Part]:
    return (read_call(item),)


def read_call(item: Wire) -> ToolCall:
    """A function called, or a tool that takes free text."""
    custom = item.get("type") == "custom_tool_call"
    said = item.get("input" if custom else "arguments")
    id = item.get("call_id") or item.get("id") or ""
    return ToolCall(str(id), str(item.get("name") or ""), said if isinstance(said, str) else "", "custom" if custom else "function")


def _read_reasoning(item: Wire) -> Sequence[Part]:
    thought = read_thought(item)
    return () if thought is None else (thought,)


def _read_image(item: Wire) -> Sequence[Part]:
    result, format = item.get("result"), item.get("output_format")
    if not isinstance(result, str) or not result:
        return ()
    return (Image(Data(_MEDIA.get(str(format), "image/png"), result)),)


def _read_native(item: Wire) -> Sequence[Part]:
    return (Unknown(str(item.get("type") or ""), item),)


_READERS: Mapping[str, Callable[[Wire], Sequence[Part]]] = {
    "message": _read_message,
    "function_call": _read_call,
    "custom_tool_call": _read_call,
    "reasoning": _read_reasoning,
    "image_generation_call": _read_image,
}


class Said(Struct):
    """One text of a message, as it grows. Texts that follow one another are one: some clients only look at the last."""

    texts: list[str] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)
    logprobs: list[Any] = field(default_factory=list)
    length: int = 0  # characters so far
    offset: int = 0  # of them, those of the texts before

    def part(self) -> dict[str, Any]:
        """As it stands in the message."""
        text = "".join(self.texts)
        return {"type": "output_text", "text": text, "annotations": self.annotations, "logprobs": self.logprobs}


def write_output(parts: Sequence[Part], reply: str, own: bool, logprobs: Sequence[Any] = (), status: str = "completed") -> list[Wire]:
    """The items that say these parts. The last message of an answer that is not whole is not whole either."""
    items: list[Wire] = []
    said: Said | None = None
    for part in parts:
        text = text_of(part)
        if isinstance(part, Text) and not text and part.signature is not None:
            continue  # only a signature, of words that are said elsewhere
        if text is not None:
            if said is None or isinstance(part, Audio):
                said = Said(logprobs=list(logprobs))
                logprobs = ()
                items.append(message_item(item_id("msg", reply, len(items)), [said.part()]))
            said.offset = said.length
            said.texts.append(text)
            said.length += len(text)
            said.annotations += write_annotations(part.annotations, said.offset) if isinstance(part, Text) else []
            items[-1] = {**items[-1], "content": [said.part()]}
            said = None if isinstance(part, Audio) else said
            continue
        said = None
        items += write_item(part, reply, len(items), own)
    if status != "completed" and items and items[-1].get("type") == "message":
        items[-1] = {**items[-1], "status": status}
    return items


def write_item(part: Part, reply: str, place: int, own: bool) -> list[Wire]:
    """What is no text, as the item at a place; none when this wire has no such thing."""
    match part:
        case Refusal(text):
            return [message_item(item_id("msg", reply, place), [{"type": "refusal", "refusal": text}])]
        case Reasoning():
            sealed = sealed_text(part)
            return [reasoning_item(own_id(part, reply, place), part.text, sealed)] if part.text or sealed is not None else []
        case ToolCall() | Image():
            sealed = owned_seal(part)
            before: list[Wire] = [] if sealed is None else [reasoning_item(item_id("rs", reply, place), "", sealed)]
            place += len(before)
            item = call_item(part, reply, place) if isinstance(part, ToolCall) else image_item(part, item_id("ig", reply, place))
            return before if item is None else [*before, item]
        case Unknown(_, value) if own:
            return [value]
        case _:
            return []


def text_of(part: Part) -> str | None:
    """The words of a part that is said in words; of a sound, what is heard in it."""
    match part:
        case Text(text):
            return text
        case Audio(transcript=str() as text):
            return text
        case _:
            return None


def own_id(thought: Reasoning, reply: str, place: int) -> str:
    """The name a thought has from its provider, else one of ours."""
    return item_id("rs", reply, place) if thought.id is None else thought.id


def message_item(id: str, content: list[dict[str, Any]], status: str = "completed") -> dict[str, Any]:
    """A message."""
    return {"type": "message", "id": id, "status": status, "role": "assistant", "content": content}


def reasoning_item(id: str, text: str, sealed: str | None) -> dict[str, Any]:
    """A thought."""
    return write_thought(text, sealed, id)


def call_item(call: ToolCall, reply: str, place: int, status: str = "completed") -> dict[str, Any]:
    """A call."""
    id = call.id or item_id("call", reply, place)
    custom = call.kind == "custom"
    words = {"input": call.arguments} if custom else {"arguments": call.arguments or _NOTHING[status == "completed"], "status": status}
    kind, prefix = ("custom_tool_call", "ctc") if custom else ("function_call", "fc")
    return {"type": kind, "id": item_id(prefix, reply, place), "call_id": id, "name": call.name, **words}


def image_item(image: Image, id: str) -> dict[str, Any] | None:
    """A picture the model has drawn, when it is here."""
    if not isinstance(image.source, Data):
        return None
    format = _FORMATS.get(image.source.media_type)
    told = {} if format is None else {"output_format": format}
    return {"type": "image_generation_call", "id": id, "status": "completed", "result": image.source.base64, **told}
