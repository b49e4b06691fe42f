"""Every feature has a question that uses it."""

from __future__ import annotations

import pytest

from translators.crossing import FEATURES, Feature
from translators.samples import _FIELDS, sample


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.name)
def test_a_sample_uses_its_feature(feature: Feature) -> None:
    """Somewhere."""
    assert list(feature.found(sample(feature.name, "m", "elsewhere")))


def test_there_is_no_sample_of_nothing() -> None:
    """The list must not outlive what it is for."""
    assert _FIELDS.keys() == {feature.name for feature in FEATURES}
