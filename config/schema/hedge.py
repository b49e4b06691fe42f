"""[hedge]: asking a second target when the first is slow to begin."""

from __future__ import annotations

from pydantic import Field

from config.schema.duration import Duration
from config.schema.table import Table


class HedgeTable(Table):
    """Asking a second target when the first is slow."""

    enabled: bool = Field(default=False, description="Whether a second target is asked.")
    after: Duration = Field(default=Duration(2), description="How long the first may take to begin.")
    max_percent: int = Field(default=10, ge=0, le=100, description="At most this share of calls is asked twice, in percent.")
