"""The OpenAI chat wire against every recorded exchange of it: what we read is what a small, independent reading finds."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec
import pytest

from tests.recordings import ABSENT, Recording, recordings
from translators.canonical import ChatResponse, Kind, Part, Problem, Reasoning, Text, ToolCall, Usage
from translators.canonical.fold import fold, unfold
from translators.framing.sse import Decoder
from translators.openai_chat import TRANSLATOR
from translators.openai_chat.check import check_request
from translators.translator import Envelope, Sight

ALL = recordings("openai.chat")
FAILED = {"stream_error", "error_in_200"}
WHOLE = [r for r in ALL if r.status == 200 and r.framing == "json" and not FAILED & r.tags]
STREAMS = [r for r in ALL if r.status == 200 and r.framing == "sse" and not FAILED & r.tags]
ERRORS = [r for r in ALL if r.status != 200]
BROKEN = [r for r in ALL if r.status == 200 and FAILED & r.tags]
ASKED = Envelope(model="m", stream=True, wants_usage=True)

pytestmark = pytest.mark.skipif(not ALL, reason=ABSENT)


# A small reading of its own: what a person would find in the bytes.


def lines(body: bytes) -> list[bytes]:
    """The data of a recorded stream; each of theirs is on one line."""
    return [line[5:].strip() for line in body.splitlines() if line.startswith(b"data:")]


def wires(body: bytes) -> list[dict[str, Any]]:
    """Its frames."""
    return [json.loads(line) for line in lines(body) if line != b"[DONE]"]


def words(frames: list[dict[str, Any]], stream: bool) -> tuple[str, str]:
    """The text, and the thoughts."""
    text, thoughts = "", ""
    for frame in frames:
        for choice in frame.get("choices") or ():
            said = (choice.get("delta") if stream else choice.get("message")) or {}
            content: Any = said.get("content")
            if isinstance(content, dict):
                content = json.dumps(content, ensure_ascii=False)
            for part in content if isinstance(content, list) else [{"type": "text", "text": content}]:
                if part["type"] == "text":
                    text += part["text"] or ""
                elif part["type"] == "thinking":
                    thoughts += "".join(piece["text"] for piece in part["thinking"])
            details = "".join(detail.get("text") or detail.get("summary") or "" for detail in said.get("reasoning_details") or ())
            thoughts += said.get("reasoning_content") or said.get("reasoning") or details
    return text, thoughts


def calls(frames: list[dict[str, Any]], stream: bool) -> list[tuple[str, str]]:
    """Names and arguments, by index and id."""
    found: dict[Any, list[str]] = {}
    last: dict[Any, Any] = {}
    for frame in frames:
        for choice in frame.get("choices") or ():
            said = (choice.get("delta") if stream else choice.get("message")) or {}
            for place, call in enumerate(said.get("tool_calls") or ()):
                index = call.get("index", place) if stream else place
                key = last[index] = (index, call["id"]) if call.get("id") else last.get(index, (index, None))
                entry = found.setdefault(key, ["", ""])
                entry[0] = entry[0] or call["function"].get("name") or ""
                entry[1] += call["function"].get("arguments") or ""
            old = said.get("function_call") or {}
            if old.get("name"):
                found["old"] = [old["name"], old["arguments"]]
    return [(name, arguments) for name, arguments in found.values()]


def finish(frames: list[dict[str, Any]]) -> str | None:
    """The last word for why the first answer ended."""
    said = [choice["finish_reason"] for frame in frames for choice in frame.get("choices") or () if choice.get("finish_reason")]
    return said[-1] if said else None


def tokens(frames: list[dict[str, Any]]) -> dict[str, Any]:
    """The last usage that says anything."""
    found = [frame.get("usage") or (frame.get("x_groq") or {}).get("usage") for frame in frames]
    return next((usage for usage in reversed(found) if usage), {})


def adds_up(usage: Usage, raw: dict[str, Any]) -> bool:
    """By its provider's arithmetic, whichever that is."""
    prompt, completion, total = (raw.get(name) or 0 for name in ("prompt_tokens", "completion_tokens", "total_tokens"))
    into, out = raw.get("prompt_tokens_details") or {}, raw.get("completion_tokens_details") or {}
    thought = out.get("reasoning_tokens") or raw.get("reasoning_tokens") or 0
    cached = into.get("cached_tokens") or next((raw[name] for name in CACHED if raw.get(name)), 0)
    apart = total - prompt - completion  # thoughts (xAI) or sound (Mistral) that only the total has
    if "prompt_audio_seconds" not in raw and apart != thought:
        apart = thought if thought > completion else 0
    return (usage.total, usage.cache_read, usage.reasoning) == (prompt + completion + apart, min(cached, prompt), thought)


