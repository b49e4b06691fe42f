"""How many tokens a question has, asked without an answer. https://platform.openai.com/docs/api-reference/responses/input-tokens"""

from __future__ import annotations

from translators.canonical import ChatRequest, Kind, Problem
from translators.faults import find_error
from translators.openai_responses.envelope import forward_request, peek_request
from translators.openai_responses.problems import problem_in
from translators.openai_responses.request import read_request, write_request
from translators.translator import Counting, Wire

# What of a question counts: the endpoint knows no other field.
_COUNTS = frozenset(
    {
        "model", "input", "instructions", "conversation", "previous_response_id", "parallel_tool_calls", "reasoning", "text",
        "tool_choice", "tools", "truncation",
    }
)  # fmt: skip


def write_question(request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
    """The question, without what only concerns its answer."""
    wire, dropped = write_request(request)
    return {name: value for name, value in wire.items() if name in _COUNTS}, dropped


def read_count(wire: Wire) -> int:
    """The tokens. Raises Problem when the reply does not say."""
    count = wire.get("input_tokens")
    if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
        return count
    error = find_error(wire)
    if error is not None:
        raise problem_in(error)
    raise Problem(Kind.PROVIDER_BAD_REPLY, "the provider's reply has no count of tokens in it")


def write_count(count: int) -> Wire:
    """The reply."""
    return {"object": "response.input_tokens", "input_tokens": count}


COUNTING = Counting(
    path=lambda _: "/responses/input_tokens",
    peek_request=peek_request,
    read_request=read_request,
    write_count=write_count,
    forward_request=forward_request,
    write_request=write_question,
    read_count=read_count,
)
