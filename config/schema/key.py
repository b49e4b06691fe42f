"""[keys.NAME]: one caller an operator wants in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from config.schema.limit import LimitEntry
from config.schema.reference import KeyReference
from config.schema.table import Several, Table


def _instant(value: Any) -> Any:
    match value:
        case datetime():
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        case date():
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        case None:
            return None
        case _:
            raise PydanticCustomError("instant", "write a date or a time without quotes, such as 2027-01-31 or 2027-01-31T12:00:00Z")


TagName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
TagValue = Annotated[str, Field(min_length=1, max_length=200)]


KeyScope = Literal["chat", "embeddings", "models", "usage"]


class KeyTable(Table):
    """One caller."""

    key: KeyReference = Field(description="The key as `sha256:<64 hex digits>`, `env:NAME` or `file:PATH`; never the key itself.")
    models: Several[Annotated[str, Field(min_length=1)]] = Field(
        default=("*",), description="What it may ask for: routes, `provider/model` and bare model names, with `*` for any part."
    )
    expires: Annotated[datetime | None, BeforeValidator(_instant)] = Field(
        default=None, description="When it stops working: a date (its first moment, UTC) or a time."
    )
    limits: Several[LimitEntry] = Field(default=(), description="How much it may use.")
    scopes: Several[KeyScope] = Field(
        default=(),
        description="Which endpoints it may use: `chat` (whatever asks a model, in any format, with counting and what is kept of answers), "
        "`embeddings`, `models`, `usage`; none: all that callers have.",
    )
    organization: str | None = Field(default=None, min_length=1, max_length=200, description="The organization its calls are booked to.")
    user: str | None = Field(default=None, min_length=1, max_length=200, description="The user its calls are booked to.")
    service: str | None = Field(default=None, min_length=1, max_length=200, description="The service its calls are booked to.")
    tags: dict[TagName, TagValue] = Field(default={}, max_length=16, description="Words written on each of its entries.")
