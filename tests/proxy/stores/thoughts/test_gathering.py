"""From the events of a reply to what is to be kept of it."""

from __future__ import annotations

from collections.abc import Mapping

from proxy.stores.thoughts.gathering import Gathering
from proxy.stores.thoughts.kept import Kept, Thought, Words, decode
from proxy.stores.thoughts.naming import name_of
from translators.canonical import (
    NOTHING,
    ChatResponse,
    Choice,
    ChoiceEnd,
    Event,
    Finish,
    Part,
    PartDelta,
    PartEnd,
    PartNote,
    PartStart,
    Reasoning,
    Start,
    Text,
    ToolCall,
)
from translators.canonical.fold import unfold

SIGNED = Reasoning("Let me see.", signature="sig", signer="anthropic")
SEALED = Reasoning("", redacted="blob", signer="anthropic")
CALL, OTHER = ToolCall("t1", "look", "{}"), ToolCall("t2", "look", "{}")


def kept(*parts: Part, more: tuple[Part, ...] | None = None) -> dict[str, Kept]:
    """Of a whole reply with these parts, and perhaps a second answer."""
    choices = tuple(Choice(parts=each, reason="tool_calls") for each in (parts, more) if each is not None)
    return decoded(Gathering("anthropic", "house").see(unfold(ChatResponse(id="r", model="m", choices=choices))))


def decoded(found: Mapping[str, bytes]) -> dict[str, Kept]:
    return {id: each for id, data in found.items() if (each := decode(data)) is not None}


def one(before: tuple[Thought | Words, ...] = (), signature: str | None = None, after: tuple[Thought | Words, ...] = ()) -> Kept:
    return Kept("anthropic", "house", before, signature, after)


SIGNED_KEPT, SEALED_KEPT = Thought("Let me see.", "anthropic", "sig"), Thought("", "anthropic", None, "blob")


def test_thoughts_are_kept_under_the_call_they_stood_before() -> None:
    """In their order, with the length of the words among them."""
    assert kept(SIGNED, SEALED, Text("I will look."), CALL) == {"t1": one((SIGNED_KEPT, SEALED_KEPT, Words(12)))}


def test_each_call_has_what_stood_between_it_and_the_one_before() -> None:
    """And the last one what stood behind it."""
    found = kept(SIGNED, CALL, SEALED, Text("So."), OTHER, Text("!", signature="t"))
    (words,) = found.keys() - {"t1", "t2"}
    assert found.pop(words) == one((Words(3), Words(1, "t")))
    assert found == {"t1": one((SIGNED_KEPT,)), "t2": one((SEALED_KEPT, Words(3)), None, (Words(1, "t"),))}


def test_a_signature_of_a_call_is_kept_with_it() -> None:
    """Of parallel calls, Gemini signs the first; the others need nothing."""
    assert kept(Text("So."), ToolCall("t1", "look", "{}", signature="g"), OTHER) == {"t1": one((Words(3),), "g")}


def test_what_is_not_signed_is_not_kept() -> None:
    """Neither is an answer without a tool call, nor a call without a name to find it by."""
    assert kept(Reasoning("hm"), Text("So."), CALL) == {}
    assert kept(SIGNED, Text("So.")) == {}
    assert kept(SIGNED, ToolCall("", "look", "{}", "legacy")) == {}
    assert kept(SIGNED, ToolCall("x" * 257, "look", "{}")) == {}


def test_signed_words_are_kept_by_what_they_are() -> None:
    """An answer without a tool call has no id to find it by. Only how long each text was is kept of them."""
    answer = (SIGNED, Text("So "), Text("it is.", signature="t"), Text("", signature="u"))
    assert kept(*answer) == {name_of(b"", "So it is."): one((Words(3), Words(6, "t"), Words(0, "u")))}
    assert kept(Text("", signature="t")) == {}


def test_a_signature_behind_the_words_is_theirs() -> None:
    """In streams it comes when all is said; of thoughts and calls it is not one of words."""
    late: list[Event] = [PartStart(0, Text("")), PartDelta(0, "Yes."), PartNote(0, {"signature": "t"}), PartEnd(0), ChoiceEnd("stop")]
    assert decoded(Gathering("gemini", "house", b"question").see(late)) == {
        name_of(b"question", "Yes."): Kept("gemini", "house", (Words(4, "t"),))
    }
    thought: list[Event] = [PartStart(0, Reasoning("hm")), PartNote(0, {"signature": "t"}), PartStart(1, Text("Yes.")), ChoiceEnd("stop")]
    assert Gathering("gemini", "house").see(thought) == {}


def test_several_answers_do_not_mix() -> None:
    """Each has its own thoughts."""
    assert kept(SIGNED, CALL, more=(SEALED, OTHER)) == {"t1": one((SIGNED_KEPT,)), "t2": one((SEALED_KEPT,))}


def streamed(*parts: Part) -> list[Event]:
    return list(unfold(ChatResponse(id="r", model="m", choices=(Choice(parts=parts, reason="tool_calls"),))))


def test_a_stream_keeps_the_same_however_it_is_cut() -> None:
    """Event by event, or all at once."""
    events = streamed(SIGNED, Text("I will."), CALL, SEALED, OTHER)
    gathering, found = Gathering("anthropic", "house"), dict[str, bytes]()
    for event in events:
        found |= gathering.see([event])
    assert found == Gathering("anthropic", "house").see(events)


def test_it_is_kept_when_the_call_ends_not_later() -> None:
    """A caller may leave as soon as he knows what to do. What is told twice is kept once."""
    gathering = Gathering("anthropic", "house")
    for event in streamed(SIGNED, CALL):
        found = decoded(gathering.see([event]))
        assert found == ({"t1": one((SIGNED_KEPT,))} if isinstance(event, PartEnd) and event.index == 1 else {})


def test_a_signature_that_comes_late_is_kept_too() -> None:
    """In the end, if need be."""
    gathering = Gathering("anthropic", "house")
    first = gathering.see([Start("r", "m"), PartStart(0, Reasoning("", signer="anthropic")), PartDelta(0, "Let me "), PartStart(1, CALL)])
    assert (first, gathering.see([PartDelta(0, "see."), PartEnd(1)])) == ({}, {})
    end: list[Event] = [
        PartNote(0, {"signature": "si"}),
        PartNote(0, {"signature": "g"}),
        PartEnd(0),
        ChoiceEnd("tool_calls"),
        Finish("tool_calls", NOTHING),
    ]
    assert decoded(gathering.see(end)) == {"t1": one((SIGNED_KEPT,))}


def test_events_of_parts_nobody_began_are_passed_over() -> None:
    """It only looks: a reply is not broken by it."""
    assert (
        Gathering("anthropic", "house").see([PartDelta(0, "x"), PartEnd(1), ChoiceEnd("stop"), PartStart(0, Text("")), PartDelta(9, "x")])
        == {}
    )
