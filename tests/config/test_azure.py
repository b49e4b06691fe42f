"""Classic deployments of Azure."""

from __future__ import annotations

from config.azure import classic_paths


def test_a_deployment_is_in_the_path() -> None:
    """And the version in the query."""
    paths = classic_paths("2024-10-21")
    assert paths == {"openai_chat": "/openai/deployments/{model}/chat/completions?api-version=2024-10-21"}


def test_responses_came_with_a_version() -> None:
    """They are not below a deployment."""
    assert classic_paths("2025-03-01-preview")["openai_responses"] == "/openai/responses?api-version=2025-03-01-preview"
    assert "openai_responses" not in classic_paths("2025-02-01-preview")
