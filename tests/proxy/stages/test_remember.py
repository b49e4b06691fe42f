"""Is it a turn of a conversation that is kept here?"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace

from config.schema import File
from config.schema.duration import Duration
from config.snapshot import Target
from proxy.call import Call, Reply
from proxy.exchange.single import Single
from proxy.stages.remember import Remember
from proxy.stores.memory.shelf import MemoryShelf
from proxy.stores.responses.archive import Archive
from tests.canned import Clock
from tests.made import OPENAI_CHAT, call, key, provider, snapshot
from tests.responses import HELLO, response, said, thought
from tests.shelves import Counted, Down
from translators import TRANSLATORS
from translators.canonical import Batch, ChatResponse, Choice, Kind, Problem, Text
from translators.canonical.fold import fold, unfold

RESPONSES = TRANSLATORS["openai_responses"]
FAR = ChatResponse(id="chatcmpl-1", model="m", choices=(Choice(parts=(Text("hi"),), reason="stop"),), wire="openai_chat")
MORE = {"type": "message", "role": "user", "content": "and?"}


@dataclass
class World:
    """One stage, and what stands behind it."""

    shelf: Any = field(default_factory=lambda: MemoryShelf(Clock()))
    reached: list[Call] = field(default_factory=list)

    async def ask(
        self, answer: Any, *, at: str = "house", wire: str = "openai_responses", name: str = "ci", keep: float = 60.0, **fields: Any
    ) -> Any:
        """One turn: the answer as its caller has it."""

        async def next(call: Call) -> Reply:
            self.reached.append(call)
            batch = Batch(list(unfold(answer))) if isinstance(answer, ChatResponse) else Batch(None, json.dumps(answer).encode())
            return Reply(call.targets[0], Single(batch), nothing)

        file = File()
        wires = file.wires.model_copy(update={"keep_responses": Duration(keep)})
        body = json.dumps({"model": "fast", "input": "hello", **fields}).encode()
        target = Target(provider(at, translator=TRANSLATORS[wire]), "small", f"{at}/small")
        asked = call(replace(snapshot(), file=file.model_copy(update={"wires": wires})), caller=key(name=name))
        asked = replace(asked, translator=RESPONSES, body=body, envelope=RESPONSES.peek_request(body), targets=(target,))
        reply = await Remember(Archive(self.shelf))(asked, next)
        (batch,) = [batch async for batch in reply.batches]
        if batch.wire_bytes is not None:
            return json.loads(batch.wire_bytes)
        return RESPONSES.write_response(fold(batch.events or ()))

    @property
    def body(self) -> Any:
        """What the stage has passed on last."""
        return json.loads(self.reached[-1].body)


async def nothing() -> None:
    """To be closed."""


@pytest.fixture
def world() -> World:
    """A new one."""
    return World()


async def test_other_wires_pass_by(world: World) -> None:
    """At the cost of one comparison."""
    asked, reply = call(), Reply(Target(provider(), "m", "house/m"), Single(Batch(None, b"x")), nothing)

    async def next(passed: Call) -> Reply:
        assert passed is asked
        return reply

    assert asked.translator is OPENAI_CHAT
    assert await Remember(Archive(world.shelf))(asked, next) is reply


async def test_who_has_kept_it_is_told_only_its_name(world: World) -> None:
    """The request passes untouched, also from a later turn."""
    await world.ask(response("resp_1", store=True))
    await world.ask(response("resp_2", store=True), previous_response_id="resp_1", input="and?")
    assert world.body == {"model": "fast", "input": "and?", "previous_response_id": "resp_1"}
    await world.ask(response("resp_3", store=True), previous_response_id="resp_2")
    assert world.body["previous_response_id"] == "resp_2"


async def test_who_has_not_is_told_all_of_it(world: World) -> None:
    """Another provider, another wire, or one that keeps nothing. Instructions of before are not carried over."""
    await world.ask(response("resp_a", thought(), said("one"), store=True), instructions="Be brief.")
    await world.ask(FAR, wire="openai_chat", previous_response_id="resp_a", input=[MORE], temperature=0)
    assert world.body == {"model": "fast", "input": [HELLO, thought(), said("one"), MORE], "temperature": 0}
    await world.ask(response("resp_3", store=True), at="other", previous_response_id="resp_a")
    assert world.body["input"] == [HELLO, {"type": "message", "role": "assistant", "content": "one"}, HELLO]
    await world.ask(response("resp_4", store=False), previous_response_id="resp_a")
    await world.ask(response("resp_5", store=False), previous_response_id="resp_4", input=[])
    assert world.body["input"] == [HELLO, thought(), said("one"), HELLO, said("hi")]


async def test_a_reply_of_another_wire_has_the_name_of_its_call(world: World) -> None:
    """By which it is found, and gone on from, by whomever."""
    told = await world.ask(FAR, wire="openai_chat")
    assert told["id"] == "resp_1"
    await world.ask(FAR, wire="openai_chat", previous_response_id="resp_1", input=[MORE])
    assert [item.get("content") for item in world.body["input"]] == ["hello", told["output"][0]["content"], "and?"]


@pytest.mark.parametrize("wire", ["openai_responses", "openai_chat"])
async def test_store_false_never_writes_anything(wire: str) -> None:
    """Nor does a configuration that keeps nothing. The reply is the same."""
    world = World(Counted())
    answer = FAR if wire == "openai_chat" else response("resp_1", store=False)
    assert (await world.ask(answer, wire=wire, store=False))["id"] == (await world.ask(answer, wire=wire, keep=0.0))["id"] == "resp_1"
    assert (world.shelf.trips, len(world.shelf)) == (0, 0)


@pytest.mark.parametrize(
    "asked", [{"previous_response_id": "resp_no"}, {"previous_response_id": "resp_1", "name": "other"}, {"previous_response_id": ""}]
)
async def test_what_is_not_there_is_refused_in_the_words_of_openai(world: World, asked: dict[str, Any]) -> None:
    """Never kept, or not for this key. Nobody is asked."""
    await world.ask(response("resp_1", store=True))
    with pytest.raises(Problem) as refused:
        await world.ask(FAR, **asked)
    error = RESPONSES.write_problem(refused.value)["error"]
    id = asked["previous_response_id"]
    assert (refused.value.status, error["message"]) == (400, f"Previous response with id '{id}' not found.")
    assert (error["type"], error["param"], error["code"]) == (
        "invalid_request_error",
        "previous_response_id",
        "previous_response_not_found",
    )
    assert len(world.reached) == 1


async def test_where_nothing_is_kept_it_is_the_providers_own_business(world: World) -> None:
    """Or nobody's."""
    await world.ask(response("resp_2"), keep=0.0, previous_response_id="resp_1")
    assert world.body["previous_response_id"] == "resp_1"
    with pytest.raises(Problem, match="no responses are kept here"):
        await world.ask(FAR, wire="openai_chat", keep=0.0, previous_response_id="resp_1")


