"""[routes.NAME]: a name callers use as `model`, and where it leads."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from config.schema.table import Several, Table


class TargetEntry(Table):
    """One target of a route."""

    target: str = Field(min_length=3, max_length=600, description="`provider/model`.")
    weight: int = Field(default=1, ge=0, le=1_000_000, description="Its share, for the strategies that use one.")


def _short(value: Any) -> Any:
    return {"target": value} if isinstance(value, str) else value


class RouteTable(Table):
    """A name callers use as `model`."""

    targets: Several[Annotated[TargetEntry, BeforeValidator(_short)]] = Field(
        min_length=1, description="Where it leads: `provider/model`, or `{ target = …, weight = … }`, in order of preference."
    )
    strategy: Literal["first", "weighted", "fastest", "cheapest", "best", "balanced", "split"] = Field(
        default="first", description="How one of the targets is chosen; `first` takes them in the order written."
    )
    fallback: Several[Annotated[str, Field(min_length=1)]] = Field(
        default=(), description="Other routes, or targets, to try in order when every target failed."
    )
