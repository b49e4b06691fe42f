"""How many tokens a question has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.asked import asked, tool
from translators.canonical import Problem
from translators.gemini.counting import STUDIO, VERTEX
from translators.translator import Envelope

CONTENTS = [{"role": "user", "parts": [{"text": "hi"}]}]
INSIDE = {"generateContentRequest": {"model": "models/x", "contents": CONTENTS, "systemInstruction": {"parts": [{"text": "brief"}]}}}
FIELDS = {"contents": CONTENTS, "systemInstruction": {"parts": [{"text": "brief"}]}, "toolConfig": {}}
ENVELOPE = Envelope(model="m")


def encoded(wire: Any) -> bytes:
    return json.dumps(wire).encode()


@pytest.mark.parametrize("wire", [{"contents": CONTENTS}, INSIDE, FIELDS, {"generate_content_request": INSIDE["generateContentRequest"]}])
def test_both_ways_of_asking_are_let_in_and_read(wire: dict[str, Any]) -> None:
    assert STUDIO.peek_request(encoded(wire)).model == ""
    assert STUDIO.read_request(wire).messages[-1].parts[0].text == "hi"  # type: ignore[union-attr]  # it is a text


def test_what_is_no_question_is_refused() -> None:
    with pytest.raises(Problem, match="contents"):
        STUDIO.peek_request(b'{"generateContentRequest":{}}')


def test_ai_studio_is_asked_with_the_question_inside() -> None:
    assert json.loads(STUDIO.forward_request(encoded({"contents": CONTENTS}), ENVELOPE, "m")) == {"contents": CONTENTS}
    sent = json.loads(STUDIO.forward_request(encoded(INSIDE), ENVELOPE, "m"))
    assert sent["generateContentRequest"]["model"] == "models/m"
    assert json.loads(STUDIO.forward_request(encoded(FIELDS), ENVELOPE, "m"))["generateContentRequest"] == {**FIELDS, "model": "models/m"}


def test_vertex_ai_is_asked_with_its_fields() -> None:
    for wire in (INSIDE, FIELDS):
        sent = json.loads(VERTEX.forward_request(encoded(wire), ENVELOPE, "m"))
        assert sent == {"contents": CONTENTS, "systemInstruction": {"parts": [{"text": "brief"}]}}


def test_a_question_of_another_wire_is_counted_with_its_tools() -> None:
    request = asked("hi", model="gemini-2.5-flash", tools=(tool("f", a={"type": "string"}),), user="me", wire="x")
    wire, dropped = STUDIO.write_request(request)
    assert wire["generateContentRequest"].keys() == {"contents", "tools", "model"}
    assert dropped == ("user",)
    assert VERTEX.write_request(request)[0].keys() == {"contents", "tools"}


def test_the_count_is_read_and_written() -> None:
    assert STUDIO.path("models/m") == "/models/m:countTokens"
    assert STUDIO.read_count(STUDIO.write_count(7)) == 7
    for odd in ({}, {"totalTokens": "7"}, {"totalTokens": True}):
        with pytest.raises(Problem):
            STUDIO.read_count(odd)
