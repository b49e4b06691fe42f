"""Numbers within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from translators.translator import Wire

TRIES = 64


def integers(schema: Wire) -> Iterator[int]:
    """Whole numbers, the smallest allowed first; from 1 when nothing says where to begin."""
    step = _decimal(schema.get("multipleOf")) or Decimal(1)
    whole = Decimal(Fraction(step).numerator)  # a whole multiple of 0.25 is one of 1, of 1.5 one of 3
    return (int(each) for each in _steps(schema, whole))


def numbers(schema: Wire) -> Iterator[int | float]:
    """Numbers of any kind; between two bounds the middle first."""
    step = _decimal(schema.get("multipleOf"))
    if step is not None:
        yield from map(_plain, _steps(schema, step))
        return
    low, high = _bounds(schema)
    match low, high:
        case None, None:
            yield from (each + 0.5 for each in range(1, TRIES))
        case None, Decimal():
            yield from (_plain(high - each) for each in range(TRIES))
        case Decimal(), None:
            yield from (_plain(low + each) for each in range(TRIES))
        case Decimal(), Decimal():
            yield from (_plain(low + (high - low) * ((each + TRIES // 2) % (TRIES + 1)) / TRIES) for each in range(TRIES + 1))


def _steps(schema: Wire, step: Decimal) -> Iterator[Decimal]:
    """Multiples of the step within the bounds."""
    low, high = _bounds(schema)
    if low is None and high is not None and high < step:
        last = (high / step).to_integral_value(ROUND_FLOOR)
        return (step * (last - each) for each in range(TRIES))
    first = Decimal(1) if low is None else (low / step).to_integral_value(ROUND_CEILING)
    return (step * (first + each) for each in range(TRIES))


def _bounds(schema: Wire) -> tuple[Decimal | None, Decimal | None]:
    """The closed range around what is allowed; an excluded edge is left to the check."""
    lows = [_decimal(schema.get(word)) for word in ("minimum", "exclusiveMinimum")]
    highs = [_decimal(schema.get(word)) for word in ("maximum", "exclusiveMaximum")]
    low = max((each for each in lows if each is not None), default=None)
    return low, min((each for each in highs if each is not None), default=None)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value))


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
