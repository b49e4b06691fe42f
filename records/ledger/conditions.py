"""What is asked of entries, as conditions in SQL that the indexes serve."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from records.ledger.filters import NAMES, Filters
from records.ledger.sums import DIMENSIONS, TAGS_OF

Bound: TypeAlias = dict[str, object]  # values by the names they have in the SQL

FAILED = "status >= 400"  # as it stands at the index for it, and without loading the table: SQLite compares the words
_COLUMNS: Mapping[str, str] = {"organization": "organization", **{name: DIMENSIONS[name] for name in NAMES[1:]}}


def between(column: str, since: int, until: int | None, bound: Bound, mark: str = "") -> str:
    """A condition on a time; its values are added to the bound ones."""
    bound[f"since{mark}"] = since
    if until is None:
        return f"{column} >= :since{mark}"
    bound[f"until{mark}"] = until
    return f"{column} >= :since{mark} AND {column} < :until{mark}"


def conditions(filters: Filters, kind: str, bound: Bound) -> list[str]:
    """All but those on time, on a table called `entries`."""
    found = []
    for name, column in _COLUMNS.items():
        value = getattr(filters, name)
        if value is not None:
            found.append(f"entries.{column} = :{name}")
            bound[name] = value
    if filters.tag is not None:
        tags = TAGS_OF[kind].format("entries")
        found.append(f"entries.tags <> '{{}}' AND EXISTS (SELECT 1 FROM {tags} AS tag WHERE tag.key || '=' || tag.value = :tag)")
        bound["tag"] = filters.tag
    least = 0
    if filters.status is not None:
        least, bound["status_to"] = filters.status
        found.append("entries.status >= :status_from AND entries.status <= :status_to")
        bound["status_from"] = least
    if filters.problem is not None:
        found.append("entries.problem = :problem")
        bound["problem"] = filters.problem
    if least >= 400 or filters.problem:  # whatever is a problem has such a status
        found.append(FAILED)
    return found
