"""Where what was signed waits for the next turn of a conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from config.schema import File
from config.schema.duration import Duration
from proxy.call import Call
from proxy.exchange.single import Single
from proxy.stores.memory.shelf import MemoryShelf
from proxy.stores.shelf import Owner
from proxy.stores.thoughts.stash import Stash
from tests.canned import Clock
from tests.made import call, key, snapshot
from tests.shelves import Counted, Down
from translators.canonical import Batch, ChatRequest, ChatResponse, Choice, Message, PartEnd, Reasoning, Text, ToolCall
from translators.canonical.fold import unfold

SIGNED, CALL = Reasoning("Let me see.", signature="sig", signer="anthropic"), ToolCall("t1", "look", "{}")
ANSWER = ChatResponse(id="r", model="m", choices=(Choice(parts=(SIGNED, Text("So."), CALL), reason="tool_calls"),))
ASKED = ChatRequest(model="m", messages=(Message("assistant", (CALL,)),))
WHOLE = ChatRequest(model="m", messages=(Message("assistant", (SIGNED, CALL)),))


def calling(name: str = "ci", keep: float = 3600.0) -> Call:
    file = File()
    wires = file.wires.model_copy(update={"keep_reasoning": Duration(keep)})
    return call(replace(snapshot(), file=file.model_copy(update={"wires": wires})), caller=key(name=name))


async def tell(stash: Stash, asked: Call, answer: ChatResponse = ANSWER) -> list[Batch]:
    """A reply goes by, whole."""
    return [batch async for batch in stash.noting(asked, "anthropic", "house", Single(Batch(list(unfold(answer)))))]


async def asked_again(stash: Stash, asked: Call) -> ChatRequest:
    """The next turn."""
    return await stash.recalled(asked, ASKED, "anthropic", "house")


async def test_what_one_call_loses_the_next_one_finds() -> None:
    """The batches pass unchanged."""
    stash = Stash(MemoryShelf(Clock()))
    assert await tell(stash, calling()) == [Batch(list(unfold(ANSWER)))]
    assert await asked_again(stash, calling()) == WHOLE


async def test_nobody_finds_the_thoughts_of_another_key() -> None:
    """Though a model may give two callers the same id."""
    stash = Stash(MemoryShelf(Clock()))
    await tell(stash, calling())
    assert await asked_again(stash, calling("other")) is ASKED


async def test_they_are_kept_as_long_as_the_configuration_says() -> None:
    """Not at all, if it says nought."""
    clock = Clock()
    stash = Stash(shelf := MemoryShelf(clock))
    await tell(stash, calling(keep=0.0))
    assert len(shelf) == 0
    await tell(stash, calling(keep=60.0))
    assert await asked_again(stash, calling(keep=0.0)) is ASKED
    clock.now += 59
    assert await asked_again(stash, calling()) == WHOLE
    clock.now += 1
    assert await asked_again(stash, calling()) is ASKED


async def test_it_is_kept_before_the_caller_is_told() -> None:
    """He may ask again the moment he has the call."""
    stash = Stash(MemoryShelf(Clock()))

    async def one_by_one() -> AsyncIterator[Batch]:
        for event in unfold(ANSWER):
            yield Batch([event])

    async for batch in stash.noting(calling(), "anthropic", "house", one_by_one()):
        if any(isinstance(event, PartEnd) and event.index == 2 for event in batch.events or ()):
            assert await asked_again(stash, calling()) == WHOLE
            return
    pytest.fail("the call never ended")


async def test_without_its_shelf_a_call_goes_on() -> None:
    """As if nothing had been kept."""
    stash = Stash(Down())
    assert len(await tell(stash, calling())) == 1
    assert await asked_again(stash, calling()) is ASKED


QUESTION = Message("user", (Text("Is it?"),))
SAID = Message("assistant", (Text("Yes."),))


async def told(stash: Stash, asked: Call, wire: str = "gemini", *, before: Message = QUESTION) -> Message:
    """An answer with signed words, and what comes of it in the next turn of a caller who sends back the words alone."""
    first, then = ChatRequest(model="m", messages=(before,)), ChatRequest(model="m", messages=(QUESTION, SAID, QUESTION))
    answer = ChatResponse(id="r", model="m", choices=(Choice(parts=(Text("Yes.", signature="t"),), reason="stop"),))
    batches = Single(Batch(list(unfold(answer))))
    _ = [batch async for batch in stash.noting(asked, wire, "house", batches, stash.question(asked, first, wire))]
    return (await stash.recalled(asked, then, wire, "house")).messages[1]


async def test_signed_words_are_signed_again() -> None:
    """Of the same key, as an answer to the same question, where words are signed at all."""
    assert await told(Stash(MemoryShelf(Clock())), calling()) == Message("assistant", (Text("Yes.", signature="t"),))
    assert await told(Stash(MemoryShelf(Clock())), calling(), before=Message("user", (Text("Was it?"),))) == SAID
    assert await told(Stash(MemoryShelf(Clock())), calling(), "anthropic") == SAID
    assert await told(Stash(MemoryShelf(Clock())), calling(keep=0.0)) == SAID


async def test_nobody_finds_the_words_of_another_key() -> None:
    """Though the same was asked and answered."""
    stash = Stash(MemoryShelf(Clock()))
    await told(stash, calling())
    then = ChatRequest(model="m", messages=(QUESTION, SAID, QUESTION))
    assert await stash.recalled(calling("other"), then, "gemini", "house") is then


async def test_what_is_not_understood_is_not_found() -> None:
    """Another version may have kept it."""
    stash = Stash(shelf := MemoryShelf(Clock()))
    await shelf.put(Owner("thoughts", "ci"), {"t1": b"\xffwhatever"}, 60)
    assert await asked_again(stash, calling()) is ASKED


async def test_where_there_is_nothing_to_keep_nobody_is_asked() -> None:
    """An answer without a tool call, a question without one: no round trip."""
    stash = Stash(shelf := Counted())
    await tell(stash, calling(), ChatResponse(id="r", model="m", choices=(Choice(parts=(SIGNED, Text("So.")), reason="stop"),)))
    await stash.recalled(calling(), ChatRequest(model="m", messages=(Message("user", (Text("x"),)),)), "anthropic", "house")
    unsigned = ChatResponse(id="r", model="m", choices=(Choice(parts=(Text("So."),), reason="stop"),))
    _ = [batch async for batch in stash.noting(calling(), "gemini", "house", Single(Batch(list(unfold(unsigned)))), b"question")]
    await stash.recalled(calling(), ChatRequest(model="m", messages=(QUESTION, SAID, QUESTION)), "anthropic", "house")
    assert shelf.trips == 0
    await tell(stash, calling())
    assert shelf.trips == 1
