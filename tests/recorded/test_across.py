"""Every recorded exchange of the OpenAI wire by the canonical road: read into events and written again, as between two wires."""

from __future__ import annotations

import json
from dataclasses import replace as other
from typing import Any

import pytest
from msgspec.structs import replace

from config.snapshot import Model, Price, Provider, Target
from proxy.call import Call, Facts
from proxy.edge.writing import stream, whole, write_problem
from proxy.stages.exchange import AskTarget
from tests.canned import CannedAnswer, CannedExchange, Clock, canned, cut
from tests.frames import dechunked
from tests.made import OPENAI_CHAT, call, provider
from tests.recordings import ABSENT, Recording, recordings
from tests.visits import Notebook, visit
from translators import TRANSLATORS
from translators.canonical import Kind, Problem, Usage

ALL = recordings("openai.chat")
NEAR_WIRES = {"groq": "groq", "mistral": "mistral"}
CODES = {kind.word for kind in Kind}
BAD = {"stream_error", "error_in_200"}
pytestmark = pytest.mark.skipif(not ALL, reason=ABSENT)


# A small reading of its own, of what was sent and of what arrived: what a person would find in the bytes.


def frames_of(body: bytes) -> list[dict[str, Any]]:
    """The frames of a stream, or the one reply."""
    if body.lstrip()[:1] in (b"{", b"["):
        return [json.loads(body)]
    found = [line[5:].strip() for line in body.splitlines() if line.startswith(b"data:")]
    return [json.loads(data) for data in found if data and data != b"[DONE]"]


def flat(content: Any) -> tuple[str, str]:
    """Text, and thoughts among it (Mistral)."""
    if isinstance(content, dict):  # Cloudflare
        return json.dumps(content, ensure_ascii=False), ""
    parts: list[Any] = content if isinstance(content, list) else [{"type": "text", "text": content or ""}]
    thoughts = [piece["text"] for part in parts if part["type"] == "thinking" for piece in part["thinking"]]
    return "".join(part["text"] or "" for part in parts if part["type"] == "text"), "".join(thoughts)


def thought(said: dict[str, Any]) -> str:
    """Wherever its server puts it."""
    details = "".join(one.get("text") or one.get("summary") or "" for one in said.get("reasoning_details") or ())
    return str(said.get("reasoning_content") or said.get("reasoning") or details)


class Reading:
    """What the first answer says."""

    def __init__(self, body: bytes) -> None:
        self.text = self.thoughts = self.refusal = self.sound = ""
        self.reason: str | None = None
        self.usage: dict[str, Any] = {}
        self.calls: list[list[str]] = []
        self._last: dict[Any, list[str]] = {}
        self._ids: dict[Any, str] = {}
        said = "message" if body.lstrip().startswith(b"{") else "delta"  # Perplexity has both
        for frame in frames_of(body):
            self.usage = frame.get("usage") or (frame.get("x_groq") or {}).get("usage") or self.usage
            for choice in (frame.get("choices") or ())[:1]:
                if choice.get("index", 0) == 0:
                    self._hear(choice.get(said) or {})
                    self.reason = choice.get("finish_reason") or self.reason

    def _hear(self, said: dict[str, Any]) -> None:
        text, thoughts = flat(said.get("content"))
        self.text += text
        self.thoughts += thoughts + thought(said)
        self.refusal += said.get("refusal") or ""
        self.sound += (said.get("audio") or {}).get("data") or ""
        for place, one in enumerate(said.get("tool_calls") or ()):
            index, id = one.get("index", place), one.get("id") or ""
            if index not in self._last or (id and id != self._ids[index]):
                self._last[index], self._ids[index] = ["", ""], id
                self.calls.append(self._last[index])
            self._last[index][0] += one["function"].get("name") or ""
            self._last[index][1] += one["function"].get("arguments") or ""
        old = said.get("function_call") or {}
        if any(old.values()):  # Snowflake has an empty one in every reply
            self.calls.append([old.get("name") or "", old.get("arguments") or ""])

    def __str__(self) -> str:
        """What must be the same at both ends."""
        reason = {"function_call": "function_call", None: "tool_calls" if self.calls else "stop"}.get(self.reason, self.reason)
        legal = reason if reason in ("stop", "length", "tool_calls", "content_filter", "function_call") else "stop"
        return repr((self.text, self.thoughts, self.refusal, self.sound, self.calls, legal))


