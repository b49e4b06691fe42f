"""What of a question, and of an answer, has a place on this wire."""

from __future__ import annotations

from translators.crossing import FEATURES, Places
from translators.showing import Shows

_NONE = frozenset(
    {
        "frequency_penalty",
        "presence_penalty",
        "seed",
        "n",
        "logprobs",
        "top_logprobs",
        "modalities",
        "audio",
        "metadata",  # a user's id is all this wire takes of it
        "verbosity",
        "prompt_cache_key",
        "custom_tools",
        "native_tools",
        "name",
        "image_detail",
        "audio_data",
        "video",
        "file_id",
        "reasoning",  # a thought without its signature is refused
        "citations",
        "unknown",
    }
)
# A temperature above 1 is 1. A schema is lowered, or becomes a hidden tool. Of several tools that may be called only these are
# offered. A refusal is told as text. Documents are PDF or plain text. A service tier is said in the two words there are.
_ADAPTED = frozenset(
    {
        "max_tokens",
        "temperature",
        "thinking",
        "json_object",
        "json_schema",
        "strict_tools",
        "tool_choice_names",
        "document_data",
        "service_tier",
        "refusal",
    }
)

PLACES: Places = {feature.name: "adapted" if feature.name in _ADAPTED else "carried" for feature in FEATURES if feature.name not in _NONE}
# Of what was drawn only an address can be told, as a link. Of a sound its words are told.
SHOWS: Shows = {"picture_url": "adapted"}
