"""Which wire a caller speaks."""

from __future__ import annotations

import pytest

from proxy.edge.spoken import spoken, wire_of
from proxy.edge.visit import RawHeaders
from tests.visits import Notebook, visit

NONE: RawHeaders = []
ANTHROPIC: RawHeaders = [(b"x-api-key", b"k"), (b"anthropic-version", b"2023-06-01")]
GOOGLE: RawHeaders = [(b"x-goog-api-key", b"k")]


@pytest.mark.parametrize(
    ("method", "path", "headers", "wire"),
    [
        ("POST", "/v1/chat/completions", NONE, "openai_chat"),
        ("POST", "/v1/messages", NONE, "anthropic"),
        ("GET", "/v1/messages/batches", NONE, "anthropic"),
        ("POST", "/v1/responses", NONE, "openai_responses"),
        ("POST", "/v1beta/models/x:embedContent", NONE, "gemini"),
        ("GET", "/v1beta/models", NONE, "gemini"),
        ("POST", "/v1beta1/projects/p", NONE, "gemini"),
        ("POST", "/v1/projects/p", NONE, "gemini"),
        ("GET", "/v1/models", NONE, "openai_chat"),
        ("GET", "/v1/models", ANTHROPIC, "anthropic"),
        ("GET", "/v1/models/x", GOOGLE, "gemini"),
        ("POST", "/v1/models/x:generateContent", NONE, "gemini"),
        ("POST", "/v1/chat/completions", ANTHROPIC, "openai_chat"),
        ("", "", NONE, "openai_chat"),
    ],
)
def test_path_and_headers_tell(method: str, path: str, headers: RawHeaders, wire: str) -> None:
    """OpenAI's where nothing does."""
    asked = visit(Notebook(), method, path, headers)
    assert wire_of(asked) == wire
    assert spoken(asked).wire == wire
