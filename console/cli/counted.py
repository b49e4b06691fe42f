"""A number and what it counts, in words: 1 entry, 1,234 entries."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`many` where it is not `one` with an s."""
    return f"1 {one}" if number == 1 else f"{number:,} {many or f'{one}s'}"
