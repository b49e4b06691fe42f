"""[limits]: what holds for everybody, and how limits behave."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.schema.limit import LimitEntry
from config.schema.table import Several, Table


class LimitsTable(Table):
    """What holds for everybody, and how limits behave."""

    everyone: Several[LimitEntry] = Field(default=(), description="Limits on all calls together.")
    each_organization: Several[LimitEntry] = Field(default=(), description="Limits on each organization.")
    each_user: Several[LimitEntry] = Field(default=(), description="Limits on each user.")
    each_service: Several[LimitEntry] = Field(default=(), description="Limits on each service (`x-modelbridge-service`).")
    each_customer: Several[LimitEntry] = Field(default=(), description="Limits on each customer.")
    customer_from: Literal["header", "user"] = Field(
        default="header", description="Who the customer is: the header `x-modelbridge-customer`, or the `user` field of the request."
    )
    hold: Literal["strict", "expected"] = Field(
        default="strict", description="What is held while a call runs: the most it can cost, or what such calls cost by experience."
    )
    on_exhausted: str = Field(
        default="refuse", min_length=1, description='What happens at the end of a budget: `"refuse"`, or the route that answers instead.'
    )
    on_store_failure: Literal["allow", "refuse"] = Field(
        default="refuse", description="What happens while the store of the counters is away."
    )
    warn_at: Several[Annotated[int, Field(ge=1, le=100)]] = Field(
        default=(50, 80, 100), description="Shares of a budget, in percent, at which a fact is published."
    )
    time_zone: str = Field(default="UTC", min_length=1, description="Where days and months begin, such as `Europe/Berlin`.")