CACHED = ("num_cached_tokens", "cached_tokens", "prompt_cache_hit_tokens")
WORDS = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
    "eos": "stop",
}


def wrong(reply: ChatResponse, frames: list[dict[str, Any]], stream: bool) -> list[str]:
    """Where our reading differs from the small one."""
    parts: list[Part] = [part for choice in reply.choices for part in choice.parts]
    called = calls(frames, stream)
    ours = (
        ("text", "".join(part.text for part in parts if isinstance(part, Text)), words(frames, stream)[0]),
        ("thoughts", "".join(part.text for part in parts if isinstance(part, Reasoning)), words(frames, stream)[1]),
        ("calls", [(part.name, part.arguments) for part in parts if isinstance(part, ToolCall)], called),
        ("reason", reply.choices[0].reason, WORDS.get(finish(frames) or "", "tool_calls" if called else "stop")),
        ("usage", adds_up(reply.usage, tokens(frames)), True),
    )
    return [f"{name}: {mine!r} is not {theirs!r}"[:500] for name, mine, theirs in ours if mine != theirs]


def events(body: bytes) -> ChatResponse:
    """A recorded stream, read and folded."""
    reader = TRANSLATOR.stream_reader()
    decoder = Decoder()
    found = []
    for frame in decoder.feed(body) + decoder.end():
        if frame.data == b"[DONE]":
            reader.done()
        elif frame.data is not None:
            found += list(reader.feed(json.loads(frame.data)))
    return fold([*found, *reader.finish()])


# Documented differences: what is written back otherwise than it came, and why.


def typed_calls(wire: dict[str, Any]) -> None:
    """A call or a tool without a type is of a function: Mistral leaves the word out, OpenAI's clients need it."""
    for choice in wire.get("choices", ()):
        for call in (choice.get("message") or {}).get("tool_calls") or ():
            call.setdefault("type", "function")
    for tool in wire.get("tools") or ():
        tool.setdefault("type", "function")


def no_delta(wire: dict[str, Any]) -> None:
    """Perplexity has an empty delta in each whole reply."""
    for choice in wire.get("choices", ()):
        choice.pop("delta", None)


def legal_reason(wire: dict[str, Any]) -> None:
    """Only a word of this wire leaves as the reason; a foreign one stands beside it."""
    for choice in wire["choices"]:
        word = choice["finish_reason"]
        if word not in WORDS or word == "eos":
            choice["finish_reason"] = "stop"
            if word:
                choice["native_finish_reason"] = word


def a_message(wire: dict[str, Any]) -> None:
    """Azure leaves it out when its filter ended the answer; clients need one."""
    for choice in wire["choices"]:
        choice.setdefault("message", {"role": "assistant"})


def named(wire: dict[str, Any]) -> None:
    """Some servers do not say what kind of object it is, or call the end of a stream so."""
    wire.setdefault("object", "chat.completion")


def asks_usage(wire: dict[str, Any]) -> None:
    """A stream is always asked for its usage."""
    if wire.get("stream"):
        wire["stream_options"] = {**(wire.get("stream_options") or {}), "include_usage": True}


REPLIES: list[Callable[[dict[str, Any]], None]] = [typed_calls, no_delta, legal_reason, a_message, named]
REQUESTS: list[Callable[[dict[str, Any]], None]] = [typed_calls, asks_usage]


def documented(wire: dict[str, Any], differences: list[Callable[[dict[str, Any]], None]]) -> dict[str, Any]:
    """The same, but for these."""
    wire = deepcopy(wire)
    for difference in differences:
        difference(wire)
    return wire


