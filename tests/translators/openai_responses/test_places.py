"""What of a question has a place on this wire."""

from __future__ import annotations

from translators.crossing import FEATURES
from translators.openai_responses.places import PLACES


def test_places_are_features() -> None:
    """No other name would ever be looked for."""
    assert PLACES.keys() <= {feature.name for feature in FEATURES}


def test_what_openai_has_no_field_for_has_no_place() -> None:
    """The fields of chat completions that responses lost."""
    assert not PLACES.keys() & {"stop", "seed", "n", "frequency_penalty", "presence_penalty", "audio", "top_k"}
    assert PLACES["json_schema"] == PLACES["tool_result_image"] == "carried"
    assert PLACES["tool_result_failed"] == "adapted"
