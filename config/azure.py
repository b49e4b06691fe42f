"""Azure's classic deployments: a path for each, and the API's version in the query."""

from __future__ import annotations

from collections.abc import Mapping

OLDEST = "2024-09-01"  # older ones refuse `stream_options`, without which no stream tells its usage
NEWEST_STABLE = "2024-10-21"
RESPONSES_SINCE = "2025-03-01"
_PATHS = {
    "openai_chat": "/openai/deployments/{{model}}/chat/completions?api-version={version}",
    "openai_responses": "/openai/responses?api-version={version}",  # the deployment is the body's `model`
}


def classic_paths(version: str) -> Mapping[str, str]:
    """Where each wire is spoken by this version, behind the resource's own address."""
    paths = {wire: path.format(version=version) for wire, path in _PATHS.items()}
    return paths if version[:10] >= RESPONSES_SINCE else {"openai_chat": paths["openai_chat"]}
