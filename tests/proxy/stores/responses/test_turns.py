"""From kept responses to the conversation they were."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.stores.responses.turns import inputs, outputs, turns, turns_for
from tests.responses import HELLO, items, record, said, thought

WIRE = "openai_responses"
CALL = {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "look", "arguments": "{}"}
RESULT = {"type": "function_call_output", "call_id": "c1", "output": "rain"}
FIRST = record("resp_1", thought(), CALL)
SECOND = record("resp_2", said("rain"), input=[RESULT], before=("resp_1",))


def without_id(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != "id"}


def test_everything_is_there_in_its_order() -> None:
    """As it was said."""
    assert items(list(turns([FIRST, SECOND]))) == [HELLO, thought(), CALL, RESULT, said("rain")]
    assert (items(inputs(SECOND)), items(outputs(FIRST))) == ([RESULT], [thought(), CALL])


def test_another_wire_gets_all_of_it() -> None:
    """Its translator knows what to do with a thought of somebody else's."""
    assert items(list(turns_for([FIRST], "anthropic", "claude"))) == [HELLO, thought(), CALL]


def test_the_same_provider_gets_what_it_can_read() -> None:
    """A thought that is not sealed is known only to who has kept it, and it has not."""
    kept = record(
        "resp_1", thought(None), thought("blob", "rs_2"), {**thought(None), "content": [{"type": "reasoning_text", "text": "x"}]}, CALL
    )
    assert [item.get("id") for item in items(list(turns_for([kept], WIRE, "house")))] == [None, "rs_2", "rs_1", "fc_1"]


@pytest.mark.parametrize(
    "kept", [record("resp_1", thought(), CALL, said("x")), record("resp_1", thought(), CALL, said("x"), wire="anthropic", provider="other")]
)
def test_another_provider_gets_no_thoughts_and_no_names(kept: Any) -> None:
    """It could read the first as little as it gave the second: a message without its name can only be one text."""
    assert items(list(turns_for([kept], WIRE, "other"))) == [
        HELLO,
        without_id(CALL),
        {"type": "message", "role": "assistant", "content": "x"},
    ]


def test_a_refusal_is_words_too() -> None:
    """So is content that is no list."""
    refusal = {**said(""), "content": [{"type": "output_text", "text": "I am "}, {"type": "refusal", "refusal": "sorry"}, 7]}
    for output, text in ((refusal, "I am sorry"), ({**said(""), "content": "plain"}, "plain"), ({**said(""), "content": None}, "")):
        assert items(list(turns_for([record("resp_1", output)], WIRE, "other")))[1]["content"] == text


def test_an_item_nobody_understands_stays_as_it_is() -> None:
    """It may be something new."""
    odd: dict[str, Any] = {"type": "new_call", "id": "n_1", "content": 7}
    kept = record("resp_1", odd, {"type": 7})
    assert items(list(turns_for([kept], WIRE, "other"))) == [HELLO, odd, {"type": 7}]
