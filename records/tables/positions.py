"""Positions: how far the entries of each journal are booked."""

from __future__ import annotations

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel


class PositionRecord(SQLModel, table=True):
    """Moved in the transaction that books the entries before it. A journal's name is never used again."""

    __tablename__ = "positions"
    __table_args__ = {"sqlite_with_rowid": False}

    journal: str = Field(primary_key=True, sa_type=Text)
    segment: int = Field(sa_type=BigInteger)
    offset: int = Field(sa_type=BigInteger)


POSITIONS = SQLModel.metadata.tables["positions"]
