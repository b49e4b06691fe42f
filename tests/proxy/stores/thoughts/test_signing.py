"""Signed words of earlier answers, signed again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.stores.thoughts.kept import Kept, Thought, Words
from proxy.stores.thoughts.signing import sign_again
from translators.canonical import ChatRequest, Message, Part, Reasoning, Text, ToolCall

CALL, HM = ToolCall("t1", "look", "{}"), Reasoning("hm")
NOTE = {"type": "url_citation"}


def signed(said: tuple[Part, ...], *bits: Thought | Words) -> tuple[Part, ...]:
    """What the model said, as its provider sees it again."""
    request = ChatRequest(model="m", messages=(Message("user", (Text("?"),)), Message("assistant", said)))
    asked, answer = sign_again(request, {1: Kept("gemini", "house", bits)}).messages
    assert asked is request.messages[0]
    return answer.parts


@pytest.mark.parametrize(
    ("said", "bits", "seen"),
    [
        ((Text("Yes."),), (Words(4, "t"),), (Text("Yes.", signature="t"),)),
        ((HM, Text("Yes."), CALL), (Words(4, "t"),), (HM, Text("Yes.", signature="t"), CALL)),
        ((Text("Yes."),), (Words(4), Words(0, "t")), (Text("Yes."), Text("", signature="t"))),
        ((Text("So it is."),), (Words(3, "s"), Words(6, "t")), (Text("So ", signature="s"), Text("it is.", signature="t"))),
        ((Text("So it is."),), (Words(3), Words(3, "t"), Words(3)), (Text("So "), Text("it ", signature="t"), Text("is."))),
        ((Text("So "), CALL, Text("it is.")), (Words(9, "t"),), (Text("So "), CALL, Text("it is.", signature="t"))),
        ((Text("Yes.", (NOTE,)),), (Words(4, "t"),), (Text("Yes.", (NOTE,), signature="t"),)),
        ((Text(""), Text("a")), (Words(1, "t"),), (Text(""), Text("a", signature="t"))),
        ((Text("a", signature="mine"),), (Words(1, "t"),), (Text("a", signature="mine"),)),
    ],
    ids=["words", "among others", "behind", "two as one", "one of three", "one as two", "with notes", "with nothing", "signed already"],
)  # fmt: skip
def test_words_have_their_signatures_where_they_were(said: tuple[Part, ...], bits: tuple[Words, ...], seen: tuple[Part, ...]) -> None:
    """However the client has cut or joined them; what it signed itself stays."""
    assert signed(said, *bits) == seen


def test_nothing_found_is_nothing_changed() -> None:
    """Not even the request object."""
    request = ChatRequest(model="m", messages=(Message("assistant", (Text("a"),)),))
    assert sign_again(request, {}) is request


TEXTS = st.lists(st.text(max_size=4), min_size=1, max_size=5)


@given(TEXTS, st.lists(st.tuples(st.integers(0, 6), st.none() | st.sampled_from("stu")), max_size=5))
def test_no_word_is_lost_or_moved(said: list[str], bits: list[tuple[int, str | None]]) -> None:
    """Whatever was kept; and each signature that fits is there, in order."""
    seen = signed(tuple(map(Text, said)), *(Words(length, mark) for length, mark in bits))
    assert "".join(part.text for part in seen if isinstance(part, Text)) == "".join(said)
    total, at, fitting = len("".join(said)), 0, []
    for length, mark in bits:
        at += length
        fitting += [mark] if mark and at <= total else []
    assert [part.signature for part in seen if isinstance(part, Text) and part.signature] == fitting