class Arrived:
    """What came to the caller by one road."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.exchange: CannedExchange | None = None
        self.status, self.body = 0, b""
        self.events = True  # it was read into events, not passed

    async def by(self, recording: Recording, house: Provider) -> Arrived:
        asked = asking(recording, house)
        self.facts = asked.facts
        answer = CannedAnswer(*cut(recording.body, recording.id), status=recording.status, headers=recording.headers)
        self.exchange = canned(answer)
        line = Notebook()
        coming = visit(line, "POST", "/v1/chat/completions")
        try:
            reply = await AskTarget({"http": self.exchange}, Clock())(asked)
            try:
                await (stream if asked.facts.streamed else whole)(coming, asked, reply)
            finally:
                await reply.close()
        except Problem as problem:
            write_problem(coming, asked, problem)
        head, _, body = line.written.partition(b"\r\n\r\n")
        self.status, self.body = int(head.split()[1]), dechunked(body) if b"transfer-encoding" in head else body
        assert answer.closed
        return self


def asking(recording: Recording, house: Provider) -> Call:
    body = json.dumps({**recording.request, "model": recording.id}).encode()
    asked, envelope = call(body=body), OPENAI_CHAT.peek_request(body)
    asked.facts.streamed = envelope.stream
    return replace(asked, body=body, envelope=envelope, targets=(Target(house, envelope.model, f"house/{envelope.model}"),))


def house(recording: Recording, wire: str | None) -> Provider:
    """Where the recording was made; every model has a price."""
    translator = TRANSLATORS[NEAR_WIRES.get(recording.provider, "openai_chat")]
    model = Model(
        provider="house", name=recording.id, price=Price({"input": 3000, "cache_read": 1000, "output": 7000, "reasoning": 11_000})
    )
    made = provider(models=(), translator=other(translator, wire=wire or translator.wire))
    return replace(made, models={recording.id: model})


def adds_up(usage: Usage | None, raw: dict[str, Any]) -> bool:
    """The totals of the usage are the provider's own, or there was none."""
    if usage is None or not raw:
        return usage is None and not raw
    prompt, completion, total = (raw.get(name) or 0 for name in ("prompt_tokens", "completion_tokens", "total_tokens"))
    return usage.total in (prompt + completion, total) or usage.completion > completion  # thoughts that no total has (Vercel)


@pytest.mark.parametrize("kind", ["whole", "stream", "error"])
async def test_what_was_said_arrives_by_the_canonical_road(kind: str) -> None:
    """Text, thoughts, calls, refusals, sound, reasons and usage; and the facts are those of bytes that pass untouched."""
    wrong: list[str] = []
    for recording in ALL:
        failed = recording.status != 200 or bool(BAD & recording.tags)
        if kind == ("error" if failed else "stream" if recording.framing == "sse" else "whole"):
            across = await Arrived().by(recording, house(recording, "elsewhere"))
            passed = await Arrived().by(recording, house(recording, None))
            check = failures if failed else differences
            wrong += [f"{recording.id}: {what}"[:700] for what in check(recording, across, passed)]
    assert wrong == []


def differences(recording: Recording, across: Arrived, passed: Arrived) -> list[str]:
    """What is not as it should be about a good reply."""
    if (across.status, passed.status) != (200, 200):
        return [f"status {across.status}, {passed.status}: {across.body[:200]!r} {passed.body[:200]!r}"]
    sent, got = Reading(recording.body), Reading(across.body)
    found = [f"{got} is not {sent}"] if str(sent) != str(got) else []
    facts, plain = across.facts, passed.facts
    if (facts.usage, facts.cost, facts.target) != (plain.usage, plain.cost, replace(plain.target, provider=facts.target.provider)):  # type: ignore[union-attr, type-var]  # both have been asked
        found.append(f"other facts: {facts.usage} {facts.cost} is not {plain.usage} {plain.cost}")
    if facts.reason != plain.reason:
        found.append(f"another reason: {facts.reason} is not {plain.reason}")
    if not adds_up(facts.usage, sent.usage):
        found.append(f"{facts.usage} is not {sent.usage}")
    if recording.framing == "sse":
        asked = (recording.request.get("stream_options") or {}).get("include_usage")
        if not across.body.endswith(b"data: [DONE]\n\n") or not passed.body.rstrip().endswith(b"[DONE]"):
            found.append("no end mark")
        if asked and got.usage != sent.usage:
            found.append(f"the caller's usage {got.usage} is not {sent.usage}")
    elif got.usage != sent.usage:
        found.append(f"the caller's usage {got.usage} is not {sent.usage}")
    elif passed.body != recording.body:
        found.append("passed otherwise than it came")
    return found


def failures(recording: Recording, across: Arrived, passed: Arrived) -> list[str]:
    """What is not as it should be about a failed one: one status by both roads, and an error in our words at the end."""
    if across.status != passed.status or (recording.status != 200 and across.status < 400):
        return [f"status {recording.status} became {across.status} and {passed.status}"]
    last, same = frames_of(across.body)[-1], frames_of(passed.body)[-1]
    if "error" not in last or "error" not in same or b"[DONE]" in across.body + passed.body:
        return [f"no error: {last} {same}"]
    error, passes = last["error"], across.body == recording.body  # a refused request is told in the provider's own words
    return [] if error["message"] and (passes or error["code"] in CODES) else [f"not in our words: {error}"]


async def test_what_is_asked_is_asked_again() -> None:
    """Every field of the request is in what is written; usage is always asked for."""
    wrong: list[str] = []
    for recording in ALL:
        arrived = await Arrived().by(recording, house(recording, "elsewhere"))
        assert arrived.exchange is not None
        (ask,) = arrived.exchange.asks
        wire = json.loads(ask.body)
        missing = {name for name, value in recording.request.items() if value is not None and name not in wire}
        if missing:
            wrong.append(f"{recording.id}: {missing} missing")
        if recording.provider == "mistral":  # it always tells its usage, and refuses to be asked for it
            continue
        if recording.request.get("stream") and (wire.get("stream_options") or {}).get("include_usage") is not True:
            wrong.append(f"{recording.id}: usage is not asked for")
    assert wrong == []
