"""Which wire is spoken where."""

from __future__ import annotations

import pytest

from proxy.call import Asked
from proxy.mock.wires import spoken_at


@pytest.mark.parametrize(
    ("path", "wire", "asked", "counts"),
    [
        ("/chat/completions", "openai_chat", None, False),
        ("/v1/chat/completions", "openai_chat", None, False),
        ("/openai/deployments/a/chat/completions", "openai_chat", None, False),
        ("/v1/messages", "anthropic", None, False),
        ("/messages/count_tokens", "anthropic", None, True),
        ("/v1/responses", "openai_responses", None, False),
        ("/v1/responses/input_tokens", "openai_responses", None, True),
        ("/v1beta/models/echo:generateContent", "gemini", Asked("echo", stream=False), False),
        ("/models/mock/reason:streamGenerateContent", "gemini", Asked("mock/reason", stream=True), False),
        ("/v1/projects/p/locations/l/publishers/google/models/echo:countTokens", "gemini", Asked("echo", stream=False), True),
        ("/publishers/anthropic/models/echo:rawPredict", "anthropic", Asked("echo", stream=False), False),
        ("/v1/projects/p/locations/l/publishers/anthropic/models/echo:streamRawPredict", "anthropic", Asked("echo", stream=True), False),
        ("/publishers/anthropic/models/count-tokens:rawPredict", "anthropic", None, True),
    ],
)
def test_a_path_tells_its_wire(path: str, wire: str, asked: Asked | None, counts: bool) -> None:
    """Whatever base URL stands before it; and what else it says."""
    spoken = spoken_at(path)
    assert spoken is not None
    assert (spoken.translator.wire, spoken.asked, spoken.counts) == (wire, asked, counts)


@pytest.mark.parametrize("path", ["/", "/v1/embeddings", "/chat/completions/1", "/v1beta/models/x:embedContent", "/v1/messages/batches"])
def test_other_paths_have_none(path: str) -> None:
    """The mock does not answer there."""
    assert spoken_at(path) is None
