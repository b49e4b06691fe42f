"""What a table of gateway.toml says to values, in a line: for the tests of the schema and of the loading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.explain import explain
from config.faults import ConfigError, dotted
from config.load import load_bytes
from config.schema import Table
from config.snapshot import Snapshot


def rejection(table: type[Table], values: Mapping[str, Any]) -> str:
    """Why the values are no such table: the first `key: message`. Empty when they are one."""
    try:
        table.model_validate(dict(values))
    except ValidationError as error:
        place, message, _ = explain(error.errors(include_url=False)[0])
        return f"{dotted(place)}: {message}"
    return ""


def undocumented(table: type[Table]) -> list[str]:
    """Settings without a description that ends like a sentence."""
    return [name for name, field in table.model_fields.items() if not (field.description or "").endswith(".")]


def loaded(text: str, environment: Mapping[str, str] | None = None, *, folder: Path = Path()) -> Snapshot:
    """The snapshot of a gateway.toml with this text."""
    return load_bytes(text.encode(), folder / "gateway.toml", environment or {})


def faults(text: str, environment: Mapping[str, str] | None = None, *, folder: Path = Path()) -> list[str]:
    """Everything wrong with a gateway.toml with this text, as an operator reads it, without the folder."""
    try:
        loaded(text, environment, folder=folder)
    except ConfigError as error:
        return [str(fault).removeprefix(f"{folder}/") for fault in error.faults]
    return []
