"""About how many tokens an attempt used, where the provider has not said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.call import FEW, KEPT, LARGE, Facts, Heard
from proxy.exchange.across import Across
from proxy.exchange.same_wire import SameWire
from proxy.exchange.streamed import Meaning, Streamed
from proxy.limits.estimate import of_parts
from proxy.limits.guess import guessed
from tests.canned import CannedAnswer
from tests.frames import GOOD, WHOLE, frame, say
from tests.made import OPENAI_CHAT
from tests.recordings import ABSENT, TRAFFIC, Recording, recordings
from translators import TRANSLATORS
from translators.canonical import NOTHING, Audio, ChatResponse, Data, Event, Finish, Image, Kind, Part, Problem, ToolCall, Usage
from translators.canonical.fold import fold
from translators.framing import json_text
from translators.framing.sse import Decoder
from translators.translator import Translator

QUESTION = json.dumps({"model": "fast", "messages": [{"role": "user", "content": "hello"}]}).encode()
ASKED = 6  # its tokens
APIS = {
    "openai_chat": "openai.chat",
    "openai_responses": "openai.responses",
    "anthropic": "anthropic.messages",
    "gemini": "gemini.streamGenerateContent",
}


def heard_of(frames: Iterable[bytes], translator: Translator = OPENAI_CHAT) -> Heard:
    """As whoever reads a stream notes them."""
    heard = Heard()
    for data in frames:
        heard.hear(data, translator.glance_frame(data).content)
    return heard


def data_of(body: bytes) -> list[bytes]:
    """What the frames of a stream say, without its end."""
    decoder = Decoder()
    return [frame.data for frame in [*decoder.feed(body), *decoder.end()] if frame.data is not None and frame.data != b"[DONE]"]


def output(heard: Heard, translator: Translator = OPENAI_CHAT, told: Usage | None = None) -> int:
    return guessed(told, QUESTION, OPENAI_CHAT, heard, translator).output


def counted(parts: Iterable[Part]) -> float:
    """All that a reply says, by hand: four bytes a token, a thousand for a picture, a token for a thousand bytes of sound."""
    tokens = 0.0
    for part in parts:
        match part:
            case ToolCall(name=name, arguments=arguments):
                tokens += len((name + arguments).encode()) / 4
            case Image():
                tokens += 1000
            case Audio(Data(base64=sound)):
                tokens += len(sound) * 3 / 4 / 1000
            case _:
                tokens += len(getattr(part, "text", "").encode("utf-8", "replace")) / 4
    return tokens


def test_a_question_is_counted_as_for_those_who_only_want_its_count() -> None:
    """Where nothing is told, and nothing has come."""
    assert guessed(None, QUESTION, OPENAI_CHAT, None, OPENAI_CHAT) == Usage(input=ASKED)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"messages": 1}', b'{"messages": [1]}', b"\xff"])
def test_a_question_that_cannot_be_read_is_counted_by_its_bytes(body: bytes) -> None:
    """Whatever is odd about it, its call has been answered."""
    assert guessed(None, body, OPENAI_CHAT, None, OPENAI_CHAT).input <= 5


def test_what_is_told_is_not_guessed() -> None:
    """Only what is missing, and never less than was told."""
    told = Usage(input=3, cache_read=2000, output=1, reasoning=7)
    heard = heard_of(data_of(say("x" * 400)))
    assert guessed(told, QUESTION, OPENAI_CHAT, heard, OPENAI_CHAT) == Usage(input=3, cache_read=2000, output=93, reasoning=7)
    much = Usage(input=3, output=500)
    assert guessed(much, QUESTION, OPENAI_CHAT, heard, OPENAI_CHAT) == much


def test_a_whole_reply_is_counted_by_what_it_says() -> None:
    """Not by what stands around that; one that cannot be read, by its bytes."""
    body = json.dumps({**WHOLE, "id": "x" * 5000}).encode()
    assert output(Heard(body)) == 2
    assert output(Heard(b"x" * 40)) == 10


def test_of_a_stream_only_the_words_count() -> None:
    """Of as many answers as it has; not a greeting, not the names of fields."""
    assert output(heard_of(data_of(GOOD))) == 2
    assert output(heard_of(data_of(say("four") + say("four", index=1) + frame({"reasoning": "eight by"})))) == 4
    assert output(Heard()) == 0


def test_a_call_has_a_name_and_arguments() -> None:
    """Both are written by the model."""
    first = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "look", "arguments": ""}}
    more = {"index": 0, "function": {"arguments": '{"for": "1234567"}'}}
    assert output(heard_of(data_of(frame({"tool_calls": [first]}) + frame({"tool_calls": [more]})))) == -(-(4 + 18) // 4)


def test_a_picture_is_one_however_large() -> None:
    """Nor is a sound as many words as its letters."""
    drawn = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "eHh4" * 100_000}}
    assert 1000 <= output(heard_of(data_of(frame({"images": [drawn]})))) <= 1100
    sound = [frame({"audio": {"id": "a", "data": "eHh4" * 4000}}) for _ in range(40)]  # of which not all are kept
    assert output(heard_of(data_of(b"".join(sound)))) == pytest.approx(40 * 16_000 * 3 / 4 / 1000, rel=0.05)


def test_what_a_signature_says_is_for_nobody() -> None:
    """Nor do the results of a search count, that came with the answer."""
    signed = {"type": "reasoning.encrypted", "data": "eHh4" * 5000, "format": "anthropic-claude-v1", "index": 0}
    assert output(heard_of(data_of(say("one ") + frame({"reasoning_details": [signed]}) + say("two")))) == 2


def test_a_long_stream_is_taken_to_go_on_as_it_began() -> None:
    """Only its beginning is kept; memory is bounded."""
    frames = data_of(b"".join(say(f"word {number} ") for number in range(5000)))
    heard = heard_of(frames)
    assert sum(map(len, heard.kept)) < KEPT + LARGE
    words = sum(len(f"word {number} ") for number in range(5000))
    assert output(heard) == pytest.approx(words / 4, rel=0.1)


def test_hundreds_of_frames_that_say_nothing_displace_none_that_does() -> None:
    """As xAI sends them while its model thinks."""
    heard = heard_of(data_of(frame({}) * 2000 + say("one ") + say("two")))
    assert (len(heard.kept), output(heard)) == (FEW + 2, 2)


def test_frames_nobody_can_read_count_by_their_size() -> None:
    """They came, and something was in them."""
    heard = Heard(room=0)
    for _ in range(10):
        heard.hear(b"x" * 40, True)
    assert output(heard) == 100
    odd = b'{"choices": [{"delta": {"tool_calls": [7]}}]}'
    assert OPENAI_CHAT.glance_frame(odd).content
    assert 0 <= output(heard_of([odd])) <= len(odd) // 4 + 1


def streams(wire: str) -> list[Recording]:
    found = [one for one in recordings(APIS[wire]) if one.status == 200 and one.framing == "sse"]
    if not found:
        pytest.skip(ABSENT)
    return found


def said_by(frames: Iterable[bytes], translator: Translator) -> ChatResponse | None:
    """The reply so far, read by nobody but the wire's reader; None where it is an error."""
    reader, events = translator.stream_reader(), list[Event]()
    try:
        for data in frames:
            events += reader.feed(json_text.decode(data))
    except Problem:
        return None
    return fold([*events, Finish("stop", NOTHING)]) if events else None


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("across", [False, True], ids=["same wire", "across"])
@pytest.mark.parametrize("wire", APIS)
async def test_recorded_streams_that_are_left_are_guessed_as_they_are_counted(wire: str, across: bool) -> None:
    """At any point: within a few tokens of the count of all they said so far; where not all of a stream is kept, within a third."""
    translator, far = TRANSLATORS[wire], list[tuple[str, float, int, float]]()
    for recorded in streams(wire):
        for share in (0.1, 0.5, 0.9):
            frames = data_of(recorded.body)
            frames = frames[: max(1, int(len(frames) * share))]
            heard, reply = await left(recorded, len(frames), translator, across=across), said_by(frames, translator)
            if heard is None or reply is None:
                continue
            here, there = output(heard, translator), sum(counted(choice.parts) for choice in reply.choices)
            allowed = max(8.0, 0.05 * there) if sum(map(len, frames)) < KEPT else max(8.0, there / 3)
            if abs(here - there) > allowed:
                far.append((recorded.id, share, here, there))
    assert far == []


