"""[breaker]: when a target that fails is left alone for a while."""

from __future__ import annotations

from pydantic import Field

from config.schema.duration import Duration
from config.schema.table import Table


class BreakerTable(Table):
    """When a target that fails is left alone."""

    enabled: bool = Field(default=True, description="Whether failing targets are left alone.")
    failures: int = Field(default=5, ge=1, le=10_000, description="Failures within the window that open it.")
    window: Duration = Field(default=Duration(30), description="How far back failures count.")
    cooldown: Duration = Field(default=Duration(30), description="How long a target is left alone.")
    probes: int = Field(default=1, ge=1, le=100, description="Good replies that close it again.")
