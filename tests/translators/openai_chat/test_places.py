"""What has a place on this wire for some models has one for those, and what has none for none."""

from __future__ import annotations

import pytest

from translators.crossing import FEATURES
from translators.openai_chat import TRANSLATOR
from translators.openai_chat.places import BY_MODEL, PLACES


def test_every_feature_is_decided() -> None:
    """A new one is carried unless it is named here: the laws of crossing find out whether that is true."""
    assert PLACES.keys() <= {feature.name for feature in FEATURES}
    assert {"temperature", "tools", "image_url"} <= PLACES.keys()
    assert TRANSLATOR.places is PLACES


@pytest.mark.parametrize("name", sorted(BY_MODEL))
def test_what_depends_on_the_model_is_not_simply_carried(name: str) -> None:
    """Nobody may rely on it."""
    assert PLACES[name] == "adapted"
