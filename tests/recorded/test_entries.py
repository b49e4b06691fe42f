"""Every recorded exchange leaves one entry, which says what an independent reading of the recording says it used and cost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from msgspec import structs

from records.ledger.entry import Entry
from tests.readings.reading import Counted, JsonObject, Reading, frames
from tests.recorded.entries import PRICE, Came, Small
from tests.recordings import ABSENT, TRAFFIC, Recording
from tests.roads import FAILED, READINGS, WIRES, bad, good, recorded

pytestmark = pytest.mark.skipif(not TRAFFIC.is_dir(), reason=ABSENT)

BYTES = 4  # of words, for a token
SOUNDS = {"audio_out", "image_out", "images"}  # answers that are no words


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    """A gateway, from the endpoint to the journal."""
    made = Small(tmp_path)
    yield made
    made.close()


def cost(used: Counted) -> int:
    """Nanodollars: what is not cached or written is plain, what is not thought is said."""
    rates = PRICE.buckets
    exact = (
        (used.prompt - used.cached - used.written) * rates["input"]
        + used.cached * rates["cache_read"]
        + used.written * rates["cache_write_5m"]
        + (used.completion - used.reasoning) * rates["output"]
        + used.reasoning * rates["reasoning"]
    )
    return ceil(Fraction(exact, 1000))


def counted(entry: Entry) -> Counted:
    """The entry's usage in totals."""
    used = entry.usage
    written = used.cache_write_5m + used.cache_write_1h
    return Counted(prompt=used.prompt, cached=used.cache_read, written=written, completion=used.completion, reasoning=used.reasoning)


def ends(source: str, recording: Recording, reading: Reading) -> set[str]:
    """What the entry may say of the end: the provider's word, not what follows from the answer."""
    if "no_finish_reason" in recording.tags:
        return {"", reading.finish}
    if source == "gemini" and reading.calls:  # the word is STOP, whether or not a frame before it had a call
        return {"stop", "tool_calls"}
    return {reading.finish}


def differences(source: str, recording: Recording, came: Came) -> Iterator[str]:
    """What is not as it should be about the entry of a good reply."""
    entry, reading = came.entry, READINGS[source].read(recording.body)
    if entry is None:
        yield "there is no entry"
        return
    if (came.status, entry.status, entry.problem, entry.attempt, entry.revision) != (200, 200, "", 1, 0):
        yield f"status {came.status}, {entry.status} {entry.problem}, attempt {entry.attempt}"
    if (entry.provider, entry.target, entry.model, entry.price) != ("house", f"house/{recording.id}", recording.id, PRICE.version):
        yield f"another target: {entry}"
    if entry.finish not in ends(source, recording, reading):
        yield f"finish: {entry.finish} is not {reading.finish}"
    if sum(entry.costs.values()) != entry.cost or entry.charged != entry.cost:
        yield f"costs: {entry.costs} is not {entry.cost}, or {entry.charged}"
    if reading.usage is None:
        if entry.estimated != "not_told" or not entry.usage.prompt or cost(counted(entry)) != entry.cost:
            yield f"nobody told it: {entry.estimated!r} {entry.usage} {entry.cost}"
    elif (entry.estimated, counted(entry), entry.cost) != ("", reading.usage, cost(reading.usage)):
        yield f"usage: {entry.estimated!r} {entry.usage} {entry.cost} is not {reading.usage} {cost(reading.usage)}"


@pytest.mark.parametrize("framing", ["json", "sse"])
@pytest.mark.parametrize("source", WIRES)
async def test_an_entry_says_what_was_used(small: Small, source: str, framing: str) -> None:
    """Whole or streamed, to a caller of the same wire or of another: buckets, end, status and cost."""
    wrong: list[str] = []
    every = good(source, framing)
    others = [wire for wire in WIRES if wire != source]
    for number, recording in enumerate(every):
        for wire in WIRES if len(every) < 100 else (source, others[number % 3]):
            came = await small.ask(wire, recording, source, [recording.body], streamed=framing == "sse")
            found = list(differences(source, recording, came))
            if came.entry is not None and came.entry.streamed != (framing == "sse"):
                found.append("it does not say how it was told")
            wrong += [f"{recording.id} to {wire}: {what}"[:500] for what in found]
    assert wrong == []


@pytest.mark.parametrize("source", WIRES)
async def test_a_whole_reply_to_who_wanted_a_stream(small: Small, source: str) -> None:
    """The provider does not stream: its one reply counts."""
    wrong: list[str] = []
    for recording in good(source, "json"):
        if recording.body.lstrip().startswith(b"{"):
            came = await small.ask(source, recording, source, [recording.body], streamed=True)
            wrong += [f"{recording.id}: {what}"[:500] for what in differences(source, recording, came)]
    assert wrong == []


@pytest.mark.parametrize("source", WIRES)
async def test_an_error_costs_nothing(small: Small, source: str) -> None:
    """Its entry has the status that the caller is told, and why."""
    wrong: list[str] = []
    for recording in bad(source):
        for wire in (source, WIRES[WIRES.index(source) - 1]):
            streamed = recording.framing == "sse" or bool((recording.request or {}).get("stream"))
            came = await small.ask(wire, recording, source, [recording.body], streamed=streamed)
            entry = came.entry
            if not came.asked:  # it was refused here: then nobody is to be paid
                wrong += [f"{recording.id} to {wire}: an entry of what nobody was asked"] if entry is not None else []
            elif entry is None or (entry.status, entry.cost, entry.usage.total, entry.estimated) != (came.status, 0, 0, ""):
                wrong.append(f"{recording.id} to {wire}: {came.status} {entry}"[:500])
            elif entry.status < 400 or not entry.problem:
                wrong.append(f"{recording.id} to {wire}: {entry.status} {entry.problem}")
    assert wrong == []


