"""What may stand at a setting and what stands there by itself, in an operator's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import orjson
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.schema import Duration, KeyReference, Reference, Share
from config.schema.store import StoreUrl

PLAIN: Mapping[Any, str] = {
    bool: "true or false",
    int: "whole number",
    float: "number",
    str: "text",
    Duration: "duration",
    Decimal: "USD",
    Share: "share",
    date: "date",
    datetime: "date or time",
}
# A text that is more than a text, known by what checks it.
CHECKED: Mapping[Any, str] = {
    get_args(Reference)[1]: "reference",
    get_args(KeyReference)[1]: "`sha256:` or reference",
    get_args(StoreUrl)[1]: "URL or reference",
}


def kind(field: FieldInfo) -> str:
    """What may stand there: `whole number, 1 to 64`."""
    return "".join([_kind(field.annotation, field.metadata), *_bounds(field.metadata)])


def default(field: FieldInfo) -> str:
    """What stands there when nobody wrote anything, as toml has it."""
    if field.is_required():
        return "required"
    return "none" if field.default is None else f"`{_toml(field.default)}`"


def entry(annotation: Any) -> type[BaseModel] | None:
    """The table that a list of tables holds."""
    if get_origin(annotation) in (tuple, Annotated, Union, UnionType):
        return next(filter(None, map(entry, get_args(annotation))), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _kind(annotation: Any, metadata: Iterable[Any] = ()) -> str:
    for check, word in CHECKED.items():
        if check in metadata:
            return word
    inner = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Literal:
            *most, last = [f"`{_toml(value)}`" for value in inner]
            return f"{', '.join(most)} or {last}"
        case origin if origin is Annotated:
            return _kind(inner[0], inner[1:])
        case origin if origin in (Union, UnionType):
            return " or ".join(_kind(each) for each in inner if each is not NoneType)
        case origin if origin is tuple:
            table = entry(annotation)
            return f"list of {_kind(inner[0])}s" if table is None else f"list of [{name(table)}s](#a-{name(table)})"
        case origin if origin is dict:
            return f"table of {_kind(inner[1])}s"
    return PLAIN[annotation]


def name(table: type[BaseModel]) -> str:
    """What one of a list is called: LimitEntry is a limit."""
    return table.__name__.removesuffix("Entry").lower()


def _bounds(metadata: Iterable[Any]) -> Iterator[str]:
    bounds = {name: value for each in metadata for name in ("ge", "gt", "le") if (value := getattr(each, name, None)) is not None}
    low = f"over {bounds['gt']}" if "gt" in bounds else str(bounds.get("ge", ""))
    if low:
        yield f", {low} to {bounds['le']:,}" if "le" in bounds else f", {low} or more"


def _toml(value: Any) -> str:
    match value:
        case Duration() | Share():
            return f'"{value}"'
        case Decimal():
            return str(value)
    return orjson.dumps(value).decode().replace(",", ", ")
