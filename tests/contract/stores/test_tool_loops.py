"""A tool loop with thinking on, by a chat client that sends back nothing but content and tool_calls."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from msgspec.structs import replace as also

from config.snapshot import Target
from proxy.call import Call
from proxy.edge.writing import stream, whole
from proxy.stages.exchange import AskTarget
from proxy.stores.shelf import Shelf
from proxy.stores.thoughts.stash import Stash
from tests.canned import CannedAnswer, Clock, canned
from tests.frames import dechunked, read
from tests.made import OPENAI_CHAT, call, key, provider
from tests.visits import Notebook, visit
from translators.canonical import ChatRequest, ChatResponse, Choice, Event, Part, Reasoning, Text, ToolCall, Usage
from translators.canonical.fold import unfold
from translators.translator import Sight, Translator, Wire

FIRST = (
    Reasoning("I must look.", signature="c2ln+/==", signer="anthropic"),
    Reasoning("", redacted="b64\n", signer="anthropic"),
    Text("I will look. "),
    Reasoning("Twice.", signature="dHdpY2U=", signer="anthropic"),
    Text("And again."),
    ToolCall("toolu_1", "look", '{"at": 1}'),
    ToolCall("toolu_2", "look", '{"at":2}'),
)
SECOND = (Reasoning("Once more.", signature="bW9yZQ==", signer="anthropic"), ToolCall("toolu_3", "look", "{}"))
TOLD = Usage(input=1, output=1)


@dataclass
class Far:
    """A provider whose wire is nobody's: it says canonical answers by number, and notes the questions it is asked."""

    asked: list[ChatRequest] = field(default_factory=list)

    @property
    def translator(self) -> Translator:
        """It is called as Anthropic's is, since it signs thoughts so."""
        return replace(
            OPENAI_CHAT,
            wire="anthropic",
            write_request=self.write_request,
            read_response=lambda wire: answer(wire["n"]),
            glance_response=lambda _: Sight(content=True, reason="tool_calls", ended=1),
            stream_reader=Reader,
            glance_frame=lambda data: (
                Sight(content=True, reason="tool_calls", ended=1, done=True) if b"last" in data else Sight(content=True)
            ),
        )

    def write_request(self, request: ChatRequest) -> tuple[Wire, tuple[str, ...]]:
        """Noted."""
        self.asked.append(request)
        return {"model": request.model}, ()


class Reader:
    """Each frame is one event of the answer that it names."""

    def __init__(self) -> None:
        self._rest: Iterable[Event] = ()

    def more(self, _: Wire) -> None:
        """Every frame is fed."""

    def feed(self, wire: Wire) -> Iterable[Event]:
        """The event; the last frame has none."""
        return [] if "last" in wire else [list(unfold(answer(wire["n"])))[wire["event"]]]

    def done(self) -> None:
        """The frame that says so has nothing else in it."""

    def finish(self) -> Iterable[Event]:
        """Told already."""
        return ()


def answer(number: int) -> ChatResponse:
    """The answers in their order."""
    return ChatResponse(id="r", model="m", choices=(Choice(parts=(FIRST, SECOND)[number], reason="tool_calls"),), usage=TOLD)


def frames(number: int) -> bytes:
    """The same as a stream."""
    count = len(list(unfold(answer(number))))
    return b"".join(b"data: %b\n\n" % json.dumps({"n": number, "event": at}).encode() for at in range(count)) + b'data: {"last": 1}\n\n'


def asking(far: Far, messages: list[dict[str, Any]], *, streamed: bool, name: str = "ci") -> Call:
    """One turn of the loop."""
    body = json.dumps({"model": "fast", "messages": messages, "stream": streamed}).encode()
    asked = call(body=body, caller=key(name=name))
    asked.facts.streamed = streamed
    target = Target(provider(translator=far.translator), "small", "house/small")
    return also(asked, body=body, envelope=OPENAI_CHAT.peek_request(body), targets=(target,))


async def turn(far: Far, shelf: Shelf, messages: list[dict[str, Any]], number: int, *, streamed: bool, name: str = "ci") -> dict[str, Any]:
    """What a plain chat client keeps of the answer."""
    can = CannedAnswer(frames(number) if streamed else json.dumps({"n": number}).encode())
    asked, line = asking(far, messages, streamed=streamed, name=name), Notebook()
    reply = await AskTarget({"http": canned(can)}, Clock(), Stash(shelf))(asked)
    await (stream if streamed else whole)(visit(line), asked, reply)
    await reply.close()
    body = line.written.partition(b"\r\n\r\n")[2]
    if not streamed:
        message = json.loads(body)["choices"][0]["message"]
        return {"role": "assistant", "content": message.get("content"), "tool_calls": message["tool_calls"]}
    deltas = [frame["choices"][0]["delta"] for frame in read(dechunked(body)) if isinstance(frame, dict) and frame["choices"]]
    calls: dict[int, dict[str, Any]] = {}
    for delta in deltas:
        for piece in delta.get("tool_calls", ()):
            made = calls.setdefault(piece["index"], {"id": piece.get("id"), "type": "function", "function": {"name": "", "arguments": ""}})
            for part, text in piece.get("function", {}).items():
                made["function"][part] += text or ""
    return {
        "role": "assistant",
        "content": "".join(delta.get("content") or "" for delta in deltas) or None,
        "tool_calls": [*calls.values()],
    }


def results(said: dict[str, Any]) -> list[dict[str, Any]]:
    """The tools answer."""
    return [{"role": "tool", "tool_call_id": made["id"], "content": "seen"} for made in said["tool_calls"]]


def parts(request: ChatRequest) -> list[tuple[Part, ...]]:
    """What the provider gets of what the model has said."""
    return [message.parts for message in request.messages if message.role == "assistant"]


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "stream"])
async def test_signed_thoughts_come_back_byte_for_byte(shelf: Shelf, streamed: bool) -> None:
    """Turn after turn, in the order they were thought in, though the client never knew of them."""
    far, history = Far(), [{"role": "user", "content": "Look!"}]
    for number in (0, 1):
        said = await turn(far, shelf, history, number, streamed=streamed)
        assert set(said) == {"role", "content", "tool_calls"}
        history += [said, *results(said)]
    await turn(far, shelf, history, 1, streamed=streamed)
    assert parts(far.asked[-1]) == [FIRST, SECOND]


async def test_another_key_does_not_get_them(shelf: Shelf) -> None:
    """Not even with the same history."""
    far, history = Far(), [{"role": "user", "content": "Look!"}]
    said = await turn(far, shelf, history, 0, streamed=False)
    await turn(far, shelf, [*history, said, *results(said)], 1, streamed=False, name="other")
    assert not any(isinstance(part, Reasoning) for part in parts(far.asked[-1])[0])
