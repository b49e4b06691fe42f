"""A thought as the providers of each wire have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from proxy.mock.answers import reason, reason_sealed
from proxy.mock.thinking import ANTHROPIC, ANYTHING, GEMINI, RESPONSES, THOUGHT, own
from tests.asked import asked, tool
from translators.canonical import ChatRequest, Message, Part, Problem, Reasoning, Text, Thinking, ToolCall, ToolResult

ON, OFF = Thinking(effort="high", budget=2000), (Thinking(effort="none"), Thinking(budget=0))
SIGNING = [ANTHROPIC, GEMINI, RESPONSES]


def asking(wire: str, *more: Message, **fields: Any) -> ChatRequest:
    """For a tool, and what became of it."""
    begins = Message("user", (Text('call look {"at": "the sky"}'),))
    return asked(begins, *more, wire=wire, tools=(tool("look", at={"type": "string"}),), **{"thinking": ON, **fields})


def answered(wire: str, *, sealed: bool = False, **fields: Any) -> tuple[Part, ...]:
    """What it says first."""
    return (reason_sealed if sealed else reason)(asking(wire, **fields), "1", 0)


def again(wire: str, said: Sequence[Part], **fields: Any) -> tuple[Part, ...]:
    """What it says to the tool's answer, behind a turn made of this."""
    return reason(asking(wire, *turned(wire, said), **fields), "2", 0)


def turned(wire: str, said: Sequence[Part], *, named: bool = True) -> tuple[Message, Message]:
    """A turn of the model, as the wire tells it when it comes back, and what the tool answered."""
    call = next(part for part in said if isinstance(part, ToolCall))
    item = {"type": "function_call", "call_id": call.id, **({"id": "fc_1"} if named else {})}
    form = {"items": [item]} if wire == RESPONSES else {}
    return Message("assistant", tuple(said), form=form), Message("tool", (ToolResult(call.id, (Text("blue"),)),))


def test_unsigned_it_is_what_it_always_was() -> None:
    """On OpenAI's chat wire nobody signs."""
    assert reason(asked("hello"), "1", 0) == (Reasoning(THOUGHT, place="reasoning_content"), Text("hello"))


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("wire", SIGNING)
def test_a_loop_with_its_thoughts_goes_on(wire: str, sealed: bool) -> None:
    """Signed by the wire's own, the same for the same question."""
    said = answered(wire, sealed=sealed)
    assert said == answered(wire, sealed=sealed)
    signed = [part for part in said if getattr(part, "signature", None) or getattr(part, "redacted", None)]
    assert [getattr(part, "signer", wire) for part in signed] == [wire]
    assert own(wire) in next(part.id for part in said if isinstance(part, ToolCall))
    assert again(wire, said)[-1:] == (Text("blue", signature=getattr(again(wire, said)[-1], "signature", None)),)


@pytest.mark.parametrize("wire", SIGNING)
def test_nobody_may_read_a_sealed_thought(wire: str) -> None:
    """Nor one whose words are not wanted."""
    for said in (answered(wire, sealed=True), answered(wire, thinking=Thinking(effort="high", shown=False))):
        assert THOUGHT not in [part.text for part in said if isinstance(part, Reasoning)]


@pytest.mark.parametrize("wire", SIGNING)
@pytest.mark.parametrize("off", OFF)
def test_it_can_be_told_not_to_think(wire: str, off: Thinking) -> None:
    """Then nothing is signed, and nothing wanted back."""
    said = answered(wire, thinking=off)
    assert [type(part) for part in said] == [ToolCall]
    assert again(wire, said, thinking=off)[-1] == Text("blue")


def without(said: Sequence[Part]) -> list[Part]:
    """Its thoughts lost."""
    return [replace(part, signature=None) if isinstance(part, ToolCall) else part for part in said if not isinstance(part, Reasoning)]


def spoilt(said: Sequence[Part]) -> list[Part]:
    """One letter of each signature changed."""
    return [
        replace(part, signature="x" + part.signature[1:]) if isinstance(part, Reasoning | ToolCall) and part.signature else part
        for part in said
    ]


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        (ANTHROPIC, "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`"),
        (GEMINI, "Function call is missing a thought_signature in functionCall parts"),
        (RESPONSES, "was provided without its required 'reasoning' item"),
    ],
)
def test_a_loop_that_lost_its_thoughts_is_refused(wire: str, words: str) -> None:
    """In the provider's own words."""
    with pytest.raises(Problem, match=words):
        again(wire, without(answered(wire)))


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        (ANTHROPIC, "messages.1.content.0: Invalid `signature` in `thinking` block"),
        (GEMINI, "Corrupted thought signature"),
        (RESPONSES, "The encrypted content could not be verified"),
    ],
)
def test_a_loop_whose_thoughts_were_changed_is_refused(wire: str, words: str) -> None:
    """By one letter."""
    with pytest.raises(Problem, match=words):
        again(wire, spoilt(answered(wire)))


