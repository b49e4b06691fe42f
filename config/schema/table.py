"""What every table of gateway.toml has in common: frozen, strict, no unknown keys."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Strict

T = TypeVar("T")
Several = Annotated[tuple[T, ...], Strict(False)]  # a toml array; its items stay strict


class Table(BaseModel):
    """One table."""

    # `regex_engine` etc. stay at their defaults; hide_input keeps a secret typed in the wrong place out of every error text
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, defer_build=True)
