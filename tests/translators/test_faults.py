"""Error bodies taken apart."""

from __future__ import annotations

import json
from typing import Any

import pytest

from translators.faults import LONGEST, Fault, find_error, read_error, read_fault

SHAPES: list[tuple[Any, str, str, str]] = [
    ({"error": {"message": "m", "type": "t", "param": None, "code": "c"}}, "m", "t", "c"),
    ({"error": {"message": "m", "type": "t", "code": 400}}, "m", "t", "400"),
    ({"error": "m"}, "m", "", ""),
    ({"message": "m", "type": "t", "code": "c", "param": "model"}, "m", "t", "c"),
    ({"object": "error", "message": "m", "type": "t", "param": None, "code": "3051"}, "m", "t", "3051"),
    ({"object": "error", "message": {"detail": [{"loc": ["body", "x"], "msg": "bad"}]}}, "body.x: bad", "", ""),
    ({"detail": "m"}, "m", "", ""),
    ({"detail": [{"type": "missing", "loc": ["body", "a", 0], "msg": "needed"}, {"msg": "two"}]}, "body.a.0: needed; two", "", ""),
    ({"code": 400, "reason": "INVALID_REQUEST_BODY", "message": "m", "metadata": {}}, "m", "INVALID_REQUEST_BODY", "400"),
    ({"error": {"message": "m", "code": 400, "metadata": {"raw": "inner", "provider_name": "P"}}}, "m: inner", "", "400"),
    ({"error": {"code": "400", "message": "Param Incorrect", "param": "not a model"}}, "Param Incorrect: not a model", "", "400"),
    ([{"error": {"code": 503, "message": "m", "status": "UNAVAILABLE"}}], "m", "", "503"),
    ("just words", "just words", "", ""),
    ([], "", "", ""),
    (None, "", "", ""),
    ({}, "", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("wire", "message", "type", "code"), SHAPES, ids=range(len(SHAPES)))
def test_every_shape_says_its_words(wire: Any, message: str, type: str, code: str) -> None:
    """As recorded from some server or other."""
    fault = read_fault(json.dumps(wire).encode())
    assert (fault.message, fault.type, fault.code) == (message, type, code)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", ""),
        (b"upstream connect error", "upstream connect error"),
        (b"<html><head><title>x</title><style>b{}</style></head><body><h1>502 Bad</h1>\n<p>nginx</p></body></html>", "502 Bad nginx"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"a" * 100_000, "a" * LONGEST + "…"),
    ],
)
def test_what_is_no_json_is_its_text(body: bytes, message: str) -> None:
    """A page without its tags, and never a megabyte of it."""
    assert read_fault(body).message == message


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ({"code": 429}, 429),
        ({"code": "429"}, 429),
        ({"status_code": 400, "code": "x"}, 400),
        ({"status": 503}, 503),
        ({"code": 200}, None),
        ({"code": "1500"}, None),
        ({"code": True}, None),
        ({"code": "x"}, None),
    ],
)
def test_a_status_in_the_body(error: Any, status: int | None) -> None:
    """As a number or as text, in one field or another."""
    assert read_error({"error": error}).status == status


def test_words_are_the_most_precise_first() -> None:
    """Numbers are no words."""
    assert Fault(code="Model_Not_Found", type="T").words == ("model_not_found", "t")
    assert Fault(code="400", type="t").words == ("t",)


def test_official_is_what_openai_writes() -> None:
    """Only that may go on to a caller as it is."""
    assert read_error({"error": {"message": "m"}}).official
    assert not any(read_error(wire).official for wire in ({"error": "m"}, {"message": "m"}, {"error": {"detail": "m"}}, "m"))


@pytest.mark.parametrize(
    "wire",
    [
        {"choices": []},
        {"choices": [{"delta": {}}], "error": None},
        {"choices": [{"delta": {}, "error": None}], "message": "x"},
        {"usage": {}},
        {"id": "x", "message": "x"},
        [],
        "x",
        {"x_groq": {"id": "r"}, "choices": []},
    ],
)
def test_a_good_reply_has_no_error(wire: Any) -> None:
    """Whatever else is in it."""
    assert find_error(wire) is None


@pytest.mark.parametrize(
    "wire",
    [
        {"error": {"message": "m"}, "choices": []},
        {"error": "m"},
        {"detail": "m"},
        {"object": "error", "message": "m"},
        {"message": "m", "code": 1},
        {"errors": ["m"]},
        {"choices": [{"delta": {}}, {"error": {"message": "m"}}]},
        {"x_groq": {"error": "m"}, "choices": []},
    ],
)
def test_an_error_is_found_wherever_it_hides(wire: Any) -> None:
    """In the place of a reply, in one of its answers, in a field of Groq's."""
    assert read_error(find_error(wire)).message == "m"
    assert find_error([wire]) == find_error(wire)


def test_half_a_character_in_an_error_can_be_sent_on() -> None:
    """A message is passed on; what cannot be encoded is not."""
    fault = read_fault(b'{"error":{"message":"m\\ud800","code":"c\\udc00","type":"t\\ud800","param":"p\\ud800"}}')
    assert (fault.message, fault.code, fault.type, fault.param) == ("m?", "c?", "t?", "p?")
