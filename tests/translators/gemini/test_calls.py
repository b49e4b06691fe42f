"""Calls and results."""

from __future__ import annotations

from typing import Any

import pytest

from translators.canonical import Data, Document, Image, Text, ToolCall, ToolResult, Url
from translators.gemini.calls import arguments, made_up_id, read_call, read_result, write_call, write_result


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("", {}),
        (" ", {}),
        ('{"a":1}', {"a": 1}),
        ('{"a":', {"input": '{"a":'}),
        ("[1]", {"input": [1]}),
        ("free", {"input": "free"}),
        ('{"n":18446744073709551617}', {"n": 2**64 + 1}),
    ],
)
def test_arguments_are_an_object_whatever_they_were(text: str, args: dict[str, Any]) -> None:
    assert arguments(text) == args


def test_a_call_comes_back_as_it_was() -> None:
    wire = {"functionCall": {"name": "f", "args": {"a": [1, {"b": None}]}, "id": "x1", "new": 1}, "thoughtSignature": "sig", "more": 2}
    call = read_call(wire, "made")
    assert (call.id, call.arguments, call.signature) == ("x1", '{"a":[1,{"b":null}]}', "sig")
    assert write_call(call, own=True) == wire
    assert write_call(call, own=False) == {
        "functionCall": {"name": "f", "args": {"a": [1, {"b": None}]}, "id": "x1"},
        "thoughtSignature": "sig",
    }


def test_an_id_that_was_made_up_is_never_said() -> None:
    id = made_up_id("resp-1_é", 0, 2, {})
    assert id == "call_mb_resp1_0_2"
    assert "id" not in write_call(ToolCall(id, "f", "{}"), own=False)["functionCall"]
    assert "id" not in write_call(ToolCall("toolu_1", "f", "{}"), own=False, ids=False)["functionCall"]


def test_a_reply_without_a_name_gives_every_call_an_id_of_its_own() -> None:
    """Else what is kept of one call would be put back with another."""
    call = {"functionCall": {"name": "f", "args": {"a": 1}}, "thoughtSignature": "s"}
    others: list[dict[str, Any]] = [
        {**call, "functionCall": {"name": "g", "args": {"a": 1}}},
        {**call, "functionCall": {"name": "f", "args": {"a": 2}}},
        {**call, "thoughtSignature": "t"},
    ]
    ids = [made_up_id("", 0, 0, each) for each in (call, *others)]
    assert len({*ids, made_up_id("", 0, 1, call)}) == 5
    assert made_up_id("", 0, 0, dict(call)) == ids[0]
    assert all(id.startswith("call_mb_") and len(id) < 40 for id in ids)


@pytest.mark.parametrize(
    ("response", "text", "failed", "key"),
    [
        ({"result": "sunny"}, "sunny", None, "result"),
        ({"output": "sunny"}, "sunny", None, "output"),
        ({"error": "broken"}, "broken", True, ""),
        ({"result": 42}, '{"result":42}', None, ""),
        ({"result": '{"a":1}'}, '{"result":"{\\"a\\":1}"}', None, ""),
        ({"a": {"b": 1}}, '{"a":{"b":1}}', None, ""),
    ],
)
def test_what_a_function_said_is_words_or_json(response: dict[str, Any], text: str, failed: bool | None, key: str) -> None:
    wire = {"functionResponse": {"name": "f", "id": "1", "response": response}}
    result, spoken = read_result(wire, "made")
    assert (result.parts, result.failed, spoken) == ((Text(text),), failed, key)
    assert write_result(result, "f", own=True, key=spoken)[0] == wire


def test_a_result_from_elsewhere_is_an_object() -> None:
    assert write_result(ToolResult("1", (Text("a"), Text("b"))), "f", own=False)[0] == {
        "functionResponse": {"id": "1", "name": "f", "response": {"result": "a\nb"}}
    }
    assert write_result(ToolResult("1", (Text("no"),), failed=True), "f", own=False)[0]["functionResponse"]["response"] == {"error": "no"}
    assert write_result(ToolResult("1", (Text('{"a":1}'),)), "f", own=False)[0]["functionResponse"]["response"] == {"a": 1}
    assert write_result(ToolResult("1", (Text("{half"),)), "f", own=False)[0]["functionResponse"]["response"] == {"result": "{half"}
    assert write_result(ToolResult("1", ()), "f", own=False)[0]["functionResponse"]["response"] == {"result": ""}


def test_pictures_stand_inside_where_the_model_takes_them_else_after() -> None:
    drawn, page, linked = Image(Data("image/png", "AA")), Document(Data("application/pdf", "AA")), Image(Url("https://a.example/i.png"))
    result = ToolResult("1", (drawn, page, linked))
    wire, after = write_result(result, "f", own=False, inside=True)
    assert wire["functionResponse"]["parts"] == [
        {"inlineData": {"mimeType": "image/png", "data": "AA"}},
        {"inlineData": {"mimeType": "application/pdf", "data": "AA"}},
    ]
    assert after == [linked]
    wire, after = write_result(result, "f", own=False, inside=False)
    assert "parts" not in wire["functionResponse"]
    assert after == [drawn, page, linked]


def test_a_result_with_pictures_comes_back_as_it_was() -> None:
    wire = {
        "functionResponse": {
            "name": "f",
            "response": {"result": "see"},
            "parts": [{"inlineData": {"mimeType": "image/png", "data": "_9-A"}}, {"inlineData": {"mimeType": "text/plain", "data": "AA"}}],
            "willContinue": False,
        }
    }
    result, key = read_result(wire, "call_mb_1")
    assert result.parts[1:] == (Image(Data("image/png", "/9+A"), form="urlsafe"), Document(Data("text/plain", "AA")))
    assert write_result(result, "f", own=True, key=key)[0] == wire
