"""A table for a terminal: names on the left, numbers on the right, amounts of money with their points below one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

BOLD = "\x1b[1m{}\x1b[0m"
GAP = "  "


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, colour: bool = False) -> str:
    """Every cell of a column is of one kind: text, a whole number, a measure or money; None says nothing."""
    columns = list(zip(*rows, strict=True)) or [()] * len(head)
    shown = [_column(name, cells) for name, cells in zip(head, columns, strict=True)]
    lines = [GAP.join(cells).rstrip() for cells in zip(*shown, strict=True)]
    lines[0] = BOLD.format(lines[0]) if colour else lines[0]
    return "".join(f"{line}\n" for line in lines)


def _column(name: str, cells: Sequence[object]) -> list[str]:
    places = max((_places(cell) for cell in cells if isinstance(cell, Decimal)), default=0)
    texts = [name, *(_text(cell, places) for cell in cells)]
    width = max(map(len, texts))
    left = any(isinstance(cell, str) for cell in cells)
    return [text.ljust(width) if left else text.rjust(width) for text in texts]


def _text(cell: object, places: int) -> str:
    match cell:
        case None:
            return ""
        case Decimal():
            return f"{cell:,.{max(places, 2)}f}"
        case float():
            return f"{cell:,.1f}"
        case int():
            return f"{cell:,}"
    return "".join(each if each.isprintable() else "\ufffd" for each in str(cell))  # a name may hold what moves the cursor


def _places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
