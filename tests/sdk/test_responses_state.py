"""The official OpenAI SDK going on from kept responses, with every wire behind."""

from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest
from openai import OpenAI

from tests.served import Served


@pytest.fixture(scope="module")
def client(between: Served) -> Iterator[OpenAI]:
    """As a developer makes it; only the base URL differs."""
    with OpenAI(base_url=f"{between.url}/v1", api_key=between.key, max_retries=0, timeout=20) as made:
        yield made


def words(client: OpenAI, id: str) -> list[str]:
    """What a response was made from, the oldest first."""
    items = client.responses.input_items.list(id, order="asc")
    return [part.text for item in items if item.type == "message" for part in item.content if part.type in ("input_text", "output_text")]


def test_a_conversation_goes_on_turn_by_turn(client: OpenAI, model: str) -> None:
    """Whole or streamed; each turn is told only what is new, and what was answered can be read again."""
    first = client.responses.create(model=model, input="one", instructions="be brief")
    second = client.responses.create(model=model, input="two", previous_response_id=first.id)
    with client.responses.stream(model=model, input="three", previous_response_id=second.id) as stream:
        for _ in stream:
            pass
        third = stream.get_final_response()
    assert (second.output_text, third.output_text) == ("two", "three")
    assert words(client, third.id) == ["one", first.output_text, "two", "two", "three"]
    for response in (first, second, third):
        assert client.responses.retrieve(response.id).output_text == response.output_text
    assert client.responses.retrieve(third.id).previous_response_id == second.id


def test_it_may_go_on_with_another_provider(client: OpenAI, model: str) -> None:
    """Of whichever wire."""
    first = client.responses.create(model="mock/reason", input="one")
    second = client.responses.create(model=model, input="two", previous_response_id=first.id)
    third = client.responses.create(model="mock/echo", input="three", previous_response_id=second.id)
    assert words(client, third.id) == ["one", "one", "two", "two", "three"]


def test_what_is_gone_is_gone(client: OpenAI, model: str) -> None:
    """Deleted, or never kept."""
    deleted = client.responses.create(model=model, input="one")
    client.responses.delete(deleted.id)
    unkept = client.responses.create(model=model, input="one", store=False)
    for id in (deleted.id, unkept.id, "resp_nobodys"):
        with pytest.raises(openai.NotFoundError, match="not found"):
            client.responses.retrieve(id)
        with pytest.raises(openai.BadRequestError) as refused:
            client.responses.create(model=model, input="two", previous_response_id=id)
        assert refused.value.code == "previous_response_not_found"
