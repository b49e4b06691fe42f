"""What pydantic found wrong, in an operator's words. Never with the value that was written: it may be a secret."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic_core import ErrorDetails

from config.faults import Place, did_you_mean, dotted
from config.settings import settings, table_at

NAMES = "a name begins with a letter or digit, and has only letters, digits, `.`, `_` and `-` after that"
WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "extra_forbidden": "there is no such setting",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "string_type": "must be a text in quotes",
    "tuple_type": "must be a list, such as [ … ]",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "date_type": "must be a date without quotes, such as 2027-01-31",
    "date_from_datetime_inexact": "must be a date without a time, such as 2027-01-31",
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be one of {expected}",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must have at least {min_length} of them",
    "too_long": "must have at most {max_length} of them",
    "string_pattern_mismatch": "must have the form {pattern}",
}


def explain(error: ErrorDetails) -> tuple[Place, str, str | None]:
    """Place, message and suggestion."""
    loc = error["loc"]
    place: Place = tuple(part for part in loc if part != "[key]")
    kind, context = error["type"], error.get("ctx", {})
    if loc and loc[-1] == "[key]" and kind == "string_pattern_mismatch":
        return place, NAMES, None
    message = WORDS[kind].format_map(context) if kind in WORDS else error["msg"]
    match kind:
        case "extra_forbidden":
            return place, message, _meant(place)
        case "literal_error" if isinstance(error["input"], str):
            return place, message, did_you_mean(error["input"], re.findall(r"'([^']+)'", str(context["expected"])))
        case "missing":
            return place, message, f"write {place[-1]} = …"
    return place, message, None


def _meant(place: Place) -> str | None:
    """A setting nobody knows: one nearly of that name here, or just that name elsewhere."""
    word = str(place[-1])
    table = table_at(place[:-1])
    if table is not None and (near := did_you_mean(word, table.model_fields)):
        return near
    elsewhere = [dotted(tuple("NAME" if part == "*" else part for part in at)) for at, _ in settings() if at[-1] == word]
    return f"did you mean `{elsewhere[0]}`?" if elsewhere else None
