"""Which wire is spoken where."""

from __future__ import annotations

import pytest

from proxy.mock.wires import spoken_at


@pytest.mark.parametrize("path", ["/chat/completions", "/v1/chat/completions", "/openai/deployments/a/chat/completions"])
def test_a_path_tells_its_wire(path: str) -> None:
    """Whatever base URL stands before it, and whatever query after it."""
    spoken = spoken_at(path)
    assert spoken is not None
    assert spoken.translator.wire == "openai_chat"


@pytest.mark.parametrize("path", ["/", "/v1/embeddings", "/chat/completions/1"])
def test_other_paths_have_none(path: str) -> None:
    """The mock does not answer there."""
    assert spoken_at(path) is None
