"""The head of a reply."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from config.snapshot import Target
from proxy.edge.words import id_lines, limit_lines, printable, problem_lines, reply_lines
from tests.made import OPENAI_CHAT, call, provider
from translators.canonical import Kind, Limits, Problem, Window


def read(head: bytes) -> dict[bytes, bytes]:
    """Header lines, as a caller reads them."""
    assert head.endswith(b"\r\n")
    pairs = [line.partition(b": ") for line in head.removesuffix(b"\r\n").split(b"\r\n")]
    return {name: value for name, _, value in pairs}


@given(st.text() | st.text(min_size=1000))
def test_nothing_breaks_out_of_a_header(text: str) -> None:
    """Whatever a value holds, what is written is printable ASCII on one line, and has an end."""
    assert len(printable(text)) <= 6000
    assert all(32 <= byte < 127 for byte in printable(text))


def test_plain_words_stay_as_they_are() -> None:
    """Escaping is for what needs it."""
    assert printable("groq/llama-3.3") == b"groq/llama-3.3"
    assert printable("a\r\nb: ü") == b"a%0D%0Ab: %C3%BC"


def test_a_reply_tells_what_became_of_the_call() -> None:
    """Every header that DESIGN names."""
    asked = call(arrived=0.0)
    facts = asked.facts
    facts.target, facts.attempts, facts.cost, facts.dropped = Target(provider(), "small", "house/small"), 1, 1500, ("logit_bias", "seed")
    headers = read(reply_lines(asked, facts))
    assert headers[b"x-modelbridge-request-id"] == headers[b"x-request-id"] == b"req_1"
    assert headers[b"x-modelbridge-target"] == b"house/small"
    assert headers[b"x-modelbridge-attempts"] == b"1"
    assert headers[b"x-modelbridge-cache"] == b"off"
    assert headers[b"x-modelbridge-cost-usd"] == b"0.0000015"
    assert headers[b"x-modelbridge-dropped"] == b"logit_bias, seed"
    assert headers[b"x-modelbridge-config"] == b"0123abcd"
    assert float(headers[b"x-modelbridge-overhead-ms"]) > 0


def test_a_call_has_its_name_where_the_sdk_looks_for_it() -> None:
    """Anthropic's looks elsewhere."""
    ours = call()
    theirs = structs.replace(ours, translator=replace(OPENAI_CHAT, wire="anthropic"))
    for made, named in ((ours, False), (theirs, True)):
        for words in (id_lines(made.id, made.translator.wire), reply_lines(made, made.facts)):
            assert read(words)[b"x-request-id"] == b"req_1"
            assert read(words).get(b"request-id") == (b"req_1" if named else None)


def test_a_guess_is_called_one() -> None:
    """A count nobody made."""
    asked = call()
    asked.facts.estimated = True
    assert read(reply_lines(asked, asked.facts))[b"x-modelbridge-estimated"] == b"true"


def test_limits_are_told_in_the_callers_words() -> None:
    """Whatever the provider called them."""

    def write(limits: Limits, now: float) -> tuple[tuple[str, str], ...]:
        assert now > 1.7e9
        return (("x-left", str(limits.requests.remaining if limits.requests else None)),)

    known = Limits(requests=Window(remaining=7))
    assert limit_lines(replace(OPENAI_CHAT, write_limits=write), known) == b"x-left: 7\r\n"


def test_a_stream_has_no_cost_yet() -> None:
    """Its head goes out before its end is known."""
    asked = call()
    asked.facts.cost, asked.facts.streamed = 5, True
    assert b"x-modelbridge-cost-usd" not in reply_lines(asked, asked.facts)


def test_a_problem_says_when_to_come_back() -> None:
    """In seconds, never too early, and in milliseconds."""
    headers = read(problem_lines(Problem(Kind.PROVIDER_RATE_LIMITED, "slow down", retry_after=1.25)))
    assert headers == {b"retry-after": b"2", b"retry-after-ms": b"1250"}