def asked(recording: Recording) -> dict[str, Any]:
    """The request. Azure's has the model in its path."""
    return {"model": "m", **recording.request}


def by_id(rows: list[Recording]) -> pytest.MarkDecorator:
    """One test for each."""
    return pytest.mark.parametrize("recording", rows, ids=lambda recording: recording.id)


@by_id(WHOLE)
def test_a_whole_reply_is_read_right(recording: Recording) -> None:
    """Text, thoughts, calls, reason and usage; at a glance too."""
    wire = json.loads(recording.body)
    assert wrong(TRANSLATOR.read_response(wire), [wire], stream=False) == []
    sight = TRANSLATOR.glance_response(recording.body)
    assert (sight.problem, sight.content, sight.ended) == (None, True, len(wire["choices"]))
    assert sight.reason == TRANSLATOR.read_response(wire).choices[0].reason
    assert adds_up(sight.usage or Usage(), tokens([wire]))


@by_id(WHOLE)
def test_a_whole_reply_is_written_as_it_came(recording: Recording) -> None:
    """Equal JSON, but for the documented differences; and so it is after being streamed through us."""
    wire = json.loads(recording.body)
    reply = TRANSLATOR.read_response(wire)
    assert TRANSLATOR.write_response(reply) == documented(wire, REPLIES)
    assert fold(unfold(reply)) == reply


@by_id(STREAMS)
def test_a_stream_is_read_right(recording: Recording) -> None:
    """Text, thoughts, calls, reason and usage."""
    assert wrong(events(recording.body), wires(recording.body), stream=True) == []


@by_id(STREAMS)
def test_a_stream_is_seen_right(recording: Recording) -> None:
    """Frame by frame, at a glance: greeting, content, end, usage."""
    sights: list[Sight] = [TRANSLATOR.glance_frame(line) for line in lines(recording.body)]
    assert [sight.problem for sight in sights if sight.problem] == []
    usage = next((sight.usage for sight in reversed(sights) if sight.usage), Usage())
    assert adds_up(usage, tokens(wires(recording.body)))
    said = [sight.reason for sight in sights if sight.reason]
    word = finish(wires(recording.body))
    assert said[-1:] == ([] if word is None else [WORDS[word]])
    assert said or sights[-1].done
    for sight, line in zip(sights, lines(recording.body), strict=True):
        if line != b"[DONE]":
            wire = json.loads(line)
            assert sight.usage_only == bool(not wire.get("choices") and wire.get("usage"))
            assert sight.content == any(any(words([{"choices": [choice]}], True)) or extra(choice) for choice in wire.get("choices", ()))


def extra(choice: dict[str, Any]) -> bool:
    """Does it say anything but words?"""
    delta = choice.get("delta") or {}
    fields = ("tool_calls", "function_call", "refusal", "audio", "images", "annotations", "reasoning_details", "executed_tools")
    return bool(choice.get("text")) or any(delta.get(field) for field in fields) or isinstance(delta.get("content"), list)


@by_id(STREAMS)
def test_a_stream_survives_being_written(recording: Recording) -> None:
    """Read, written, read again: the same reply, from its events as from its parts."""
    reply = events(recording.body)
    writer = TRANSLATOR.stream_writer(ASKED)
    stream = b"".join(data for event in unfold(reply) for data in writer.feed(event))
    assert events(stream) == reply


@by_id(STREAMS)
def test_a_stream_survives_any_cut(recording: Recording) -> None:
    """The frames are the same however the bytes arrive, and are all the bytes."""
    whole = Decoder()
    frames = whole.feed(recording.body)
    chance = random.Random(recording.id)
    decoder, pieces, rest = Decoder(), [], recording.body
    while rest:
        size = chance.choice([1, 2, 3, 10, 100, 1000, 5000])
        pieces += decoder.feed(rest[:size])
        rest = rest[size:]
    assert pieces == frames
    assert b"".join(frame.raw for frame in frames) + whole.rest() == recording.body
    assert [frame.data for frame in pieces + decoder.end() if frame.data] == lines(recording.body)


