"""What is no JSON says why, and where."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from translators.canonical import Kind, Problem
from translators.framing.nesting import DEEPEST
from translators.parse import parse_request

WRONG: list[tuple[bytes, str, str | None]] = [
    (b"", "the body is not JSON: Expecting value (line 1, column 1)", None),
    (b"{", "the body is not JSON: Expecting property name", None),
    (b'{"a":1,}', "the body is not JSON:", None),
    (b"[]", "the body must be an object, not a list", None),
    (b'"x"', "the body must be an object, not a string", None),
    (b"null", "the body must be an object, not null", None),
    (b"\xff\xfe", "the body is not UTF-8: byte 0", None),
    ('{"model":"m"}'.encode("utf-16"), "the body is not UTF-8: byte 0", None),
    (b"\xef\xbb\xbf{}", "the body is not JSON:", None),
    (b'{"a":"\xff"}', "the body is not UTF-8: byte 6", None),
    (b'{"a":NaN}', "a: must be a number", "a"),
    (b'{"a":[1,{"b":-Infinity}]}', "a[1].b: must be a number", "a[1].b"),
    (b'{"a":"\\ud800!"}', "a: has half of a surrogate pair", "a"),
    (b'{"a":{"\\udc00":1}}', "a: has a field whose name", "a"),
    (b'{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "the body is nested too deeply: more than 128", None),
    (b"[" * 500, "the body is nested too deeply", None),
]


@pytest.mark.parametrize(("body", "message", "param"), WRONG, ids=[message[:50] for _, message, _ in WRONG])
def test_what_is_no_json_says_why(body: bytes, message: str, param: str | None) -> None:
    """Encoding, syntax, numbers that are none, characters that are none, depth."""
    with pytest.raises(Problem) as caught:
        parse_request(body)
    assert caught.value.kind is Kind.INVALID_REQUEST
    assert caught.value.message.startswith(message)
    assert caught.value.param == param


def test_what_json_allows_is_read_as_it_is() -> None:
    """Numbers of any size, characters of two halves, a field written twice as its last value."""
    body = b'{"a":1,"b":12345678901234567890123,"c":"\\ud83d\\ude00","a":2}'
    assert parse_request(body) == {"a": 2, "b": 12345678901234567890123, "c": "😀"}


def test_a_number_of_too_many_digits_is_left_to_whoever_checks_numbers() -> None:
    """Python would refuse to read it."""
    assert parse_request(b'{"a":' + b"9" * 5000 + b"}") == {"a": float("inf")}


def test_the_depth_that_is_allowed_is_allowed() -> None:
    """The object itself is the first of it."""
    assert parse_request(b'{"x":' + b"[" * (DEEPEST - 1) + b"]" * (DEEPEST - 1) + b"}")


def test_a_long_name_costs_once_and_not_for_every_value_under_it() -> None:
    """A megabyte of a name over sixty thousand numbers: written beside each of them it would be sixty gigabytes."""
    body = json.dumps({"x" * 1_000_000: [1.5] * 60_000}).encode()
    tracemalloc.start()
    try:
        parse_request(body)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
