"""Blocks of a stream, one after another, as parts."""

from __future__ import annotations

from typing import Any

import pytest

from translators.anthropic.blocks import Answer, begin, close, more
from translators.canonical import ChatResponse, Event, Finish, Part, PartStart, Reasoning, Start, Text, ToolCall, Unknown, Usage
from translators.canonical.fold import fold

Deltas = list[dict[str, Any]]


def parts(*blocks: tuple[dict[str, Any], Deltas]) -> tuple[Part, ...]:
    """The parts that these blocks become."""
    answer = Answer()
    events: list[Event] = [Start("", "")]
    for number, (block, deltas) in enumerate(blocks):
        events += begin(answer, number, block)
        for delta in deltas:
            events += more(answer, number, delta)
        events += close(answer, number)
    reply: ChatResponse = fold([*events, Finish("stop", Usage())])
    return reply.choices[0].parts if reply.choices else ()


def text(*words: str) -> tuple[dict[str, Any], Deltas]:
    """A block of words."""
    return {"type": "text", "text": ""}, [{"type": "text_delta", "text": word} for word in words]


def call(*pieces: str, name: str = "f", **fields: Any) -> tuple[dict[str, Any], Deltas]:
    """A block that calls."""
    begun = {"type": "tool_use", "id": "toolu_1", "name": name, "input": {}, **fields}
    return begun, [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]


def thought(signature: str, *words: str) -> tuple[dict[str, Any], Deltas]:
    """A block of thoughts, signed last."""
    deltas: Deltas = [{"type": "thinking_delta", "thinking": word} for word in words]
    return {"type": "thinking", "thinking": "", "signature": ""}, [*deltas, {"type": "signature_delta", "signature": signature}]


def test_words_thoughts_and_calls() -> None:
    """In their order; arguments stay the text the model wrote."""
    assert parts(thought("S==", "H", "m"), text("a", "", "b"), call("", '{"a"', ": 1}")) == (
        Reasoning("Hm", "S==", signer="anthropic"),
        Text("ab"),
        ToolCall("toolu_1", "f", '{"a": 1}'),
    )


def test_no_arguments_are_an_empty_object() -> None:
    """A client parses them."""
    assert parts(call("")) == (ToolCall("toolu_1", "f", "{}"),)
    assert parts(call()) == (ToolCall("toolu_1", "f", "{}"),)
    assert parts(call(input={"a": 1})) == (ToolCall("toolu_1", "f", '{"a":1}'),)
    assert parts(call('{"b":2}', input={"a": 1})) == (ToolCall("toolu_1", "f", '{"b":2}'),)


def test_thoughts_without_a_word_are_signed_all_the_same() -> None:
    """That is how newer models give them."""
    assert parts(thought("S==")) == (Reasoning("", "S==", signer="anthropic"),)
    assert parts(({"type": "redacted_thinking", "data": "D=="}, [])) == (Reasoning("", redacted="D==", signer="anthropic"),)
    assert parts(({"type": "thinking", "thinking": "H"}, [{"type": "thinking_delta", "thinking": "m"}])) == (Reasoning("Hm"),)


def test_what_the_gateway_sealed_is_opened() -> None:
    """A gateway behind a gateway."""
    assert parts(thought("mb1.openai_responses.r.D==", "In short")) == (Reasoning("In short", redacted="D==", signer="openai_responses"),)
    assert parts(thought("mb1.none.s.", "Hm")) == (Reasoning("Hm"),)
    assert parts(thought("mb1.gemini.s.A=="), call("{}")) == (ToolCall("toolu_1", "f", "{}", signature="A=="),)
    assert parts(text("a"), thought("mb1.gemini.s.:T=="), text("b")) == (Text("a", signature="T=="), Text("b"))
    assert parts(thought("mb1.gemini.s.:T==")) == (Text("", signature="T=="),)


def test_citations_are_told_when_the_text_is_whole() -> None:
    """They are of all of it."""
    found = {"type": "web_search_result_location", "url": "https://a.example", "title": "A"}
    begun = {"type": "text", "text": "", "citations": []}
    (part,) = parts((begun, [{"type": "citations_delta", "citation": found}, {"type": "text_delta", "text": "abc"}]))
    assert isinstance(part, Text)
    assert part.extra == {"citations": [found]}
    assert part.annotations[0]["url_citation"]["end_index"] == 3
    (part,) = parts((begun, [{"type": "text_delta", "text": "abc"}]))
    assert part == Text("abc", extra={"citations": []})


@pytest.mark.parametrize(
    ("pieces", "input"), [(("", '{"q": ', '"x"}'), {"q": "x"}), (("",), {}), ((), {}), (('{"q":',), {"input": '{"q":'})]
)
def test_a_block_nobody_knows_is_told_when_it_is_whole(pieces: tuple[str, ...], input: Any) -> None:
    """With the arguments that came for it."""
    begun, deltas = call(*pieces, type="server_tool_use")
    assert parts((begun, deltas)) == (Unknown("server_tool_use", {**begun, "input": input}),)


def test_a_summary_of_what_was_said_comes_as_a_delta_of_its_own() -> None:
    """Lost, the conversation could not go on from it."""
    begun = {"type": "compaction", "content": None}
    delta = {"type": "compaction_delta", "content": "In short", "encrypted_content": "E=="}
    whole = {"type": "compaction", "content": "In short", "encrypted_content": "E=="}
    assert parts((begun, [delta])) == (Unknown("compaction", whole),)


def test_a_hidden_answer_is_told_as_text() -> None:
    """However it is cut."""
    wrapped = '{"value": ["a", 1] }'
    assert parts(call(*wrapped, name="modelbridge_answer_value")) == (Text('["a", 1]'),)
    assert parts(call('{"a":', "1}", name="modelbridge_answer")) == (Text('{"a":1}'),)
    assert parts(call(name="modelbridge_answer_value", input={"value": 3})) == (Text("3"),)


def test_a_hidden_answer_is_told_as_such() -> None:
    """Whoever asked for it leaves out what stands beside it."""
    block, _ = call(name="modelbridge_answer")
    assert begin(Answer(), 0, block) == [PartStart(0, Text(""), answer=True)]
    assert begin(Answer(), 0, text()[0]) == [PartStart(0, Text(""))]


def test_what_says_nothing_is_nothing() -> None:
    """Deltas of no block, of no kind, of no word."""
    answer = Answer()
    assert more(answer, 3, {"type": "text_delta", "text": "x"}) == []
    assert close(answer, 3) == []
    begin(answer, 0, {"type": "text", "text": ""})
    assert more(answer, 0, {"type": "of next year"}) == []
