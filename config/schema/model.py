"""[models."PROVIDER/MODEL"]: what differs from the catalog."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from config.schema.limit import LimitEntry
from config.schema.money import Usd
from config.schema.table import Several, Table


class PriceEntry(Table):
    """USD per million tokens, by usage bucket."""

    input: Usd | None = Field(default=None, description="Tokens of the prompt.")
    cached_input: Usd | None = Field(default=None, description="Tokens of the prompt read from the provider's cache.")
    cache_write_5m: Usd | None = Field(default=None, description="Tokens written to the provider's cache for five minutes.")
    cache_write_1h: Usd | None = Field(default=None, description="Tokens written to the provider's cache for an hour.")
    audio_in: Usd | None = Field(default=None, description="Tokens of sound in the prompt.")
    image_in: Usd | None = Field(default=None, description="Tokens of pictures in the prompt.")
    output: Usd | None = Field(default=None, description="Tokens of the answer.")
    reasoning: Usd | None = Field(default=None, description="Tokens of thought.")
    audio_out: Usd | None = Field(default=None, description="Tokens of sound in the answer.")
    image_out: Usd | None = Field(default=None, description="Tokens of pictures in the answer.")
    searches: Usd | None = Field(default=None, description="Web searches, in USD per thousand.")


class ModelTable(Table):
    """What differs from the catalog.

    A price that is left out is the catalog's. One that nobody knows is that of its parent: `input` for whatever goes in, `output`
    for whatever comes out.
    """

    price: PriceEntry | None = Field(default=None, description="Prices in USD per million tokens, by bucket.")
    context: int | None = Field(default=None, ge=1, le=1_000_000_000, description="Tokens a prompt may have.")
    max_output: int | None = Field(default=None, ge=1, le=1_000_000_000, description="Tokens an answer may have.")
    abilities: Several[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]] | None = Field(
        default=None, description="What it can do, such as `tools`, `vision`, `json_schema`, `reasoning`; replaces the catalog's list."
    )
    wire: str | None = Field(
        default=None, description="The wire it is asked on, where its provider speaks several and offers it on one of them only."
    )
    retires: date | None = Field(default=None, description="The day the provider turns it off.")
    limits: Several[LimitEntry] = Field(default=(), description="Limits on all calls to it.")
