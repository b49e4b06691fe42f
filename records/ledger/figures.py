"""What is summed up of some entries."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Figures(Struct, frozen=True, kw_only=True):
    """The columns of a rollup, over any span. Money is in nanodollars."""

    attempts: int = 0
    requests: int = 0  # attempts that ended well: a call that got a good reply is one of these, whatever failed before
    errors: int = 0  # all other attempts
    status_4xx: int = 0
    status_5xx: int = 0
    abandoned: int = 0  # their caller left: status 499, one of status_4xx
    streamed: int = 0
    estimated: int = 0
    cache_hits: int = 0
    corrections: int = 0
    input: int = 0
    cache_read: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    audio_in: int = 0
    image_in: int = 0
    tool_in: int = 0
    output: int = 0
    reasoning: int = 0
    audio_out: int = 0
    image_out: int = 0
    searches: int = 0
    cost: int = 0
    charged: int = 0
    provider_cost: int = 0
    saved: int = 0
    latency_us: int = 0
    ttft_us: int = 0
    ttft_count: int = 0

    @property
    def tokens(self) -> int:
        """Of all kinds. A search is none."""
        return sum(getattr(self, bucket) for bucket in BUCKETS if bucket != "searches")


_NAMES = Figures.__struct_fields__
BUCKETS = _NAMES[_NAMES.index("input") : _NAMES.index("searches") + 1]
NOTHING = Figures()


def added(several: Sequence[Figures]) -> Figures:
    """All of them together."""
    return Figures(**{name: sum(getattr(one, name) for one in several) for name in _NAMES})
