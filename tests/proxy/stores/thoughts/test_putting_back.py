"""From a question, and what was kept of the answers in it, to the question as its provider must see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.stores.thoughts.gathering import Gathering
from proxy.stores.thoughts.kept import Kept, decode
from proxy.stores.thoughts.putting_back import MOST, called, put_back
from translators.canonical import ChatRequest, ChatResponse, Choice, Message, Part, Reasoning, Refusal, Text, ToolCall, ToolResult
from translators.canonical.fold import unfold

ASKED = Message("user", (Text("What is the weather?"),))
RESULT = Message("tool", (ToolResult("t1", (Text("rain"),)),))
SIGNED = Reasoning("Let me see.", signature="sig", signer="anthropic")
SECOND = Reasoning("And then?", signature="gis", signer="anthropic")
SEALED = Reasoning("", redacted="blob", signer="anthropic")
CALL, OTHER = ToolCall("t1", "look", '{"a":1}'), ToolCall("t2", "look", "{}")
HANDED = ToolCall("t1", "look", '{"a":1}', signature="g")


def question(*parts: Part) -> ChatRequest:
    return ChatRequest(model="m", messages=(ASKED, Message("assistant", parts), RESULT), wire="openai_chat")


def answered(*parts: Part, wire: str = "anthropic") -> dict[str, Kept]:
    """What is kept of this answer."""
    found = Gathering(wire, "house").see(unfold(ChatResponse(id="r", model="m", choices=(Choice(parts=parts, reason="tool_calls"),))))
    return {id: kept for id, data in found.items() if (kept := decode(data)) is not None}


def back(said: tuple[Part, ...], answer: tuple[Part, ...], *, wire: str = "anthropic", provider: str = "house") -> tuple[Part, ...]:
    """What the model said, as the provider of the answer sees it again."""
    return put_back(question(*said), answered(*answer, wire=wire), wire, provider).messages[1].parts


# What was answered; what the caller sends of it; what the provider gets.
LOST: list[tuple[str, tuple[Part, ...], tuple[Part, ...], tuple[Part, ...]]] = [
    ("a thought", (SIGNED, CALL), (CALL,), (SIGNED, CALL)),
    ("a thought before words", (SIGNED, Text("So."), CALL), (Text("So."), CALL), (SIGNED, Text("So."), CALL)),
    ("a sealed thought", (SIGNED, SEALED, CALL), (CALL,), (SIGNED, SEALED, CALL)),
    ("thoughts between calls", (SIGNED, CALL, SECOND, OTHER), (CALL, OTHER), (SIGNED, CALL, SECOND, OTHER)),
    (
        "words a chat client has made one",
        (SIGNED, Text("One. "), SECOND, Text("Two."), CALL),
        (Text("One. Two."), CALL),
        (SIGNED, Text("One. "), SECOND, Text("Two."), CALL),
    ),
    (
        "words between calls",
        (SIGNED, Text("One."), CALL, SECOND, Text("Two."), OTHER),
        (Text("One.Two."), CALL, OTHER),
        (SIGNED, Text("One."), CALL, SECOND, Text("Two."), OTHER),
    ),
    ("words that were changed", (SIGNED, Text("One."), SECOND, CALL), (Text("Another"), CALL), (SIGNED, SECOND, Text("Another"), CALL)),
    ("words that were dropped", (SIGNED, Text("One."), CALL, SECOND, OTHER), (CALL, OTHER), (SIGNED, CALL, SECOND, OTHER)),
    ("an unsigned copy", (SIGNED, CALL), (Reasoning("Let me see.", place="reasoning_content"), CALL), (SIGNED, CALL)),
    (
        "one copy of two",
        (SIGNED, SECOND, Text("So."), CALL),
        (Reasoning("Let me see.And then?"), Text("So."), CALL),
        (SIGNED, SECOND, Text("So."), CALL),
    ),
    ("only one of two", (SIGNED, SECOND, CALL), (SECOND, CALL), (SIGNED, SECOND, CALL)),
    (
        "another's thought",
        (SIGNED, CALL),
        (Reasoning("x", signature="y", signer="gemini"), CALL),
        (SIGNED, Reasoning("x", signature="y", signer="gemini"), CALL),
    ),
    ("a call left out", (SIGNED, CALL, SECOND, OTHER), (OTHER,), (SECOND, OTHER)),
    ("a refusal beside it", (SIGNED, CALL), (Refusal("no"), CALL), (SIGNED, Refusal("no"), CALL)),
    ("what stood behind", (SIGNED, CALL, SECOND), (CALL,), (SIGNED, CALL, SECOND)),
]


@pytest.mark.parametrize(("answer", "said", "seen"), [case[1:] for case in LOST], ids=[case[0] for case in LOST])
def test_what_was_lost_stands_where_it_stood(answer: tuple[Part, ...], said: tuple[Part, ...], seen: tuple[Part, ...]) -> None:
    """Signed thoughts come back unchanged, once, and never behind their call."""
    assert back(said, answer) == seen


@pytest.mark.parametrize(
    "said", [(SIGNED, CALL), (SIGNED, Text("x"), CALL), (Text("x"), SIGNED, CALL), (OTHER,), (), (Text("x"),)], ids=repr
)
def test_where_nothing_is_lost_nothing_is_changed(said: tuple[Part, ...]) -> None:
    """Not even the request object."""
    asked = question(*said)
    assert put_back(asked, answered(SIGNED, CALL), "anthropic", "house") is asked


def test_a_signed_call_gets_its_signature_back() -> None:
    """Not over one that it has; and unsigned thoughts beside it are left alone."""
    assert back((CALL, OTHER), (HANDED, OTHER), wire="gemini") == (HANDED, OTHER)
    assert back((Reasoning("hm"), CALL), (HANDED,), wire="gemini") == (Reasoning("hm"), HANDED)
    mine = ToolCall("t1", "look", "{}", signature="mine")
    assert back((mine,), (HANDED,), wire="gemini") == (mine,)


def test_signed_words_get_their_signature_back() -> None:
    """Where they are as long as they were."""
    answer = (Text("So.", signature="w"), HANDED)
    assert back((Text("So."), CALL), answer, wire="gemini") == answer


@pytest.mark.parametrize(
    ("signer", "kept_on", "wire", "provider", "there"),
    [
        ("anthropic", "anthropic", "anthropic", "house", True),
        ("anthropic", "anthropic", "anthropic", "another", True),
        ("anthropic", "openai_chat", "openai_chat", "house", True),
        ("anthropic", "openai_chat", "anthropic", "another", True),
        ("anthropic", "anthropic", "gemini", "house", False),
        ("anthropic", "anthropic", "openai_chat", "house", False),
        ("gemini", "gemini", "gemini", "another", True),
        ("openai_responses", "openai_responses", "openai_responses", "house", True),
        ("openai_responses", "openai_responses", "openai_responses", "another", False),
    ],
)
def test_a_thought_goes_only_to_those_who_can_read_it(signer: str, kept_on: str, wire: str, provider: str, there: bool) -> None:
    """What is sealed for an account of OpenAI's only to that one. For the others the caller's copy stays."""
    signed, copy = Reasoning("x", signature="s", signer=signer), Reasoning("x")
    asked = question(copy, CALL)
    seen = put_back(asked, answered(signed, CALL, wire=kept_on), wire, provider).messages[1].parts
    assert seen == ((signed, CALL) if there else (copy, CALL))


def test_only_the_model_has_made_calls() -> None:
    """Each is named once; of very many only the newest."""
    asked = question(CALL, OTHER, CALL, ToolCall("", "old", "{}", "legacy"), ToolCall("x" * 257, "look", "{}"))
    assert called(asked) == ["t1", "t2"]
    many = question(*(ToolCall(f"{n}", "look", "{}") for n in range(MOST + 5)))
    assert called(many) == [f"{n}" for n in range(5, MOST + 5)]


PARTS = st.lists(
    st.one_of(
        st.text(max_size=5).map(Text),
        st.builds(
            lambda text, sig: Reasoning(text, signature=sig, signer="anthropic"),
            st.text(max_size=5),
            st.text("abc", min_size=1, max_size=3),
        ),
        st.builds(lambda name: ToolCall(name, "look", "{}"), st.sampled_from(["t1", "t2", "t3", "t4"])),
    ),
    max_size=8,
    unique_by=lambda part: part.id if isinstance(part, ToolCall) else object(),
).map(tuple)


@given(PARTS)
def test_whatever_was_answered_the_signed_thoughts_of_a_loop_come_back(answer: tuple[Part, ...]) -> None:
    """A chat client sends the words as one and the calls behind them; every thought is there again, in order, once."""
    calls = tuple(part for part in answer if isinstance(part, ToolCall))
    text = "".join(part.text for part in answer if isinstance(part, Text))
    said: tuple[Part, ...] = ((Text(text),) if text else ()) + calls
    seen = back(said, answer)
    if not calls:
        assert seen == said
        return
    assert [part for part in seen if isinstance(part, Reasoning)] == [part for part in answer if isinstance(part, Reasoning)]
    assert [part for part in seen if isinstance(part, ToolCall)] == list(calls)
    assert "".join(part.text for part in seen if isinstance(part, Text)) == text


def test_a_thought_that_stands_in_the_message_before_its_call_is_there() -> None:
    """Google's SDK keeps a streamed answer in pieces, each of them a message."""
    pieces = (Message("assistant", (SIGNED,)), Message("assistant", (Text("So."),)), Message("assistant", (CALL,)))
    asked = ChatRequest(model="m", messages=(ASKED, *pieces, RESULT), wire="gemini")
    assert put_back(asked, answered(SIGNED, Text("So."), CALL), "anthropic", "house") is asked