@pytest.mark.parametrize("asked", [{"background": True}, {"conversation": "conv_1"}, {"conversation": {"id": "conv_1"}}])
async def test_what_only_the_providers_of_this_wire_do_is_refused_by_name(world: World, asked: dict[str, Any]) -> None:
    """Across wires; on its own it passes."""
    with pytest.raises(Problem) as refused:
        await world.ask(FAR, wire="openai_chat", **asked)
    assert (refused.value.kind, refused.value.param) == (Kind.UNSUPPORTED, next(iter(asked)))
    await world.ask(response("resp_1"), **asked)
    assert world.body == {"model": "fast", "input": "hello", **asked}
    await world.ask(FAR, wire="openai_chat", background=False, conversation=None)


async def test_what_still_runs_only_its_provider_can_go_on_from(world: World) -> None:
    """Nobody else knows what it will say."""
    await world.ask({**response("resp_1", store=True), "status": "queued", "output": []}, background=True)
    await world.ask(response("resp_2", store=True), previous_response_id="resp_1")
    assert world.body["previous_response_id"] == "resp_1"
    with pytest.raises(Problem, match="runs in the background"):
        await world.ask(FAR, wire="openai_chat", previous_response_id="resp_1")


async def test_without_its_store_an_answer_is_given_all_the_same() -> None:
    """Only what needs what is in it is refused, as something that passes."""
    world = World(Down())
    assert (await world.ask(response("resp_1")))["id"] == "resp_1"
    with pytest.raises(Problem) as refused:
        await world.ask(response("resp_2"), previous_response_id="resp_1")
    assert refused.value.kind is Kind.STORE_DOWN
