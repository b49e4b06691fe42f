"""Responses as short as a word: what is asked, what is answered, and what is kept of it."""

from __future__ import annotations

import json
from typing import Any

from proxy.stores.responses.record import Record

HELLO = {"type": "message", "role": "user", "content": "hello"}


def said(text: str, id: str = "msg_1") -> dict[str, Any]:
    """A message of the model."""
    return {
        "type": "message",
        "id": id,
        "role": "assistant",
        "status": "completed",
        "content": [{"type": "output_text", "text": text, "annotations": []}],
    }


def thought(sealed: str | None = "blob", id: str = "rs_1") -> dict[str, Any]:
    """A thought of the model."""
    return {"type": "reasoning", "id": id, "summary": [], **({} if sealed is None else {"encrypted_content": sealed})}


def response(id: str = "resp_1", *output: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The object."""
    return {"id": id, "object": "response", "status": "completed", "output": list(output or [said("hi")]), **fields}


def record(id: str = "resp_1", *output: dict[str, Any], **fields: Any) -> Record:
    """One that is kept."""
    items = fields.pop("input", [HELLO])
    known = {"before": (), "wire": "openai_responses", "provider": "house", "there": True, "finished": True, **fields}
    return Record(id=id, input=json.dumps(items).encode(), response=json.dumps(response(id, *output)).encode(), **known)


def items(listed: list[bytes]) -> list[Any]:
    """As values."""
    return [json.loads(item) for item in listed]
