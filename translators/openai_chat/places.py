"""What of a question, and of an answer, has a place on this wire."""

from __future__ import annotations

from translators.crossing import FEATURES, Places
from translators.showing import Shows

# OpenAI takes metadata only with an answer it is to keep, and citations not at all.
_NONE = frozenset({"top_k", "native_tools", "unknown", "file_id", "metadata", "citations"})
# Cache markers and keys, open thoughts and videos have a place only at some models' servers.
BY_MODEL = frozenset({"cache", "tool_cache", "prompt_cache_key", "reasoning", "video"})
# A tool answers in words; what else it gave follows as the user's. That it failed is said in the words. Text files are told as text.
_ADAPTED = frozenset(
    {"thinking", "service_tier", "json_object", "tool_result_image", "tool_result_document", "tool_result_failed", "document_data"}
)

PLACES: Places = {
    feature.name: "adapted" if feature.name in _ADAPTED | BY_MODEL else "carried" for feature in FEATURES if feature.name not in _NONE
}
SHOWS: Shows = {"picture": "carried", "picture_url": "carried", "sound": "carried"}
