"""[cache]: answers that need not be asked for twice."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from config.schema.duration import Duration
from config.schema.table import Table


class CacheTable(Table):
    """Answers that need not be asked for twice."""

    enabled: bool = Field(default=False, description="Whether answers are kept.")
    ttl: Duration = Field(default=Duration(3600), description="How long an answer is kept.")
    scope: Literal["key", "user", "organization", "customer", "global"] = Field(
        default="organization", description="Who may see whose answers."
    )
    store: Literal["memory", "redis"] = Field(default="memory", description="Where answers are kept.")
    max_mb: int = Field(default=256, ge=1, le=1_048_576, description="How much memory answers may take, in megabytes.")
    max_entry_kb: int = Field(default=1024, ge=1, le=1_048_576, description="The largest answer that is kept, in kilobytes.")
    coalesce: bool = Field(default=True, description="Equal calls at the same time are asked once.")
    semantic: bool = Field(default=False, description="Whether a question that means the same gets the same answer.")
    similarity: float = Field(default=0.95, gt=0, le=1, description="How alike two questions must be to mean the same.")
    embedding_model: str = Field(default="", description="The `provider/model` that measures likeness.")
