"""One limit: how much, of what, in which window."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from config.schema.money import Usd
from config.schema.table import Table

UNITS = ("requests", "tokens", "usd", "parallel")


class LimitEntry(Table):
    """How much, of what, in which window. Zero is a limit."""

    requests: int | None = Field(default=None, ge=0, description="At most so many requests.")
    tokens: int | None = Field(default=None, ge=0, description="At most so many tokens, in and out.")
    usd: Usd | None = Field(default=None, description='At most so much money, in USD; a text such as "25.00" is exact.')
    parallel: int | None = Field(default=None, ge=0, description="At most so many calls at once; it has no window.")
    per: Literal["second", "minute", "hour", "day", "month", "total"] | None = Field(default=None, description="The calendar's window.")
    rolling: bool = Field(default=False, description="A window of that length that ends now, instead of one of the calendar.")
    hold: Literal["strict", "expected"] | None = Field(default=None, description="What is held while a call runs; else as [limits] has it.")
    on_exhausted: str | None = Field(
        default=None, min_length=1, description='`"refuse"`, or the route that answers instead; else as [limits] has it.'
    )
    on_store_failure: Literal["allow", "refuse"] | None = Field(default=None, description="When the store is away; else as in [limits].")

    @model_validator(mode="after")
    def _one_unit(self) -> LimitEntry:
        given = [unit for unit in UNITS if getattr(self, unit) is not None]
        if len(given) != 1:
            raise PydanticCustomError("limit", "a limit has exactly one of requests, tokens, usd, parallel")
        if given == ["parallel"] and self.per is not None:
            raise PydanticCustomError("limit", "a parallel limit has no window: leave `per` out")
        if given != ["parallel"] and self.per is None:
            raise PydanticCustomError("limit", 'a limit needs its window, such as per = "minute"')
        return self
