"""Log probabilities."""

from __future__ import annotations

from math import exp

from proxy.mock.chances import chances
from translators.canonical import Refusal, Text


def test_every_token_has_one() -> None:
    """With the bytes it is made of, and as many alternatives as were asked for, the token itself first."""
    found = chances([Text("hällo")], 2)
    assert found is not None
    assert [row["token"] for row in found["content"]] == ["häll", "o"]
    assert bytes(found["content"][0]["bytes"]).decode() == "häll"
    assert [other["token"] for other in found["content"][1]["top_logprobs"]] == ["o", "o1"]
    assert all(0 < exp(other["logprob"]) <= 1 for other in found["content"][1]["top_logprobs"])


def test_what_is_no_text_has_none() -> None:
    """A refusal, say."""
    assert chances([Refusal("no")], 0) is None
