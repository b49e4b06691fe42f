"""Which wire is spoken at which path, and what the path says beside."""

from __future__ import annotations

import re

from msgspec import Struct

from proxy.call import Asked
from proxy.mock.raw_predict import raw_predict
from proxy.stages.count import for_counting
from translators import TRANSLATORS
from translators.translator import Translator


class Spoken(Struct, frozen=True):
    """How one request is to be understood."""

    translator: Translator
    asked: Asked | None = None  # where the path says it
    counts: bool = False  # nothing but the tokens of the question is wanted


PATHS = {  # what a path ends with, whatever base URL stands before it
    "/chat/completions": "openai_chat",
    "/messages": "anthropic",
    "/responses": "openai_responses",
}
COUNTED = {
    "/messages/count_tokens": "anthropic",
    "/responses/input_tokens": "openai_responses",
    "/models/count-tokens:rawPredict": "anthropic",  # Vertex AI's
}
_ACTION = re.compile(
    r"/models/(?P<model>.+):(?P<action>generateContent|streamGenerateContent|countTokens|rawPredict|streamRawPredict)", re.DOTALL
)


def spoken_at(path: str) -> Spoken | None:
    """What a path, unquoted and without its query, says; None where the mock does not answer."""
    for end, wire in PATHS.items():
        if path.endswith(end):
            return Spoken(TRANSLATORS[wire])
    for end, wire in COUNTED.items():
        if path.endswith(end):
            return Spoken(for_counting(TRANSLATORS[wire]), counts=True)
    found = _ACTION.search(path)
    if found is None or found.end() != len(path):
        return None
    asked = Asked(found["model"], stream=found["action"].startswith("stream"))
    match found["action"]:
        case "rawPredict" | "streamRawPredict":
            return Spoken(raw_predict(TRANSLATORS["anthropic"], asked.model), asked)
        case "countTokens":
            return Spoken(for_counting(TRANSLATORS["gemini"]), asked, counts=True)
        case _:
            return Spoken(TRANSLATORS["gemini"], asked)