async def test_an_answer_that_fails_on_its_way_counts_as_far_as_it_came(small: Small) -> None:
    """An error inside a reply that began with 200: the entry says which, and what came before it is a guess if it was anything."""
    wrong: list[str] = []
    for recording in recorded("openai_chat"):
        if recording.status == 200 and FAILED & recording.tags:
            came = await small.ask("openai_chat", recording, "openai_chat", [recording.body], streamed=recording.framing == "sse")
            entry = came.entry
            if entry is None or not entry.problem or entry.status < 400 or (entry.cost and not entry.estimated):
                wrong.append(f"{recording.id}: {came.status} {entry}"[:500])
    assert wrong == []


# A stream that its caller leaves: what has come, as a person would find it in the events.


def events(body: bytes) -> list[bytes]:
    """Each with the empty line behind it."""
    return [event for event in re.findall(rb".*?(?:\r?\n\r?\n|\r\r|$)", body, re.DOTALL) if event.strip()]


def told(source: str, body: bytes) -> Counted | None:
    """The last usage that was told so far."""
    last = None
    for frame in frames(body):
        usage = _usage(source, frame)
        last = READINGS[source].counted({"output_tokens": 0, **usage} if source == "anthropic" else usage) if usage else last
    return last


def _usage(source: str, frame: JsonObject) -> JsonObject | None:
    match source:
        case "openai_chat":
            return frame.get("usage") or (frame.get("x_groq") or {}).get("usage")
        case "gemini":
            return frame.get("usageMetadata")
        case "anthropic":
            return frame["message"]["usage"] if frame["type"] == "message_start" else None
        case _:
            return (frame.get("response") or {}).get("usage")


def words(source: str, body: bytes) -> int:
    """Bytes of the answer so far: its text, its thoughts, and what it calls with what."""
    match source:
        case "anthropic":
            deltas = [frame.get("delta") or {} for frame in frames(body)]
            return sum(_size(delta.get(name)) for delta in deltas for name in ("text", "thinking", "partial_json"))
        case "openai_responses":
            return sum(_size(frame.get("delta")) for frame in frames(body) if frame["type"].endswith(".delta"))
        case _:
            reading = READINGS[source].read(body)
            called = [call.arguments if isinstance(call.arguments, str) else _short(call.arguments) for call in reading.calls]
            said = (reading.text, reading.refusal, reading.thoughts, *called, *(call.name for call in reading.calls))
            return sum(map(_size, said))


def _size(text: object) -> int:
    return len(text.encode()) if isinstance(text, str) else 0


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def left(source: str, recording: Recording, came: list[bytes], entry: Entry | None) -> Iterator[str]:
    """What is not as it should be about the entry of a stream whose caller left after these events."""
    if entry is None:
        yield "there is no entry"
        return
    if (entry.status, entry.problem) != (499, "caller_left"):
        yield f"status {entry.status} {entry.problem}"
    heard = b"".join(came)
    known = told(source, heard) or Counted()
    if not entry.estimated:  # the end had come, only its mark had not
        if (
            not entry.finish
            or (counted(entry).prompt, counted(entry).completion) < (known.prompt, known.completion)
            or not known.completion
        ):
            yield f"it is no guess: {entry.usage}, but {known} was told"
        return
    if entry.estimated != "caller_left" or cost(counted(entry)) != entry.cost:
        yield f"a guess: {entry.estimated} {entry.usage} {entry.cost}"
    used = counted(entry)
    if (known.prompt and used.prompt != known.prompt) or not used.prompt or used.completion < known.completion:
        yield f"less than was told: {used} {known}"
    sent = max(words(source, heard) / BYTES, known.completion)
    if not SOUNDS & recording.tags and abs(used.completion - sent) > 16 + sent / 4:
        yield f"{used.completion} tokens, where there were about {sent:.0f}"


@pytest.mark.parametrize("source", WIRES)
async def test_a_caller_who_leaves_is_billed_for_what_came(small: Small, source: str) -> None:
    """Early, in the middle, late: never less than was told, and near what went out."""
    wrong, guesses = list[str](), 0
    for recording in good(source, "sse"):
        whole = events(recording.body)
        for wire, share in ((source, 0.0), (source, 0.5), (source, 1.0), (WIRES[WIRES.index(source) - 1], 0.7)):
            came = whole[: min(max(2, round(len(whole) * share)), len(whole) - 2)]
            if came:
                entry = (await small.ask(wire, recording, source, came, streamed=True, leaves=True)).entry
                guesses += bool(entry is not None and entry.estimated)
                wrong += [f"{recording.id} to {wire} after {len(came)}: {what}"[:400] for what in left(source, recording, came, entry)]
    assert wrong == []
    assert guesses > len(good(source, "sse"))


@pytest.mark.parametrize("source", WIRES)
async def test_a_caller_who_leaves_before_anything_came(small: Small, source: str) -> None:
    """The provider has the question, and nobody knows what it makes of it: the question is guessed."""
    wrong: list[str] = []
    for recording in [*good(source, "sse")[:20], *good(source, "json")[:20]]:
        entry = (await small.ask(source, recording, source, [], streamed=recording.framing == "sse", leaves=True)).entry
        if entry is None or (entry.status, entry.estimated, entry.usage.completion) != (499, "caller_left", 0):
            wrong.append(f"{recording.id}: {entry}"[:400])
        elif not entry.usage.prompt or cost(structs.replace(counted(entry))) != entry.cost:
            wrong.append(f"{recording.id}: {entry.usage} {entry.cost}")
    assert wrong == []
