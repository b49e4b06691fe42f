"""What of a question, and of an answer, has a place on this wire."""

from __future__ import annotations

from translators.crossing import FEATURES, Places
from translators.showing import THINGS, Shows

_NONE = frozenset(
    {
        "user",
        "metadata",
        "service_tier",
        "verbosity",
        "prompt_cache_key",
        "parallel_tool_calls",
        "custom_tools",
        "native_tools",
        "name",
        "reasoning",
        "citations",
        "unknown",
    }
)
# A cache marker: Gemini caches what it has seen before without being told. Some of the rest, request.py names itself when it is lost.
_ADAPTED = frozenset(
    {
        "thinking", "audio", "strict_tools", "image_detail", "file_id", "tool_result_document",
        "tool_result_failed", "cache", "tool_cache", "refusal",
    }
)  # fmt: skip

PLACES: Places = {feature.name: "adapted" if feature.name in _ADAPTED else "carried" for feature in FEATURES if feature.name not in _NONE}
SHOWS: Shows = {thing.name: "carried" for thing in THINGS if thing.name != "unknown"}
