"""[wires]: what happens where one wire has no place for what another says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from config.schema.duration import Duration
from config.schema.table import Table


class WiresTable(Table):
    """Crossing from one wire to another."""

    on_unsupported: Literal["warn", "drop", "reject"] = Field(
        default="warn", description="Fields that cannot cross: drop and name them in a header, drop them silently, or refuse the call."
    )
    keep_reasoning: Duration = Field(
        default=Duration(3600),
        description="How long signed reasoning is kept for callers whose wire drops it, between the turns of a tool loop.",
    )
    keep_responses: Duration = Field(
        default=Duration(30 * 86400), description="How long stored responses (`previous_response_id`) are kept."
    )
