"""Names of things on this wire."""

from __future__ import annotations

from translators.openai_responses.ids import call_id, item_id, reply_id, user_id


def test_a_reply_is_marked_as_one_once() -> None:
    """An id that already begins so is kept."""
    assert reply_id("resp_1") == "resp_1"
    assert reply_id("chatcmpl-1") == "resp_chatcmpl-1"


def test_the_same_reply_gives_the_same_names() -> None:
    """Every place another."""
    assert item_id("msg", "resp_a-1", 0) == item_id("msg", "resp_a-1", 0) == "msg_a10000"
    assert item_id("msg", "resp_a-1", 1) != item_id("msg", "resp_a-1", 0)


def test_what_is_too_long_becomes_a_hash() -> None:
    """Two are never taken for one, and 64 characters are allowed."""
    long = ["x" * 65, "x" * 66]
    assert call_id("call_1") == "call_1"
    assert user_id("me") == "me"
    assert all(len(name(id)) <= 64 for name in (call_id, user_id) for id in long)
    assert len({call_id(id) for id in long} | {user_id(id) for id in long}) == 4
