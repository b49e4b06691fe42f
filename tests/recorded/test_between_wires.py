"""Every recorded reply, given to a caller of each wire: read there by code of the tests' own, it says what the recording says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from msgspec import Struct, structs

from tests.official import wrong_reply
from tests.readings.reading import Called, Counted, Reading
from tests.recordings import ABSENT, TRAFFIC
from tests.roads import LEGAL, READINGS, WIRES, as_stream, as_whole, events_in, good, spoken, whole_in
from translators import TRANSLATORS
from translators.canonical.fold import fold, unfold

pytestmark = pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)

OBJECTS = {"anthropic", "gemini"}  # wires whose arguments are JSON objects
CALLED_IS_AN_END = {"gemini", "openai_responses"}  # wires with no word for an end with calls: that there are some says it


class Unsaid(Struct, frozen=True):
    """What a wire cannot say, and what is heard on it instead."""

    why: str
    wires: frozenset[str]
    heard: Callable[[Reading], Mapping[str, Any]]


def _objects(reading: Reading) -> Mapping[str, Any]:
    return {"calls": [structs.replace(call, arguments=_as_object(call.arguments)) for call in reading.calls]}


def _as_object(arguments: Any) -> Any:
    """What is no JSON at all is kept, as text in an object."""
    return arguments if isinstance(arguments, dict) else {"input": arguments} if arguments else {}


def _text_object(reading: Reading) -> Mapping[str, Any]:
    return {"calls": [structs.replace(call, arguments={} if call.arguments == "" else call.arguments) for call in reading.calls]}


def _used(reading: Reading, **fields: int) -> Mapping[str, Any]:
    return {"usage": structs.replace(reading.usage, **fields) if reading.usage else None}


UNSAID = (
    Unsaid("arguments are an object", frozenset(OBJECTS), _objects),
    Unsaid("empty arguments are an empty object in words", frozenset({"openai_responses"}), _text_object),
    Unsaid(
        "it has no sounds: their words are said",
        frozenset({"openai_responses", "anthropic"}),
        lambda reading: {"text": reading.text or reading.transcript},
    ),
    Unsaid(
        "a refusal is an end of its own",
        frozenset({"anthropic"}),
        lambda reading: {"finish": "content_filter" if reading.refusal else reading.finish},
    ),
    Unsaid("only calls are signed there", frozenset({"openai_chat"}), lambda reading: {"marks": reading.marks if reading.calls else []}),
    Unsaid(
        "words are signed on Gemini's wire alone",
        frozenset({"anthropic", "openai_chat", "openai_responses"}),
        lambda _: {"worded": []},
    ),
    Unsaid("it has no count of what was written into a cache", frozenset({"gemini"}), lambda reading: _used(reading, written=0)),
    Unsaid(
        "an end with calls has no word of its own",
        frozenset(CALLED_IS_AN_END),
        lambda reading: {"finish": "tool_calls" if reading.calls and reading.finish == "stop" else reading.finish},
    ),
    Unsaid(
        "it must say a usage, even where none was told",
        frozenset({"anthropic", "openai_responses", "gemini"}),
        lambda reading: {"usage": reading.usage or Counted()},
    ),
)


# A model began a call and never ended its JSON: what has gone out in a stream cannot be mended, only in a whole reply.
BROKEN = {"together-2bf285da12", "together-d0b6fab4e4"}


def expected(reading: Reading, target: str) -> Reading:
    """What is heard on that wire."""
    for row in UNSAID:
        if target in row.wires:
            reading = structs.replace(reading, **row.heard(reading))
    return reading


def differences(told: Reading, heard: Reading, source: str, target: str) -> Iterator[str]:
    """Field by field."""
    sent = expected(told, target)
    for name in ("said", "thoughts", "finish", "marks", "worded"):
        if getattr(sent, name) != getattr(heard, name):
            yield f"{name}: {getattr(heard, name)!r:.200} is not {getattr(sent, name)!r:.200}"
    if (sent.usage or Counted()) != (heard.usage or Counted()):
        yield f"usage: {heard.usage} is not {sent.usage}"
    if [_nameless(call) for call in sent.calls] != [_nameless(call) for call in heard.calls]:
        yield f"calls: {heard.calls} is not {sent.calls}"
    ids = [call.id for call in sent.calls]
    if all(ids) and ids != [call.id for call in heard.calls]:
        yield f"ids: {[call.id for call in heard.calls]} is not {ids}"
    if sent.signatures != heard.signatures:
        yield f"signatures: {[s[:20] for s in heard.signatures]} is not {[s[:20] for s in sent.signatures]}"


def _nameless(call: Called) -> Called:
    return structs.replace(call, id=None)


def reply_of(source: str, target: str, framing: str, streamed: bool) -> Iterator[tuple[str, bytes, bytes]]:
    """What was recorded, and what the caller gets of it."""
    for recording in good(source, framing):
        reader = spoken(source, recording)
        writer = TRANSLATORS[target]
        if framing == "sse":
            events = events_in(reader, recording.body)
            yield recording.id, recording.body, as_stream(writer, events) if streamed else as_whole(writer, fold(events))
        else:
            reply = whole_in(reader, recording.body)
            yield recording.id, recording.body, as_stream(writer, unfold(reply)) if streamed else as_whole(writer, reply)


@pytest.mark.parametrize("streamed", [False, True], ids=["to whole", "to stream"])
@pytest.mark.parametrize("framing", ["json", "sse"])
@pytest.mark.parametrize("target", WIRES)
@pytest.mark.parametrize("source", WIRES)
def test_a_caller_of_any_wire_hears_what_was_said(source: str, target: str, framing: str, streamed: bool) -> None:
    """Text, thoughts, calls, signatures, the end and the usage; in a form that the wire's own SDK understands, in a legal order."""
    wrong: list[str] = []
    for id, told, got in reply_of(source, target, framing, streamed):
        heard = READINGS[target].read(got)
        found = list(differences(READINGS[source].read(told), heard, source, target))
        if source != target:  # what came from the same wire goes back as it came, with whatever its server added
            found += LEGAL[target](got) if streamed else wrong_reply(target, json.loads(got))
        if id in BROKEN and streamed and target == "anthropic":
            found = [what for what in found if not what.startswith(("calls:", "an input that is no object"))]
        wrong += [f"{id}: {what}"[:600] for what in found]
    assert wrong == []
