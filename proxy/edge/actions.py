"""Google's way to ask: the model, and what is wanted of it, stand in the address."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from proxy.call import Asked
from proxy.edge.in_array import InArray
from proxy.edge.replies import nothing_there
from proxy.edge.visit import Visit

EVENTS = b"alt=sse"

# Of the Gemini API and of Vertex AI, with a project and without. The model's name may have slashes and colons in it.
_ADDRESS = re.compile(
    r"/v1(?:alpha|beta1?)?/(?:projects/[^/]+/locations/[^/]+/)?(?:publishers/(?P<publisher>[^/]+)/)?models/(?:models/)?"
    r"(?P<model>.+):(?P<action>\w+)",
    re.DOTALL,
)
Answer = Callable[[Visit, Asked, InArray | None], Awaitable[None]]


def read_action(path: str) -> tuple[str, str] | None:
    """The model and what is wanted of it; None where the path says neither."""
    match = _ADDRESS.fullmatch(path)
    if match is None:
        return None
    # google-genai in its Vertex mode makes of `openai/gpt-4o-mini` a model of the publisher `openai`.
    publisher, model = match["publisher"] or "google", match["model"]
    return (model if publisher == "google" else f"{publisher}/{model}"), match["action"]


@dataclass(frozen=True, slots=True)
class Actions:
    """POST to a model. Raises Problem where nothing is meant."""

    generate: Answer
    count: Answer

    async def __call__(self, visit: Visit) -> None:
        """Answer one request."""
        match read_action(visit.path):
            case model, "generateContent":
                await self.generate(visit, Asked(model, stream=False), None)
            case model, "streamGenerateContent":
                await self.generate(visit, Asked(model, stream=True), None if EVENTS in visit.query.split(b"&") else InArray())
            case model, "countTokens":
                await self.count(visit, Asked(model, stream=False), None)
            case _:
                raise nothing_there(visit)
