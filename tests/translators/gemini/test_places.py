"""What has a place on this wire."""

from __future__ import annotations

from translators.crossing import FEATURES
from translators.gemini.places import PLACES


def test_every_place_is_a_feature_and_what_has_none_is_named() -> None:
    names = {feature.name for feature in FEATURES}
    assert set(PLACES) <= names
    assert {"user", "metadata", "native_tools", "custom_tools", "unknown"} <= names - set(PLACES)
