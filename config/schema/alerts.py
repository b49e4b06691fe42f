"""[alerts]: facts a person must see."""

from __future__ import annotations

from pydantic import Field

from config.schema.duration import Duration
from config.schema.reference import Reference
from config.schema.table import Several, Table


class AlertsTable(Table):
    """Facts a person must see."""

    webhook: Reference | None = Field(default=None, description="URL that alerts are posted to, as a reference.")
    slack: Reference | None = Field(default=None, description="Slack webhook URL, as a reference.")
    email: Several[str] = Field(default=(), description="Addresses that alerts are mailed to.")
    smtp: Reference | None = Field(default=None, description="SMTP URL that mails are sent by, as a reference.")
    quiet: Duration = Field(default=Duration(300), description="How long the same alert is not repeated.")
