"""The model and the stream are in the address."""

from __future__ import annotations

import pytest

from translators.gemini.address import address, path


@pytest.mark.parametrize(
    ("model", "there"),
    [
        ("gemini-2.5-flash", "/models/gemini-2.5-flash"),
        ("models/gemini-2.5-flash", "/models/gemini-2.5-flash"),
        ("publishers/google/models/gemini-2.5-pro", "/models/gemini-2.5-pro"),
        ("projects/p/locations/l/publishers/google/models/x", "/models/x"),
        ("tunedModels/mine", "/tunedModels/mine"),
        ("gemini@001", "/models/gemini@001"),
        ("bad model", "/models/bad%20model"),
        ("models", "/models/models"),
        ("models/../secrets", "/models/models%2F..%2Fsecrets"),
        ("a?b=c", "/models/a%3Fb%3Dc"),
    ],
)
def test_a_model_has_one_address_and_nothing_else(model: str, there: str) -> None:
    assert path(model, False) == f"{there}:generateContent"
    assert path(model, True) == f"{there}:streamGenerateContent?alt=sse"


def test_in_a_body_a_name_is_not_quoted() -> None:
    assert address("bad model") == "models/bad model"
