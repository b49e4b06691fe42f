"""What each model can do."""

from __future__ import annotations

import pytest

from translators.gemini.abilities import abilities


@pytest.mark.parametrize(
    ("model", "levels"),
    [
        ("gemini-3-pro-preview", ("low", "high")),
        ("gemini-3.1-pro-preview", ("low", "medium", "high")),
        ("models/gemini-3-flash-preview", ("minimal", "low", "medium", "high")),
        ("gemini-3.6-flash", ("minimal", "low", "medium", "high")),
        ("gemini-3.8-flash", ("low", "medium", "high")),
        ("gemini-3.5-flash-lite", ("minimal", "low", "medium", "high")),
        ("gemini-3.1-flash-lite-image", ("minimal", "high")),
        ("gemini-3-pro-image", ()),
        ("gemini-4-pro", ("low", "medium", "high")),
        ("gemini-pro-latest", ("low", "medium", "high")),
    ],
)
def test_from_gemini_3_on_thought_has_words(model: str, levels: tuple[str, ...]) -> None:
    able = abilities(model)
    assert (able.thinks, able.levels, able.ids) == ("level", levels, True)


@pytest.mark.parametrize(
    ("model", "least", "most", "off"),
    [
        ("gemini-2.5-pro", 128, 32_768, False),
        ("publishers/google/models/gemini-2.5-flash", 1, 24_576, True),
        ("gemini-2.5-flash-lite-preview-09-2025", 512, 24_576, True),
    ],
)
def test_gemini_2_5_has_a_budget(model: str, least: int, most: int, off: bool) -> None:
    able = abilities(model)
    assert (able.thinks, able.least, able.most, able.off, able.mixes) == ("budget", least, most, off, False)


@pytest.mark.parametrize("model", ["gemini-2.0-flash", "gemini-1.5-pro", "gemini-2.5-flash-image", "gemini-pro", "gemma-3-27b-it"])
def test_others_do_not_think(model: str) -> None:
    assert abilities(model).thinks == "never"


@pytest.mark.parametrize("model", ["nobody-knows", "tunedModels/mine", "gemini-2.0-flash-thinking-exp"])
def test_of_a_model_nobody_knows_it_cannot_be_said(model: str) -> None:
    assert abilities(model).thinks == "untold"


def test_image_models_ask_for_no_signature_and_gemma_knows_no_instructions() -> None:
    assert not abilities("gemini-3-pro-image-preview").signed
    assert not abilities("gemma-3-27b-it").system
