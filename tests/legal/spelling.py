"""What Google's JSON reader forgives: names in snake case, one part where a list is meant."""

from __future__ import annotations

import re
from typing import Any

SNAKE = re.compile(r"_([a-z])")
OPAQUE = {"args", "response", "parameters", "parametersJsonSchema", "responseSchema", "responseJsonSchema", "labels"}


def spelled(body: Any, opaque: bool = False) -> Any:
    """The same body as the reference spells it. What is the caller's own stays as it is."""
    match body:
        case dict() if not opaque:
            named = {SNAKE.sub(lambda found: found[1].upper(), name): value for name, value in body.items()}
            inner = {name: spelled(value, name in OPAQUE) for name, value in named.items()}
            return inner | ({"parts": [inner["parts"]]} if isinstance(inner.get("parts"), dict) else {})
        case list():
            return [spelled(value, opaque) for value in body]
        case _:
            return body
