"""[retry]: how long a provider may take, and how often it is asked again."""

from __future__ import annotations

from pydantic import Field

from config.schema.duration import Duration
from config.schema.table import Table


class RetryTable(Table):
    """Patience with a provider. `"0s"` waits for ever."""

    attempts: int = Field(default=3, ge=1, le=10, description="How often one target is asked, the first time included.")
    connect: Duration = Field(default=Duration(10), description="How long connecting may take.")
    first_byte: Duration = Field(default=Duration(30), description="How long the first byte of a reply may take, from the request sent.")
    idle: Duration = Field(default=Duration(60), description="How long a reply may fall silent.")
    total: Duration = Field(default=Duration(600), description="How long a whole call may take.")
    backoff: Duration = Field(default=Duration(0.25), description="How long to wait before asking again; doubled each time, with jitter.")
    max_backoff: Duration = Field(default=Duration(10), description="The longest wait before asking again.")
    max_retry_after: Duration = Field(default=Duration(60), description="The longest `retry-after` of a provider that is honoured.")
