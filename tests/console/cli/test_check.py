"""`modelbridge check`: the picture, or every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.cli.check import check
from tests.commanded import commanded, on_a_terminal

GOOD = """
[providers.openai]
api_key = "env:OPENAI_API_KEY"
[routes.fast]
targets = ["openai/gpt-4o", "mistral/mistral-small-latest"]
[keys.ci]
key = "env:CI_KEY"
models = ["fast"]
[cache]
enabled = true
"""
BROKEN = '[server]\nprt = 1\n[routes.fast]\ntargets = ["opnai/gpt-4o"]\n'
SECRETS = {"OPENAI_API_KEY": "sk-hush-hush", "CI_KEY": "mb-hush-0123456789abcdef-0123456789"}


def test_a_good_file_is_drawn(tmp_path: Path) -> None:
    """Providers on and off and why, routes, keys, what has no effect, what may not be meant; never a secret."""
    (tmp_path / "gateway.toml").write_text(GOOD)
    done = commanded(tmp_path, "check", environment=SECRETS)
    assert (done.returncode, done.stderr) == (0, "")
    for words in (
        "Providers on",
        "openai_chat and openai_responses at https://api.openai.com/v1",
        "MISTRAL_API_KEY is not set",
        "fast",
        "ci",
        "cache.enabled",
    ):
        assert words in done.stdout
    assert "hush" not in done.stdout
    assert "\x1b" not in done.stdout


def test_a_broken_file_is_answered_with_every_fault(tmp_path: Path) -> None:
    """File, line, key, what is wrong, what would be right; and exit code 2."""
    (tmp_path / "gateway.toml").write_text(BROKEN)
    done = commanded(tmp_path, "check")
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.splitlines() == [
        "2 faults:",
        "  gateway.toml:2: server.prt: there is no such setting (did you mean `port`?)",
        "  gateway.toml:4: routes.fast.targets[0]: there is no provider called `opnai` (did you mean `openai`?)",
    ]


@pytest.mark.parametrize("text", [GOOD, BROKEN])
def test_colour_is_for_terminals(tmp_path: Path, text: str) -> None:
    """Unless somebody says otherwise, by an option or by NO_COLOR."""
    (tmp_path / "gateway.toml").write_text(text)
    assert "\x1b[" in on_a_terminal(tmp_path, "check", environment=SECRETS)
    assert "\x1b[" not in on_a_terminal(tmp_path, "check", environment={**SECRETS, "NO_COLOR": "1"})
    assert "\x1b[" in commanded(tmp_path, "check", "--color", "always", environment={**SECRETS, "NO_COLOR": "1"}).stdout
    assert "\x1b[" not in on_a_terminal(tmp_path, "check", "--color", "never", environment=SECRETS)


def test_the_file_can_be_named(tmp_path: Path) -> None:
    """By an option, or by a variable; one that is not there is a fault, and none at all is the defaults."""
    (tmp_path / "other.toml").write_text('[routes.mine]\ntargets = ["mock/echo"]\n')
    assert "mine" in commanded(tmp_path, "check", "--config", "other.toml").stdout
    assert "mine" in commanded(tmp_path, "check", environment={"MODELBRIDGE_CONFIG": "other.toml"}).stdout
    missing = commanded(tmp_path, "check", "--config", "nowhere.toml", environment={"MODELBRIDGE_CONFIG": "other.toml"})
    assert (missing.returncode, missing.stdout) == (2, "1 fault:\n  nowhere.toml: there is no such file\n")
    assert commanded(tmp_path, "check").returncode == 0


def test_it_is_what_the_gateway_would_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same code reads it; only the exit code and the words differ."""
    path = tmp_path / "gateway.toml"
    path.write_text(GOOD)
    assert check(path, SECRETS, colour=False) == 0
    path.write_text("[")
    assert check(path, SECRETS, colour=False) == 2
    assert "gateway.toml:1: not toml" in capsys.readouterr().out
