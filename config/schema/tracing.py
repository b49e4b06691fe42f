"""[tracing]: spans for OpenTelemetry."""

from __future__ import annotations

from pydantic import Field

from config.schema.reference import Reference
from config.schema.table import Table


class TracingTable(Table):
    """Spans for OpenTelemetry."""

    enabled: bool = Field(default=False, description="Whether spans are sent.")
    endpoint: str = Field(default="http://127.0.0.1:4318", pattern=r"^https?://\S+$", description="The OTLP collector, over HTTP.")
    sample: float = Field(default=1.0, ge=0, le=1, description="The share of calls that is traced.")
    service_name: str = Field(default="modelbridge", min_length=1, max_length=200, description="The name of this service in the spans.")
    headers: dict[str, Reference] = Field(default={}, description="Headers for the collector, as references.")
    content: bool = Field(default=False, description="Whether questions and answers are in the spans.")