async def left(recorded: Recording, count: int, translator: Translator, *, across: bool) -> Heard | None:
    """What was heard of it by the time that its caller left; None when its answer had not begun."""
    facts, decoder = Facts(), Decoder()
    raw = b"".join(frame.raw for frame in [one for one in decoder.feed(recorded.body) if one.data is not None][:count])
    meaning: Meaning = (
        Across(translator.stream_reader(), lambda _: None) if across else SameWire(wants_usage=True, end=translator.stream_end)
    )
    answer = CannedAnswer(raw, Problem(Kind.PROVIDER_CUT_OFF, "cut"))
    try:
        await Streamed(answer, translator.glance_frame, meaning, facts, lambda _: None, n=1, idle=60.0).begin()
    except Problem:
        return None
    return facts.heard


@pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("wire", APIS)
def test_recorded_replies_that_do_not_tell_are_counted_by_what_they_say(wire: str) -> None:
    """As for a question: parts are rounded up, and a call has its bounds."""
    translator = TRANSLATORS[wire]
    for recorded in recordings(APIS[wire].replace("stream", "").replace("Generate", "generate")):
        if recorded.status != 200 or recorded.framing == "sse" or translator.glance_response(recorded.body).problem is not None:
            continue
        reply = translator.read_response(json_text.decode(recorded.body))
        assert output(Heard(recorded.body), translator) == sum(of_parts(choice.parts) for choice in reply.choices)


@given(st.lists(st.binary(max_size=40) | st.sampled_from(data_of(GOOD)), max_size=20), st.binary(max_size=80), st.booleans())
def test_whatever_came_there_is_a_guess(frames: list[bytes], body: bytes, whole: bool) -> None:
    """Never an exception, never less than nothing: this is said while a call ends."""
    for translator in TRANSLATORS.values():
        heard: Any = Heard(body) if whole else heard_of(frames, translator)
        usage = guessed(None, body, translator, heard, translator)
        assert usage.input >= 0
        assert usage.output >= 0
