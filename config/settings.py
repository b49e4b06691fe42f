"""Every setting there is, as the schema has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.faults import Place
from config.schema import File


def settings() -> Iterator[tuple[Place, FieldInfo]]:
    """Every setting and what is said of it, with `*` where an operator puts a name. A list is one setting."""
    yield from _below((), File)


def table_at(place: Place) -> type[BaseModel] | None:
    """The table that stands at a place of a file; None when there is a value, or nothing."""
    table: type[BaseModel] | None = File
    named = False
    for part in place:
        if named:  # an operator's own name, or an index
            named = False
            continue
        if table is None or not isinstance(part, str) or part not in table.model_fields:
            return None
        table, named = _inside(table.model_fields[part].annotation)
    return table


def _below(place: Place, table: type[BaseModel]) -> Iterator[tuple[Place, FieldInfo]]:
    for name, field in table.model_fields.items():
        inner, named = _inside(field.annotation)
        if inner is None or get_origin(field.annotation) is tuple:
            yield (*place, name), field
        else:
            yield from _below((*place, name, "*") if named else (*place, name), inner)


def _inside(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The table within an annotation, and whether a name or an index leads to it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    named = get_origin(annotation) in (dict, tuple)
    for argument in get_args(annotation):
        inner, deeper = _inside(argument)
        if inner is not None:
            return inner, named or deeper
    return None, False