@by_id(STREAMS)
def test_a_stream_that_is_cut_is_never_an_end(recording: Recording) -> None:
    """Before its last word, it has not ended."""
    reader = TRANSLATOR.stream_reader()
    for wire in wires(recording.body):
        if any(choice.get("finish_reason") for choice in wire.get("choices") or ()):
            break
        reader.feed(wire)
    with pytest.raises(Problem) as caught:
        reader.finish()
    assert caught.value.kind is Kind.PROVIDER_CUT_OFF


@by_id(list(ALL))
def test_a_request_is_let_in_and_passed_on(recording: Recording) -> None:
    """Real callers are let in, by the quick look and by the slow; only the model changes, and a stream is asked for its usage."""
    wire = asked(recording)
    body = json.dumps(wire, separators=(",", ":"), ensure_ascii=False).encode()
    envelope = TRANSLATOR.peek_request(body)
    assert envelope == check_request(body)
    assert (envelope.stream, envelope.n) == (bool(wire.get("stream")), wire.get("n") or 1)
    before, after = (
        msgspec.json.decode(data, type=dict[str, msgspec.Raw]) for data in (body, TRANSLATOR.forward_request(body, envelope, "n"))
    )
    changed = {name for name in before | after if name not in before or bytes(before[name]) != bytes(after[name])}
    assert changed <= {"model", "stream_options"}
    assert json.loads(bytes(after["model"])) == "n"
    assert not wire.get("stream") or json.loads(bytes(after["stream_options"]))["include_usage"] is True


@by_id(list(ALL))
def test_a_request_is_written_as_it_came(recording: Recording) -> None:
    """Equal JSON, but for the documented differences; nothing is dropped on its own wire."""
    wire, dropped = TRANSLATOR.write_request(TRANSLATOR.read_request(asked(recording)))
    assert wire == documented(asked(recording), REQUESTS)
    assert dropped == ()


# What the recorded errors are; those that are not here are what their status says.
KINDS = {
    400: Kind.PROVIDER_REJECTED,
    401: Kind.PROVIDER_KEY_REFUSED,
    402: Kind.PROVIDER_OUT_OF_CREDIT,
    403: Kind.PROVIDER_KEY_REFUSED,
    404: Kind.PROVIDER_MODEL_MISSING,
    422: Kind.PROVIDER_REJECTED,
    429: Kind.PROVIDER_RATE_LIMITED,
    500: Kind.PROVIDER_FAILED,
}
OTHER_KINDS = {
    "deepseek-416b0574fb": Kind.PROVIDER_MODEL_MISSING,  # Model Not Exist
    "deepseek-8b7ba86853": Kind.CONTEXT_TOO_LONG,
    "llamacpp-5950669064": Kind.CONTEXT_TOO_LONG,  # with status 500
    "mistral-3732d52f09": Kind.PROVIDER_MODEL_MISSING,
    "openai-fbc430bde2": Kind.PROVIDER_MODEL_MISSING,
    "openrouter-8a359396a6": Kind.PROVIDER_MODEL_MISSING,
    "perplexity-d6582ceb41": Kind.PROVIDER_MODEL_MISSING,
    "xiaomi-2539197936": Kind.PROVIDER_MODEL_MISSING,
}


@by_id(ERRORS)
def test_an_error_is_of_the_right_kind(recording: Recording) -> None:
    """With words for the caller, and never as the caller's own 401."""
    problem = TRANSLATOR.read_problem(recording.status, recording.headers, recording.body)
    assert problem.kind is OTHER_KINDS.get(recording.id, KINDS[recording.status])
    assert problem.message
    assert problem.status not in (401, 403)
    assert problem.retry_after == (1.0 if recording.headers.get("retry-after") == "1" else None)
    if problem.wire_bytes is not None:
        assert json.loads(problem.wire_bytes)["error"]["message"]
        assert recording.status in (400, 404, 413, 422)


@by_id(BROKEN)
def test_an_error_behind_a_good_status_is_seen(recording: Recording) -> None:
    """In a whole reply, or in the frame it comes in."""
    if recording.framing == "json":
        sights = [TRANSLATOR.glance_response(recording.body)]
    else:
        sights = [TRANSLATOR.glance_frame(line) for line in lines(recording.body)]
    assert [sight.problem.kind for sight in sights if sight.problem] == [Kind.PROVIDER_REJECTED]
