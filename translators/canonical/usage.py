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
