"""Stages, outermost first, folded into one function."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from proxy.call import Next, Stage


def pipeline(stages: Sequence[Stage], last: Next) -> Next:
    """What a call goes through, ending at the exchange."""
    for stage in reversed(stages):
        last = partial(stage, next=last)
    return last
