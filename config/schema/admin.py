"""[admin]: who may operate the gateway over HTTP."""

from __future__ import annotations

from pydantic import Field

from config.schema.reference import Reference
from config.schema.table import Table


class AdminTable(Table):
    """Who may operate the gateway over HTTP."""

    token: Reference | None = Field(
        default=None, description="The operator's token for /api, as `env:NAME` or `file:PATH`; without it /api answers 403."
    )
