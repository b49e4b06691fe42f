"""What Claude Code sends in a session: large cached instructions, many tools, parallel results, thinking, betas, counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from anthropic import Anthropic

from tests.sdk.conftest import BEHIND
from tests.served import Served
from tests.strict.provider import Strict
from tests.strict.saying import PROMPT

BETAS = "claude-code-20250219,interleaved-thinking-2025-05-14,fine-grained-tool-streaming-2025-05-14,context-management-2025-06-27"
EPHEMERAL: Any = {"type": "ephemeral"}
SYSTEM: Any = [
    {"type": "text", "text": "You are Claude Code, Anthropic's official CLI for Claude.", "cache_control": EPHEMERAL},
    {"type": "text", "text": "You are an interactive CLI tool. " * 800, "cache_control": EPHEMERAL},
]
NAMES = (
    "weather", "Task", "Bash", "BashOutput", "KillShell", "Glob", "Grep", "Read", "Edit", "MultiEdit", "Write", "NotebookEdit", "WebFetch",
    "TodoWrite", "WebSearch", "ExitPlanMode", "SlashCommand", "mcp__github__create_issue", "mcp__ide__getDiagnostics", "AskUserQuestion",
)  # fmt: skip
TOOLS: Any = [
    {
        "name": name,
        "description": f"{name} does its work. " * 40,
        "input_schema": {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "Where."},
                "timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": 600_000},
                "mode": {"type": "string", "enum": ["content", "files_with_matches"], "default": "content"},
                "edits": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "properties": {"old": {"type": "string"}},
                        "required": ["old"],
                        "additionalProperties": False,
                    },
                },
                "-A": {"type": "number"},
            },
            "required": ["city"],
            "additionalProperties": False,
        },
    }
    for name in NAMES
]
USER = "user_0123456789abcdef_account_11111111-2222-3333-4444-555555555555_session_66666666-7777-8888-9999-000000000000"
SESSION: Any = {
    "max_tokens": 32_000,
    "system": SYSTEM,
    "tools": TOOLS,
    "thinking": {"type": "enabled", "budget_tokens": 31_999},
    "metadata": {"user_id": USER},
    "extra_headers": {"anthropic-beta": BETAS, "x-app": "cli"},
    "extra_query": {"beta": "true"},
    "extra_body": {"temperature": 1},
}


@pytest.fixture(scope="module")
def client(between: Served) -> Iterator[Anthropic]:
    """With ANTHROPIC_BASE_URL and ANTHROPIC_AUTH_TOKEN, as it is pointed at a gateway."""
    with Anthropic(base_url=between.url, auth_token=between.key, api_key=None, max_retries=0, timeout=60) as made:
        yield made


def said(words: str) -> Any:
    """What is typed, with what Claude Code puts beside it."""
    reminder = "<system-reminder>\nAs you answer, you can use the following context.\n</system-reminder>"
    return [{"type": "text", "text": reminder}, {"type": "text", "text": words, "cache_control": EPHEMERAL}]


def test_a_session(client: Anthropic, providers: Strict, behind: str, model: str) -> None:
    """A check that the key works, a count, a question, two steps of parallel tools with thinking, an answer."""
    first = client.messages.create(model=model, max_tokens=1, messages=[{"role": "user", "content": "quota"}], metadata={"user_id": USER})
    assert first.content

    messages: Any = [{"role": "user", "content": said("the weather, twice?")}]
    count = client.messages.count_tokens(
        model=model, messages=messages, system=SYSTEM, tools=TOOLS, extra_headers={"anthropic-beta": BETAS}
    )
    assert count.input_tokens == PROMPT or behind in ("openai_chat", "openai_responses")

    steps: list[int] = []
    for _ in range(5):
        with client.messages.stream(model=model, messages=messages, **SESSION) as stream:
            reply = stream.get_final_message()
        uses = [block for block in reply.content if block.type == "tool_use"]
        steps.append(len(uses))
        content: Any = [block.model_dump(exclude_none=True) for block in reply.content]
        for block in content:
            block.pop("caller", None)
            block.pop("parsed_output", None)
        messages.append({"role": "assistant", "content": content})
        if not uses:
            break
        results: Any = [{"type": "tool_result", "tool_use_id": use.id, "content": str(use.input["city"])} for use in uses]
        for message in messages[1:]:  # four markers are allowed: two in the instructions, the first words, the last
            for block in message["content"]:
                block.pop("cache_control", None)
        results[-1]["cache_control"] = EPHEMERAL
        messages.append({"role": "user", "content": results})
    assert steps == [2, 1, 0]
    assert "It is Rome." in [block.get("text") for block in content]
    sent = providers.last(behind)
    assert len(sent.body["tools"]) == len(TOOLS) or behind == "gemini"
    if behind == "anthropic":
        assert sent.headers["anthropic-beta"] == BETAS
        assert sent.body["system"] == SYSTEM
        assert sent.body["tools"] == TOOLS
        assert sent.body["messages"] == messages[:-1]
        assert sent.body["metadata"] == {"user_id": USER}


@pytest.mark.parametrize("target", [model for wire, model in BEHIND.items() if wire != "anthropic"])
def test_what_cannot_cross_is_named(client: Anthropic, target: str) -> None:
    """Nothing is lost in silence: markers of the cache that have no place, and what only a beta knows."""
    asked: Any = {**SESSION, "extra_body": {"context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]}}}
    reply = client.messages.with_raw_response.create(model=target, messages=[{"role": "user", "content": said("hello")}], **asked)
    assert "context_management" in reply.headers["x-modelbridge-dropped"]
