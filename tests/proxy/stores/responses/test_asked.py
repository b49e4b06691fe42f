"""What a request for a response says of others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.stores.responses.asked import continued, listed, read_asked
from tests.responses import HELLO, items
from translators.canonical import Problem


def body(**fields: Any) -> bytes:
    return json.dumps({"model": "fast", **fields}).encode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("hello", [HELLO]),
        ([HELLO, {"type": "item_reference", "id": "x"}], [HELLO, {"type": "item_reference", "id": "x"}]),
        ([], []),
        (None, []),
    ],
)
def test_what_is_asked_is_a_list_of_items(asked: Any, said: list[Any]) -> None:
    """A text is one; so is what is missing none."""
    assert items(read_asked(body(input=asked)).items) == said
    assert read_asked(body()).items == []


def test_the_other_fields() -> None:
    """Absent is not false."""
    assert (read_asked(body()).store, read_asked(body(store=False)).store) == (None, False)
    asked = read_asked(body(previous_response_id="resp_1", background=True, conversation={"id": "conv_1"}))
    assert (asked.previous_response_id, asked.background, asked.conversation) == ("resp_1", True, {"id": "conv_1"})


@pytest.mark.parametrize(
    "odd", [b"[]", b"{", body(store="yes"), body(previous_response_id=7), body(input=7), body(input={"a": 1}), b"\xff"]
)
def test_what_cannot_be_understood_is_refused(odd: bytes) -> None:
    """By the caller's fault, if anybody let it in."""
    with pytest.raises(Problem) as refused:
        read_asked(odd)
    assert refused.value.status == 400


def test_a_request_goes_on_in_its_own_words() -> None:
    """Every other byte of a value stays what it was; the instructions are its own, if it has any."""
    before = b'{"model":"fast","temperature":1.50,"previous_response_id":"resp_1","seed":123456789012345678901234567890,"input":"x"}'
    after = continued(before, [b'{"a": 1}', b'{"b":2}'])
    assert after == b'{"model":"fast","temperature":1.50,"seed":123456789012345678901234567890,"input":[{"a": 1},{"b":2}]}'


def test_items_are_one_list() -> None:
    """As they are."""
    assert (listed([]), listed([b"1"]), listed([b"1", b"{}"])) == (b"[]", b"[1]", b"[1,{}]")
