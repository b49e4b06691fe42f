"""The table names features that there are."""

from __future__ import annotations

from translators.anthropic import places
from translators.crossing import FEATURES


def test_every_name_in_it_is_a_features() -> None:
    """A slip of the pen would drop something silently."""
    names = {feature.name for feature in FEATURES}
    assert names >= places._NONE | places._ADAPTED
    assert not places._NONE & places._ADAPTED
    assert places.PLACES.keys() | places._NONE == names


def test_what_a_provider_needs_to_answer_has_a_place() -> None:
    """Whatever wire it comes from."""
    assert places.PLACES.keys() >= {"tools", "tool_choice", "image_data", "image_url", "json_schema", "cache", "thinking", "stop"}
