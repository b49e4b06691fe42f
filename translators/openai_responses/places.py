"""What of a question, and of an answer, has a place on this wire."""

from __future__ import annotations

from translators.crossing import FEATURES, Places
from translators.showing import Shows

_NONE = frozenset(
    {
        "top_k", "frequency_penalty", "presence_penalty", "seed", "stop", "n", "modalities", "audio", "name", "audio_data", "video",
        "tool_cache", "reasoning", "citations", "native_tools", "unknown",
    }
)  # fmt: skip
_ADAPTED = frozenset({"tool_result_failed", "refusal", "cache"})  # markers only where the model looks for them

PLACES: Places = {feature.name: "adapted" if feature.name in _ADAPTED else "carried" for feature in FEATURES if feature.name not in _NONE}
# Of a sound its words are told.
SHOWS: Shows = {"picture": "carried"}
