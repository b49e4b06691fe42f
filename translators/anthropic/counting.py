"""How many tokens a question is. https://platform.claude.com/docs/en/api/messages-count-tokens"""

from __future__ import annotations

from translators.anthropic.envelope import forward_request, peek_count
from translators.anthropic.request import read_request, write_request
from translators.canonical import ChatRequest, Kind, Problem
from translators.translator import Counting, Wire

# What of a question concerns the answer alone: it is refused where nothing is answered.
_OF_THE_ANSWER = (
    "max_tokens", "stream", "temperature", "top_p", "top_k", "stop_sequences", "metadata", "service_tier", "container", "inference_geo",
)  # fmt: skip


def write_uncounted(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The question, as far as it counts."""
    wire, dropped = write_request(request)
    return {name: value for name, value in wire.items() if name not in _OF_THE_ANSWER}, dropped


def read_count(wire: Wire) -> int:
    """How many."""
    count = wire.get("input_tokens")
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no count of tokens in it")
    return count


COUNTING = Counting(
    path=lambda _: "/messages/count_tokens",
    peek_request=peek_count,
    read_request=read_request,
    write_count=lambda count: {"input_tokens": count},
    forward_request=forward_request,
    write_request=write_uncounted,
    read_count=read_count,
)
