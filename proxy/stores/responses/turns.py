"""From kept responses to the items of the conversation they were, for whoever is to go on with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct

from proxy.stores.responses.record import Record

WIRE = "openai_responses"
CALLS = ("function_call", "custom_tool_call")


class Answered(Struct, frozen=True):
    """What a response object says that matters here."""

    output: list[Raw] = []


class Item(Struct, frozen=True):
    """What an item says that matters here."""

    type: str = "message"
    encrypted_content: str | None = None
    content: Any = None


_items = msgspec.json.Decoder(list[Raw])
_answered = msgspec.json.Decoder(Answered)
_item = msgspec.json.Decoder(Item)
_fields = msgspec.json.Decoder(dict[str, Raw])


def turns(records: Iterable[Record]) -> Iterator[bytes]:
    """Everything that was said, in order, as it was said."""
    for record in records:
        yield from inputs(record)
        yield from outputs(record)


def turns_for(records: Iterable[Record], wire: str, provider: str) -> Iterator[bytes]:
    """The same for one provider: without what only another could read."""
    for record in records:
        yield from inputs(record)
        for item in outputs(record):
            fit = item if wire != WIRE else _fit(item, own=record.wire == WIRE and record.provider == provider)
            if fit is not None:
                yield fit


def inputs(record: Record) -> list[bytes]:
    """What the caller said in this turn."""
    return [bytes(item) for item in _items.decode(record.input)]


def outputs(record: Record) -> list[bytes]:
    """What the model said in it."""
    return [bytes(item) for item in _answered.decode(record.response).output]


def _fit(item: bytes, *, own: bool) -> bytes | None:
    try:
        said = _item.decode(item)
    except msgspec.DecodeError:
        return item
    if said.type == "reasoning":  # sealed for one account; and what is not sealed is known only to who has kept it
        return item if own and (said.encrypted_content or said.content is not None) else None
    if own:
        return item
    if said.type == "message":
        return msgspec.json.encode({"type": "message", "role": "assistant", "content": _words(said.content)})
    if said.type not in CALLS:
        return item
    fields = _fields.decode(item)
    fields.pop("id", None)  # another provider refuses a name that it did not give
    return msgspec.json.encode(fields)


def _words(content: Any) -> str:
    """As one text: a message of the model in any other form must have a name."""
    if isinstance(content, str):
        return content
    parts = [part for part in content if isinstance(part, dict)] if isinstance(content, list) else []
    return "".join(str(part.get("text") or part.get("refusal") or "") for part in parts)
