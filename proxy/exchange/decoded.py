"""What a provider said, as JSON, or a Problem: what a glance lets pass may still not be readable to its end."""

from __future__ import annotations

from typing import Any

from translators.canonical import Kind, Problem
from translators.framing import json_text


def decoded(data: bytes) -> Any:
    """A reply, or one frame of it."""
    try:
        return json_text.decode(data)
    except ValueError as error:
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply is not JSON") from error
