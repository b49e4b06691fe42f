"""The command line: what it takes, what it refuses, and how it says so."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from config import VERSION, Holder
from config.wires import wires
from console.cli.built import Build, Built, Ready, ServeMock
from console.cli.commands import EXPLAINED, parser, run
from proxy.observe.log import Log
from tests.commanded import commanded


class NoParts:
    """For commands that need no gateway, or none that comes to work."""

    def __init__(self, instead: BaseException | None = None) -> None:
        self.instead = instead or AssertionError("nothing was to be built")

    @property
    def build(self) -> Build:
        def build(holder: Holder, *, log: Log, environment: object) -> Built:
            raise self.instead

        return build

    @property
    def serve_mock(self) -> ServeMock:
        async def serve(bound: socket.socket, ready: Ready, *, key: str | None, latency: float, rate: float, faults: str) -> None:
            raise AssertionError("nothing was to be served")

        return serve


FATES = ("carried", "adapted", "dropped")
Says = Callable[[], tuple[str, str]]


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Says:
    """Standard output and standard error, up to now."""

    def says() -> tuple[str, str]:
        out, err = capsys.readouterr()
        return out, err

    return says


def exit_code(*arguments: str, environment: dict[str, str] | None = None) -> int:
    """How it ends, whichever way it does."""
    try:
        return run(arguments, environment or {}, NoParts())
    except SystemExit as end:
        return int(str(end.code))


def test_version_is_one_line(says: Says) -> None:
    """For scripts."""
    assert exit_code("version") == 0
    assert says() == (f"modelbridge {VERSION}\n", "")


def test_help_is_help(says: Says) -> None:
    """Asked for, it goes to standard output and all is well."""
    assert exit_code("help") == 0
    first = says()
    assert exit_code("--help") == 0
    assert says() == first
    out, err = first
    assert err == ""
    for word in ("serve", "check", "mock", "version", "help", "MODELBRIDGE_CONFIG", "exit codes"):
        assert word in out


@pytest.mark.parametrize("command", ["serve", "check", "mock", "version", "help"])
def test_every_command_tells_about_itself(command: str, says: Says) -> None:
    """By `help COMMAND` and by `COMMAND --help`."""
    assert exit_code("help", command) == 0
    first = says()
    assert exit_code(command, "--help") == 0
    assert says() == first
    assert first[0].startswith(f"usage: modelbridge {command}")


def test_without_a_command_the_help_is_an_error(says: Says) -> None:
    """A script that forgot it must notice."""
    assert exit_code() == 2
    out, err = says()
    assert out == ""
    assert "usage: modelbridge" in err
    assert "serve" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "invalid choice: 'nothing'"),
        (["help", "nothing"], "invalid choice: 'nothing'"),
        (["serve", "--port", "http"], "argument --port: 'http' is not a port: 0 to 65535"),
        (["serve", "--port", "65536"], "argument --port: '65536' is not a port: 0 to 65535"),
        (["serve", "--log-level", "loud"], "argument --log-level: 'loud' is not a level: debug, info, warning, error"),
        (["serve", "--hos", "x"], "unrecognized arguments: --hos x"),
        (["serve", "file.toml"], "unrecognized arguments: file.toml"),
        (["check", "--color", "red"], "argument --color: invalid choice: 'red'"),
        (["mock", "--rate", "-1"], "argument --rate: '-1' is not a number, 0 or more"),
        (["mock", "--latency", "nan"], "argument --latency: 'nan' is not a number, 0 or more"),
    ],
)
def test_a_wrong_command_line_says_what_would_be_right(arguments: list[str], words: str, says: Says) -> None:
    """With exit code 2, on standard error."""
    assert exit_code(*arguments) == 2
    out, err = says()
    assert out == ""
    assert words in err


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("MODELBRIDGE_PORT", "http", "modelbridge: MODELBRIDGE_PORT: 'http' is not a port: 0 to 65535\n"),
        ("MODELBRIDGE_LOG_LEVEL", "loud", "modelbridge: MODELBRIDGE_LOG_LEVEL: 'loud' is not a level: debug, info, warning, error\n"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, value: str, words: str, says: Says) -> None:
    """And not the option it stands for; a command that does not read it does not mind it."""
    assert exit_code("serve", environment={variable: value}) == 2
    assert says() == ("", words)
    assert exit_code("version", environment={variable: value}) == 0


def test_ctrl_c_before_there_is_a_gateway_is_no_accident(tmp_path: Path, says: Says) -> None:
    """No traceback; the exit code is a shell's for it."""
    (tmp_path / "gateway.toml").touch()
    arguments = ["serve", "--port", "0", "--config", str(tmp_path / "gateway.toml")]
    assert run(arguments, {}, NoParts(KeyboardInterrupt())) == 130
    assert says() == ("", "")


def test_no_option_is_guessed_from_its_beginning() -> None:
    """What works today must not mean something else when an option is added."""
    assert parser().allow_abbrev is False


def test_the_installed_command_does_the_same(tmp_path: Path) -> None:
    """In a process of its own."""
    done = commanded(tmp_path, "version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"modelbridge {VERSION}\n", "")
    assert commanded(tmp_path, "nothing").returncode == 2


def test_explain_says_what_can_be_explained(says: Says) -> None:
    """Every format, what the words mean, and how it is asked; an error where nothing is asked."""
    assert run(["explain"], {}, NoParts()) == 2
    out, told = says()
    assert out == ""
    assert told.startswith("usage: modelbridge explain [-h] wires [FROM TO]\n")
    assert all(name in told for name in (*wires(), *FATES))
    with pytest.raises(SystemExit) as ended:
        run(["explain", "--help"], {}, NoParts())
    assert ended.value.code == 0
    assert says() == (told, "")


@pytest.mark.parametrize("line", [line for line in EXPLAINED.splitlines() if "modelbridge explain wires " in line])
def test_the_examples_of_explain_are_right(line: str, says: Says) -> None:
    """As they stand in its help."""
    names = line.partition("explain wires")[2].split("  ")[0].split()
    assert run(["explain", "wires", *names], {}, NoParts()) == 0
    assert " to ".join(names) in says()[0]


@pytest.mark.parametrize(
    ("command", "usage", "told"),
    [
        ("ledger", "usage: modelbridge ledger verify [--since TIME] [--json]", "are required: verify|ship"),
        ("costs", "usage: modelbridge costs recompute --since TIME", "are required: recompute, --since"),
    ],
)
def test_a_command_that_lacks_its_word_says_which(tmp_path: Path, command: str, usage: str, told: str) -> None:
    """As it is to be written."""
    ended = commanded(tmp_path, command)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(usage)
    assert ended.stderr.endswith(f"{told}\n")
