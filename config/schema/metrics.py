"""[metrics]: figures for Prometheus."""

from __future__ import annotations

from pydantic import Field

from config.schema.table import Table


class MetricsTable(Table):
    """Figures for Prometheus."""

    enabled: bool = Field(default=True, description="Whether /metrics answers.")
    require_key: bool = Field(default=False, description="Whether /metrics asks for a caller's key.")
