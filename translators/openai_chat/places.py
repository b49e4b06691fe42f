"""What of a question has a place on this wire."""

from __future__ import annotations

from translators.crossing import FEATURES, Places

_NONE = frozenset({"top_k", "native_tools", "unknown", "tool_result_failed", "tool_result_document", "file_id"})
_ADAPTED = frozenset({"reasoning", "tool_result_image"})

PLACES: Places = {feature.name: "adapted" if feature.name in _ADAPTED else "carried" for feature in FEATURES if feature.name not in _NONE}
