"""Log probabilities in two shapes."""

from __future__ import annotations

from typing import Any

from translators.gemini.logprobs import read_logprobs, write_logprobs

GOOGLES = {
    "chosenCandidates": [{"token": "é", "logProbability": -0.5, "tokenId": 7}, {"token": "!"}],
    "topCandidates": [{"candidates": [{"token": "é", "logProbability": -0.5}, {"token": "e", "logProbability": -1.5}]}, {}],
}


def test_the_alternatives_stand_inside() -> None:
    logprobs = read_logprobs(GOOGLES)
    assert logprobs is not None
    assert logprobs["content"] == [
        {
            "token": "é",
            "logprob": -0.5,
            "bytes": [195, 169],
            "top_logprobs": [{"token": "é", "logprob": -0.5, "bytes": [195, 169]}, {"token": "e", "logprob": -1.5, "bytes": [101]}],
        },
        {"token": "!", "logprob": 0.0, "bytes": [33], "top_logprobs": []},
    ]
    assert read_logprobs(write_logprobs(logprobs)) == logprobs


def test_where_there_is_none_there_is_none() -> None:
    odds: tuple[Any, ...] = (None, {}, [], {"chosenCandidates": []}, {"chosenCandidates": ["x"]})
    for odd in odds:
        assert read_logprobs(odd) is None
    assert write_logprobs(None) == write_logprobs({"content": None}) == {}
