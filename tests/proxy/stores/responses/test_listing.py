"""The input items of a response, a page at a time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai.types.responses import ResponseItemList

from proxy.stores.responses.listing import page
from tests.responses import HELLO, said
from translators.canonical import Problem

SEVERAL = [{**HELLO, "content": f"{n}"} for n in range(30)]


def listed(items: list[dict[str, Any]], **query: str) -> Any:
    return page([json.dumps(item).encode() for item in items], "resp_abc", query)


def contents(found: Any) -> list[str]:
    return [item["content"][0]["text"] for item in found["data"]]


def test_the_newest_come_first_twenty_at_a_time() -> None:
    """As OpenAI does it."""
    found = listed(SEVERAL)
    assert contents(found) == [f"{n}" for n in range(29, 9, -1)]
    assert (found["has_more"], found["first_id"], found["last_id"]) == (True, "msg_abc_29", "msg_abc_10")


def test_the_pages_together_are_all_of_them() -> None:
    """In either order."""
    for order in ("asc", "desc"):
        seen, after = list[str](), ""
        while True:
            found = listed(SEVERAL, order=order, limit="7", after=after)
            seen += contents(found)
            after = found["last_id"]
            if not found["has_more"]:
                break
        assert seen == [f"{n}" for n in (range(30) if order == "asc" else range(29, -1, -1))]


def test_items_are_what_the_official_types_expect() -> None:
    """What was said shortly is given at length, and everything has a name."""
    result = {"type": "function_call_output", "call_id": "c1", "output": "rain"}
    call = {"type": "function_call", "call_id": "c1", "name": "look", "arguments": "{}"}
    found = listed([HELLO, {"role": "assistant", "content": "hi"}, call, result, said("x", "msg_own")], order="asc")
    assert [item["id"] for item in found["data"]] == ["msg_abc_0", "msg_abc_1", "fc_abc_2", "fco_abc_3", "msg_own"]
    items = ResponseItemList.model_validate(found).data
    assert [item.type for item in items] == ["message", "message", "function_call", "function_call_output", "message"]


def test_nothing_is_a_list_too() -> None:
    """An empty one."""
    assert listed([]) == {"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"limit": "-1"}, {"order": "up"}, {"after": "nobody"}])
def test_what_makes_no_sense_is_refused_by_name(query: dict[str, str]) -> None:
    """400."""
    with pytest.raises(Problem) as refused:
        listed(SEVERAL, **query)
    assert (refused.value.status, refused.value.param) == (400, next(iter(query)))
