"""What Codex sends in a session: streamed items, instructions, tools of several kinds, sealed thoughts sent back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.served import Served
from tests.strict.provider import Strict

SHELL: Any = {
    "type": "function",
    "name": "shell",
    "description": "Runs a shell command and returns its output.",
    "strict": False,
    "parameters": {
        "type": "object",
        "properties": {"command": {"type": "array", "items": {"type": "string"}}, "workdir": {"type": "string"}},
        "required": ["command"],
        "additionalProperties": False,
    },
}
PLAN: Any = {
    "type": "function",
    "name": "update_plan",
    "description": "Updates the plan.",
    "strict": False,
    "parameters": {"type": "object", "properties": {}},
}
PATCH: Any = {
    "type": "custom",
    "name": "apply_patch",
    "description": "Edits files.",
    "format": {"type": "grammar", "syntax": "lark", "definition": 'start: "*** Begin Patch" LF'},
}
SEARCH: Any = {"type": "web_search"}
ENVIRONMENT = "<environment_context>\n  <cwd>/repo</cwd>\n</environment_context>"


def said(role: str, words: str) -> Any:
    """One item of what is said."""
    return {"type": "message", "role": role, "content": [{"type": "input_text", "text": words}]}


class Codex:
    """Asks as Codex does, and hears only the events that it hears."""

    def __init__(self, client: httpx.Client, model: str, *tools: Any, **headers: str) -> None:
        self.client, self.model, self.tools = client, model, tools
        self.headers = {"originator": "codex_cli_rs", "session_id": "0199", "openai-beta": "responses=experimental", **headers}
        self.items: list[Any] = [said("developer", "<permissions>"), said("user", ENVIRONMENT)]
        self.text = self.summary = ""

    def body(self) -> Any:
        """One question."""
        return {
            "model": self.model,
            "instructions": "You are a coding agent running in the Codex CLI. " * 300,
            "input": self.items,
            "tools": list(self.tools),
            "tool_choice": "auto",
            "parallel_tool_calls": False,
            "reasoning": {"effort": "medium", "summary": "auto"},
            "store": False,
            "stream": True,
            "include": ["reasoning.encrypted_content"],
            "prompt_cache_key": "0199-abcd",
        }

    def turn(self) -> list[Any]:
        """What has been done, when `response.completed` has come."""
        self.text = self.summary = ""
        done, whole = [], False
        with self.client.stream("POST", "/responses", json=self.body(), headers=self.headers) as reply:
            if reply.status_code != 200:
                raise AssertionError(reply.read().decode())
            for event in events(reply):
                match event["type"]:
                    case "response.output_text.delta":
                        self.text += event["delta"]
                    case "response.reasoning_summary_text.delta":
                        self.summary += event["delta"]
                    case "response.output_item.done":
                        done.append(event["item"])
                    case "response.completed":
                        whole = event["response"]["usage"]["total_tokens"] > 0
        assert whole
        return done

    def run(self, words: str) -> str:
        """A task, until nothing more is to be done. Ids of items are not sent back: nothing is stored."""
        self.items.append(said("user", words))
        for _ in range(6):
            done = self.turn()
            self.items += [{name: value for name, value in item.items() if name not in ("id", "status")} for item in done]
            calls = [item for item in done if item["type"] == "function_call"]
            if not calls:
                return self.text
            for call in calls:
                output = json.dumps({"output": json.loads(call["arguments"])["city"], "metadata": {"exit_code": 0}})
                self.items.append({"type": "function_call_output", "call_id": call["call_id"], "output": output})
        raise AssertionError("it never ends")


def events(reply: httpx.Response) -> Iterator[Any]:
    """Their data; every event is named, as Codex wants it."""
    name = ""
    for line in reply.iter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            data = json.loads(line[6:])
            assert data["type"] == name
            yield data


@pytest.fixture(scope="module")
def client(between: Served) -> Iterator[httpx.Client]:
    """With OPENAI_BASE_URL, or a provider in its config."""
    with httpx.Client(base_url=f"{between.url}/v1", headers=between.headers, timeout=60) as made:
        yield made


def test_a_session(client: httpx.Client, providers: Strict, behind: str, model: str) -> None:
    """Two steps of tools, thoughts shown and sent back sealed; a second task in the same conversation."""
    codex = Codex(client, model, SHELL, PLAN)
    assert "Rome" in codex.run("the weather, twice?")
    assert codex.summary.startswith("Thinking") or behind == "openai_chat"
    thoughts = [item for item in codex.items if item["type"] == "reasoning"]
    assert any(thought.get("encrypted_content") for thought in thoughts) or behind == "openai_chat"
    assert len(thoughts) >= 3 or behind == "openai_chat"
    assert codex.run("and now?").startswith("and now?")
    if behind == "openai_responses":
        sent = providers.last(behind)
        assert sent.body["prompt_cache_key"] == "0199-abcd"
        assert sent.body["input"] == codex.items[: len(sent.body["input"])]


def test_tools_of_openais_own_are_refused_by_name_or_left_out(client: httpx.Client, behind: str, model: str) -> None:
    """Another provider has none of them: who asks to be told is told which; who asks to go on without goes on."""
    asked = Codex(client, model, SHELL, SEARCH)
    if behind == "openai_responses":
        assert asked.run("hello").startswith("hello")
        return
    asked.items.append(said("user", "hello"))
    refused = client.post("/responses", json=asked.body(), headers=asked.headers)
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "tools[1]")
    without = Codex(client, model, SHELL, SEARCH, **{"x-modelbridge-on-unsupported": "drop"})
    assert without.run("hello").startswith("hello")


def test_free_text_tools_reach_who_has_them(client: httpx.Client, behind: str, model: str) -> None:
    """On the wires of OpenAI; elsewhere they are refused, or said in another way."""
    codex = Codex(client, model, SHELL, PATCH, **{"x-modelbridge-on-unsupported": "drop"})
    assert codex.run("hello").startswith("hello")
