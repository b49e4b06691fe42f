"""Sums of entries, by whatever they are seen by: from the rollups as far as these reach, else from the entries; in one question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from records.ledger.conditions import Bound, between, conditions
from records.ledger.figures import Figures
from records.ledger.filters import Filters
from records.ledger.pieces import Kept, Piece, pieces
from records.ledger.sums import DIMENSIONS, HOUR, SUMS, TAG, TAGS_OF

if TYPE_CHECKING:
    from records.database import Database

DEAREST = "ORDER BY SUM(cost) DESC, SUM(attempts) DESC, name LIMIT :most"
ALL = "all"
NO_NAME = "CAST('' AS TEXT)"

Seen: TypeAlias = tuple[str, str | None]  # a dimension of the rollups, and one name in it


class Sum(Struct, frozen=True):
    """What is summed up of those with this name, in the step that begins then."""

    name: str  # empty where they are not told apart
    start: int  # 0 where steps are not told apart
    figures: Figures


async def sums(
    database: Database,
    filters: Filters,
    *,
    by: str = ALL,
    step: int = 0,
    columns: Sequence[str] = tuple(SUMS),
    most: int | None = None,
) -> list[Sum]:
    """One for each name that has entries; with `most`, no more than the dearest of them. Raises Away."""
    question = Question(filters, database.kind, by, step, columns)
    sql = question.sql(most)
    rows = await database.ask(sql, question.bound)
    return [
        Sum(name, int(start), Figures(**{column: int(value) for column, value in zip(columns, amounts, strict=True)}))
        for name, start, *amounts in rows
    ]


class Question:
    """One question, as SQL with values that are bound to names in it."""

    def __init__(self, filters: Filters, kind: str, by: str = ALL, step: int = 0, columns: Sequence[str] = tuple(SUMS)) -> None:
        self.bound: Bound = {}
        self._filters = filters
        self._kind = kind
        self._by = by
        self._step = step
        self._columns = columns

    def sql(self, most: int | None = None) -> str:
        """All of it; `bound` has the values then."""
        filters, seen, end = self._filters, kept_as(self._filters, self._by), ""
        largest: Kept = "entries" if seen is None else "hour" if self._step == HOUR else "day"
        parts = [
            self._from_entries(piece, str(number))
            if piece.kept == "entries" or seen is None
            else self._from_rollups(piece, seen, str(number))
            for number, piece in enumerate(pieces(filters.since, filters.until, largest))
        ]
        if most is not None:
            end, self.bound["most"] = DEAREST, most
        together = ", ".join(f"SUM({column}) AS {column}" for column in self._columns)
        return f"SELECT name, start, {together} FROM ({' UNION ALL '.join(parts)}) AS parts GROUP BY name, start {end}"

    def _from_rollups(self, piece: Piece, seen: Seen, mark: str) -> str:
        dimension, name = seen
        times = between("start", piece.since, piece.until, self.bound, mark)
        where = [f"span = '{piece.kept}'", "dimension = :dimension", times]
        self.bound["dimension"] = dimension
        if self._filters.organization is not None:
            where.append("organization = :organization")
            self.bound["organization"] = self._filters.organization
        if name is not None:
            where.append("name = :name")
            self.bound["name"] = name
        shown = {ALL: NO_NAME, "organization": "organization"}.get(self._by, "name")
        columns = ", ".join(self._columns)
        return f"SELECT {shown} AS name, {self._begins('start')} AS start, {columns} FROM rollups WHERE {' AND '.join(where)}"

    def _from_entries(self, piece: Piece, mark: str) -> str:
        times = between("entries.at", piece.since, piece.until, self.bound, mark)
        where = [times, *conditions(self._filters, self._kind, self.bound)]
        source, shown = "entries", NO_NAME
        if self._by == TAG:
            source, shown = f"entries, {TAGS_OF[self._kind].format('entries')} AS tag", "tag.key || '=' || tag.value"
            where.append("entries.tags <> '{}'")
        elif self._by != ALL:
            shown = f"entries.{DIMENSIONS.get(self._by, self._by)}"
        named = f"SELECT {shown} AS name, {self._begins('entries.at')} AS start, entries.* FROM {source} WHERE {' AND '.join(where)}"
        amounts = ", ".join(f"{SUMS[column]} AS {column}" for column in self._columns)
        return f"SELECT name, start, {amounts} FROM ({named}) AS named GROUP BY name, start"

    def _begins(self, column: str) -> str:
        """The step a moment is in."""
        return f"{column} - {column} % {self._step}" if self._step else "0"


def kept_as(filters: Filters, by: str) -> Seen | None:
    """The dimension of the rollups that knows this, and a name in it; None where none does."""
    if filters.status is not None or filters.problem is not None:
        return None
    named = dict(filters.named)
    if by not in (ALL, "organization"):
        name = None if by == TAG else named.pop(by, None)  # who has one tag may have others
        return None if named else (by, name)
    match list(named.items()):
        case []:
            return ALL, None
        case [(dimension, name)]:
            return dimension, name
    return None
