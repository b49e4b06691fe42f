"""`modelbridge explain wires`: what is carried, adapted and dropped, pair by pair."""

from __future__ import annotations

import pytest

from config.wires import fates, wires
from console.cli.explain import explain


def test_a_pair_is_told_field_by_field(capsys: pytest.CaptureFixture[str]) -> None:
    """What becomes of it, its name, what it means."""
    assert explain(["openai_chat", "anthropic"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head == "openai_chat to anthropic"
    assert [tuple(line.split()[:2]) for line in lines] == [(fate, feature.name) for feature, fate in fates("openai_chat", "anthropic")]
    assert "  dropped  seed" in "\n".join(lines)


def test_without_a_pair_every_pair_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """One after another."""
    assert explain([]) == 0
    out = capsys.readouterr().out
    assert all(f"{one} to {other}\n" in out for one in wires() for other in wires() if one != other)


def test_between_two_of_the_same_wire_nothing_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    """Also where one is a near-wire."""
    assert explain(["openai_chat", "mistral"]) == 0
    assert capsys.readouterr().out == "openai_chat to openai_chat: the request passes as it is\n"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["antropic", "gemini"], "did you mean anthropic?"),
        (["chat", "gemini"], "did you mean openai_chat?"),
        (["openai", "gemini"], "did you mean openai_chat or openai_responses?"),
        (["telex", "gemini"], "there are anthropic"),
        (["telex"], "there are anthropic"),
        (["gemini"], "for example: modelbridge explain wires openai_chat anthropic"),
        (["gemini", "gemini", "gemini"], "it was given 3"),
    ],
)
def test_what_is_no_pair_is_refused(capsys: pytest.CaptureFixture[str], names: list[str], words: str) -> None:
    """With what would be right."""
    assert explain(names) == 2
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""
