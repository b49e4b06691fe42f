"""[log]: what is written down while the gateway runs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from config.schema.table import Table


class LogTable(Table):
    """What is written down while the gateway runs. Never secrets, never bodies."""

    level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="The least important line that is written.")
    format: Literal["json", "text"] = Field(default="json", description="One JSON object a line, or text for eyes.")
    requests: bool = Field(default=True, description="One line for every request.")
    destination: str = Field(
        default="stderr", min_length=1, description="`stdout`, `stderr`, or the path of a file that is appended to. Needs a restart."
    )
