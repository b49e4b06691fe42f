"""Gemini on Vertex AI."""

from __future__ import annotations

from translators import TRANSLATORS
from translators.gemini.counting import VERTEX


def test_it_is_the_same_wire_counted_otherwise() -> None:
    translator = TRANSLATORS["vertex_gemini"]
    assert (translator.wire, translator.counting) == ("gemini", VERTEX)
