"""[server]: where callers reach the gateway, and how much of it one caller may take."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from config.schema.table import Several, Table


class ServerTable(Table):
    """Where callers reach the gateway."""

    host: str = Field(
        default="127.0.0.1",
        pattern=r"^[0-9A-Za-z.:_-]{1,255}$",
        description="Address to listen on; 0.0.0.0 or :: for every interface. Needs a restart.",
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one. Needs a restart.")
    workers: int = Field(default=1, ge=1, le=64, description="Processes that share the port. Needs a restart.")
    max_body_mb: int = Field(
        default=32, ge=1, le=1024, description="Largest request body, in megabytes (2**20 bytes); a larger one is answered 413."
    )
    grace_seconds: int = Field(
        default=30, ge=0, le=3600, description="After a stop signal, how long replies already begun may take to finish, in seconds."
    )
    exchange: Literal["wire", "httpx"] = Field(
        default="wire",
        description="How providers are reached: `wire`, the fast one, or `httpx`, which knows proxies and custom CAs. Needs a restart.",
    )
    cors_origins: Several[str] = Field(
        default=(),
        description="Origins a browser may call from, such as `https://app.example.com`; `*` for any. None: no CORS headers at all.",
    )
    keep_alive_seconds: int = Field(
        default=75, ge=0, le=3600, description="How long an idle connection of a caller stays open, in seconds."
    )
    header_seconds: int = Field(
        default=20, ge=1, le=600, description="How long a caller may take to send the headers of a request, in seconds."
    )
    body_seconds: int = Field(
        default=120, ge=1, le=3600, description="How long a caller may take to send the body of a request, in seconds."
    )

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            scheme, _, rest = origin.partition("://")
            if origin != "*" and (scheme not in ("http", "https") or not rest or set(rest) & set("/?#@, \r\n\t")):
                raise PydanticCustomError("origin", "an origin is a scheme and a host, such as `https://app.example.com`, without a path")
        return origins
