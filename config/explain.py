"""What pydantic found wrong, in an operator's words. Never with the value that was written: it may be a secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from config.faults import Place, did_you_mean, dotted
from config.schema import File

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
    place: Place = tuple(part for part in error["loc"] if part != "[key]")
    kind, context = error["type"], error.get("ctx", {})
    if error["loc"][-1] == "[key]":
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
    model = _model_at(place[:-1])
    if model is not None and (near := did_you_mean(word, model.model_fields)):
        return near
    elsewhere = [dotted(at) for at in settings() if at[-1] == word]
    return f"did you mean `{elsewhere[0]}`?" if elsewhere else None


def settings() -> Iterator[Place]:
    """Every setting there is, with `*` where an operator puts a name."""
    yield from _below((), File)


def _below(place: Place, model: type[BaseModel]) -> Iterator[Place]:
    for name, field in model.model_fields.items():
        inner, star = _inside(field.annotation)
        here: Place = (*place, name, "*") if star else (*place, name)
        if inner is None or not isinstance(inner, type) or not field.annotation or _is_list(field.annotation):
            yield (*place, name)
        else:
            yield from _below(here, inner)


def _model_at(place: Place) -> type[BaseModel] | None:
    model: type[BaseModel] | None = File
    skip = False
    for part in place:
        if skip:  # an operator's own name, or an index
            skip = False
            continue
        if model is None or not isinstance(part, str) or part not in model.model_fields:
            return None
        annotation = model.model_fields[part].annotation
        model, skip = _inside(annotation)
        skip = skip or _is_list(annotation)
    return model


def _is_list(annotation: Any) -> bool:
    return get_origin(annotation) is tuple


def _inside(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The table within an annotation, and whether it is reached by a name."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    named = get_origin(annotation) is dict
    for argument in get_args(annotation):
        inner, _ = _inside(argument)
        if inner is not None:
            return inner, named
    return None, False