def test_the_words_of_a_signed_thought_must_not_change_either() -> None:
    """Nor a sealed one, nor be another's."""
    thought, *rest = answered(ANTHROPIC)
    assert isinstance(thought, Reasoning)
    sealed, *_ = answered(ANTHROPIC, sealed=True)
    assert isinstance(sealed, Reasoning)
    for changed in (
        replace(thought, text="I had rather not."),
        replace(thought, signer=GEMINI),
        replace(sealed, redacted=f"x{sealed.redacted}"),
    ):
        with pytest.raises(Problem, match="Invalid"):
            again(ANTHROPIC, [changed, *rest])


def test_thoughts_of_turns_before_a_person_spoke_are_not_missed() -> None:
    """Only those of the loop that is going on."""
    for wire in SIGNING:
        said = without(answered(wire))
        call = next(part for part in said if isinstance(part, ToolCall))
        turns = Message("assistant", tuple(said)), Message("user", (ToolResult(call.id, (Text("blue"),)),))
        assert reason(asking(wire, *turns, Message("user", (Text("thanks"),))), "2", 0)[-1].text == "thanks"  # type: ignore[union-attr]  # it is a text  # an echo is text


def test_a_loop_begun_without_thinking_goes_on_where_the_provider_lets_it() -> None:
    """Anthropic's asks only while thinking is on; Google takes a word instead of a signature for calls of others."""
    plain = ToolCall("toolu_1", "look", "{}")
    assert again(ANTHROPIC, [plain], thinking=None)
    assert again(RESPONSES, [plain])
    for word in ANYTHING:
        assert again(GEMINI, [replace(plain, signature=word)])
        with pytest.raises(Problem, match="Corrupted"):
            again(GEMINI, [replace(plain, id=f"call_{own(GEMINI)}1", signature=word)])


@pytest.mark.parametrize("there", SIGNING)
@pytest.mark.parametrize("here", ["openai_chat", *SIGNING])
def test_a_loop_may_go_on_elsewhere(here: str, there: str) -> None:
    """Calls of another wire's models need no thought of this one's; Anthropic's does not think with a budget in such a loop."""
    said = without(answered(here))
    budget = None if there == ANTHROPIC else 2000
    if here == there:
        return
    assert again(there, said, thinking=Thinking(effort="high", budget=budget))[-1].text == "blue"  # type: ignore[union-attr]  # an echo is text


def test_who_may_think_by_itself_need_not_have_thought() -> None:
    """Anthropic's adaptive thinking; with a budget the last turn must have begun with a thought, and its own before it."""
    plain = turned(ANTHROPIC, [ToolCall("toolu_1", "look", "{}")])
    own_turn = turned(ANTHROPIC, answered(ANTHROPIC))
    assert reason(asking(ANTHROPIC, *plain, thinking=Thinking(effort="high")), "2", 0)
    assert reason(asking(ANTHROPIC, *plain, *own_turn), "2", 0)
    lost = turned(ANTHROPIC, without(answered(ANTHROPIC)))
    for turns in ((*own_turn, *plain), (*lost, *own_turn)):
        with pytest.raises(Problem, match="Expected `thinking`"):
            reason(asking(ANTHROPIC, *turns), "2", 0)


def test_a_call_without_its_name_is_like_any_others() -> None:
    """OpenAI knows an item by its id, and forgets what it does not find."""
    said = without(answered(RESPONSES))
    assert reason(asking(RESPONSES, *turned(RESPONSES, said, named=False)), "2", 0)[-1] == Text("blue")


def test_google_signs_the_first_of_several_calls() -> None:
    """However its arguments are spaced when they come back, and in whichever alphabet the signature."""
    first, second = reason(
        asked("call look and call look", wire=GEMINI, tools=(tool("look", at={"type": "string"}),), thinking=Thinking(shown=False)), "1", 0
    )
    assert isinstance(first, ToolCall)
    assert isinstance(second, ToolCall)
    assert (first.signature is not None, second.signature) == (True, None)
    spelled = first.signature.replace("+", "-").replace("/", "_") if first.signature else ""
    assert again(GEMINI, [replace(first, arguments=first.arguments.replace(" ", ""), signature=spelled), second])
