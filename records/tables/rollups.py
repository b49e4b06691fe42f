"""Rollups: the sums of entries by hour and by day, kept by whoever books the entries."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Text
from sqlmodel import Field, SQLModel


class RollupRecord(SQLModel, table=True):
    """One row is one span of one organization, seen by one dimension. Every dimension but `tag` adds up to `all`."""

    __tablename__ = "rollups"
    __table_args__ = (
        Index("rollups_name", "dimension", "name", "span", "start"),
        Index("rollups_organization", "organization", "dimension", "span", "start"),
        {"sqlite_with_rowid": False, "postgresql_with": {"fillfactor": 70}},
    )

    span: str = Field(primary_key=True, sa_type=Text)  # hour, day
    dimension: str = Field(primary_key=True, sa_type=Text)  # all, provider, model, route, key, user, service, customer, tag
    start: int = Field(primary_key=True, sa_type=BigInteger)  # microseconds since the epoch, of a whole hour or day in UTC
    organization: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(primary_key=True, sa_type=Text)  # empty for `all`; "name=value" of a tag; a model's is its target
    attempts: int = Field(sa_type=BigInteger)  # entries that are no corrections
    requests: int = Field(sa_type=BigInteger)  # good replies among them: a status under 400
    errors: int = Field(sa_type=BigInteger)  # the others: status_4xx + status_5xx
    status_4xx: int = Field(sa_type=BigInteger)
    status_5xx: int = Field(sa_type=BigInteger)
    abandoned: int = Field(sa_type=BigInteger)  # status 499, which is one of status_4xx
    streamed: int = Field(sa_type=BigInteger)
    estimated: int = Field(sa_type=BigInteger)
    cache_hits: int = Field(sa_type=BigInteger)  # hit or coalesced
    corrections: int = Field(sa_type=BigInteger)
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
    cost: int = Field(sa_type=BigInteger)
    charged: int = Field(sa_type=BigInteger)
    provider_cost: int = Field(sa_type=BigInteger)  # of those that told one
    saved: int = Field(sa_type=BigInteger)
    latency_us: int = Field(sa_type=BigInteger)  # of attempts, not of corrections
    ttft_us: int = Field(sa_type=BigInteger)
    ttft_count: int = Field(sa_type=BigInteger)  # attempts that had a first content


ROLLUPS = SQLModel.metadata.tables["rollups"]
