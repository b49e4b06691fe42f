"""[store]: where shared state and durable rows live."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.schema.reference import is_reference
from config.schema.table import Table


def _no_password(text: str) -> str:
    userinfo, at, _ = text.partition("://")[2].partition("@")
    if at and ":" in userinfo and not is_reference(text):
        raise PydanticCustomError("reference", 'a password may not stand in this file: put the whole URL in "env:NAME" or "file:PATH"')
    return text


StoreUrl = Annotated[str, AfterValidator(_no_password)]


class StoreTable(Table):
    """Where shared state and durable rows live."""

    database: StoreUrl = Field(
        default="sqlite:///modelbridge.db",
        description="`sqlite:///path` or `postgresql://…`, or a reference to it when it holds a password. Needs a restart.",
    )
    redis: StoreUrl = Field(
        default="",
        description="`redis://…`, `rediss://…` or `unix://…`, or a reference to it: where signed reasoning and responses are kept and "
        "limits counted, for all processes that share it. Empty: in this process, in at most 64 MB. Needs a restart.",
    )
    journal: str = Field(default="journal/", min_length=1, description="Folder of the ledger's journal. Needs a restart.")
    mode: Literal["exact", "lease"] = Field(
        default="exact",
        description="How processes share limits: `exact` asks Redis for every call, `lease` reserves slices and may refuse a little early.",
    )
