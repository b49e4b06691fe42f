"""[wires]: what happens where one wire has no place for what another says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from config.schema.duration import Duration
from config.schema.table import Table


class WiresTable(Table):
    """Crossing from one wire to another."""

    on_unsupported: Literal["warn", "drop", "reject"] = Field(
        default="warn",
        description="Fields of a request that a target's wire has no place for: `warn` leaves them out and names them, to the caller in "
        "`x-modelbridge-dropped` and in the log; `drop` names them to the caller only; `reject` refuses the call. A tool is left out only "
        "under `drop`. A caller's `x-modelbridge-on-unsupported` wins.",
    )
    keep_reasoning: Duration = Field(
        default=Duration(3600),
        description="How long signed reasoning is kept for callers whose wire or client drops it, between the turns of a tool loop. `0s`: "
        "not at all. See state.md.",
    )
    keep_responses: Duration = Field(
        default=Duration(30 * 86400),
        description="How long responses are kept, to be read again and to be gone on from (`previous_response_id`). `0s`: not at all. See "
        "state.md.",
    )
