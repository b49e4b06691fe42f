"""What a reply used, in buckets that never overlap: the sum of all buckets is the sum of all tokens."""

from __future__ import annotations

from msgspec import Struct


class Usage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Every token is counted in exactly one bucket, whatever arithmetic the wire uses."""

    input: int = 0
    cache_read: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    audio_in: int = 0
    image_in: int = 0
    tool_in: int = 0  # what the provider's own tools put into the prompt
    output: int = 0
    reasoning: int = 0
    audio_out: int = 0
    image_out: int = 0
    searches: int = 0  # web searches the provider made and bills apart; not tokens
    provider_cost: str | None = None  # what the provider says this reply cost, in USD, as the decimal text it wrote

    @property
    def prompt(self) -> int:
        """Every token that went in."""
        return self.input + self.cache_read + self.cache_write_5m + self.cache_write_1h + self.audio_in + self.image_in + self.tool_in

    @property
    def completion(self) -> int:
        """Every token that came out, thoughts included."""
        return self.output + self.reasoning + self.audio_out + self.image_out

    @property
    def total(self) -> int:
        """Every token."""
        return self.prompt + self.completion


NOTHING = Usage()


def joined(before: Usage, later: Usage) -> Usage:
    """A stream's usage, when its end tells only some of it. Counts are totals so far; what is not told again stays as it was told."""
    written = later.cache_write_5m + later.cache_write_1h
    long = max(before.cache_write_1h, later.cache_write_1h)
    out = later if later.completion else before
    return Usage(
        input=max(before.input, later.input),
        cache_read=max(before.cache_read, later.cache_read),
        cache_write_5m=max(before.cache_write_5m, written - long),  # only the beginning says for how long
        cache_write_1h=long,
        audio_in=max(before.audio_in, later.audio_in),
        image_in=max(before.image_in, later.image_in),
        tool_in=max(before.tool_in, later.tool_in),
        output=out.output,
        reasoning=out.reasoning,
        audio_out=out.audio_out,
        image_out=out.image_out,
        searches=max(before.searches, later.searches),
        provider_cost=later.provider_cost or before.provider_cost,
    )
