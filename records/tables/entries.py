"""Entries: one row for every finished attempt, and one for every correction of one."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Text, text
from sqlmodel import Field, SQLModel

# `status >= 400` must stand in a query as it stands here, or SQLite does not see that the index serves.
FAILED = "status >= 400"
_FILTERS = ("organization", "key", "user", "service", "customer", "target")


class EntryRecord(SQLModel, table=True):
    """Columns are named as the fields of Entry and of its Usage. PostgreSQL keeps each month of `at` in a partition of its own."""

    __tablename__ = "entries"
    __table_args__ = (
        *(Index(f"entries_{name}", name, "at") for name in _FILTERS),
        Index("entries_request", "request_id"),
        Index("entries_failed", "at", sqlite_where=text(FAILED), postgresql_where=text(FAILED)),
        {"postgresql_partition_by": "RANGE (at)"},
    )

    at: int = Field(primary_key=True, sa_type=BigInteger)
    request_id: str = Field(primary_key=True, sa_type=Text)
    attempt: int = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    key: str = Field(sa_type=Text)
    organization: str = Field(sa_type=Text)
    user: str = Field(sa_type=Text)
    service: str = Field(sa_type=Text)
    customer: str = Field(sa_type=Text)
    tags: str = Field(sa_type=Text)  # a JSON object of texts
    model: str = Field(sa_type=Text)
    route: str = Field(sa_type=Text)
    provider: str = Field(sa_type=Text)
    target: str = Field(sa_type=Text)
    status: int
    problem: str = Field(sa_type=Text)
    finish: str = Field(sa_type=Text)
    streamed: bool
    cache: str = Field(sa_type=Text)
    input: int = Field(sa_type=BigInteger)
    cache_read: int = Field(sa_type=BigInteger)
    cache_write_5m: int = Field(sa_type=BigInteger)
    cache_write_1h: int = Field(sa_type=BigInteger)
    audio_in: int = Field(sa_type=BigInteger)
    image_in: int = Field(sa_type=BigInteger)
    tool_in: int = Field(sa_type=BigInteger)
    output: int = Field(sa_type=BigInteger)
    reasoning: int = Field(sa_type=BigInteger)
    audio_out: int = Field(sa_type=BigInteger)
    image_out: int = Field(sa_type=BigInteger)
    searches: int = Field(sa_type=BigInteger)
    provider_said: str | None = Field(sa_type=Text)  # Usage.provider_cost: the provider's figure as it wrote it
    estimated: str = Field(sa_type=Text)
    cost: int = Field(sa_type=BigInteger)
    costs: str = Field(sa_type=Text)  # a JSON object: nanodollars by usage bucket
    provider_cost: int | None = Field(sa_type=BigInteger)
    charged: int = Field(sa_type=BigInteger)
    saved: int = Field(sa_type=BigInteger)
    price: str = Field(sa_type=Text)
    latency_us: int = Field(sa_type=BigInteger)
    ttft_us: int | None = Field(sa_type=BigInteger)
    why: str = Field(sa_type=Text)


ENTRIES = SQLModel.metadata.tables["entries"]
