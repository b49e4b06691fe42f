"""`modelbridge serve`, in a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.commanded import commanded
from tests.served import KEY, PATIENCE, Served, served

KEYS = '[keys.tests]\nkey = "env:TEST_KEY"\n'
SECRET = {"TEST_KEY": KEY}
ASK = {"model": "mock/echo", "messages": [{"role": "user", "content": "hello"}]}


def logged(running: Served) -> list[dict[str, object]]:
    """Its log, which says everything only once it has stopped."""
    return [json.loads(line) for line in running.log.read_text().splitlines()]


def asked(running: Served, key: str) -> int:
    """How a question with this key is answered."""
    return httpx.post(f"{running.url}/v1/chat/completions", json=ASK, headers={"authorization": f"Bearer {key}"}).status_code


def shell(line: str) -> str:
    """What a line prints when a person copies it into a shell where `python` is one that has the SDK."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=PATIENCE, check=True, env=environment)
    return done.stdout


def test_the_first_run_makes_a_key_and_shows_how_to_use_it(tmp_path: Path) -> None:
    """No file, no key of one's own: the lines can be copied, work, and are all there is on standard output; the log has no key."""
    with served(tmp_path) as running:
        assert re.fullmatch(r"mb-[A-Za-z0-9_-]{32,}", running.key)
        curl, python = re.findall(r"^  (curl .*|python .*)$", running.said, re.MULTILINE)
        reply = json.loads(shell(f"{curl} --silent"))
        assert reply["choices"][0]["message"]["content"] == "hello"
        assert shell(python) == "hello\n"
        assert asked(running, "mb-" + 43 * "x") == 401
        assert running.stop() == 0
        assert running.process.stdout is not None
        assert running.process.stdout.read() == b""
        assert running.key not in running.log.read_text()
        assert [line["event"] for line in logged(running)] == ["ready", "request", "request", "request", "stopped"]


def test_every_run_makes_another_key(tmp_path: Path) -> None:
    """One that was seen on a screen is of no use tomorrow."""
    with served(tmp_path) as first, served(tmp_path) as second:
        assert first.key != second.key
        assert asked(second, first.key) == 401


def test_with_a_key_of_ones_own_none_is_made(tmp_path: Path) -> None:
    """One line says that it is ready."""
    with served(tmp_path, KEYS, environment=SECRET) as running:
        assert running.said == f"modelbridge is ready at {running.url}\n"
        assert asked(running, KEY) == 200


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_good_order(tmp_path: Path, sig: signal.Signals) -> None:
    """Ctrl-C is no accident: exit code 0, no traceback, and the log says so."""
    with served(tmp_path, KEYS, environment=SECRET) as running:
        assert running.stop(sig) == 0
        assert [line["event"] for line in logged(running)] == ["ready", "stopped"]


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    """Exit code 1: nothing is wrong with what was asked."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = commanded(tmp_path, "serve", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"modelbridge cannot listen on 127.0.0.1 port {port}: Address already in use\n"


def test_a_broken_file_is_told_in_full(tmp_path: Path) -> None:
    """Exit code 2: file, line, key, what is wrong, what would be right."""
    (tmp_path / "gateway.toml").write_text("[server]\nport = 0\nprot = 1\nworkers = 0\n")
    done = commanded(tmp_path, "serve")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "modelbridge cannot start: the configuration is broken",
        "gateway.toml:3: server.prot: there is no such setting (did you mean `port`?)",
        "gateway.toml:4: server.workers: must be at least 1",
    ]


@pytest.mark.parametrize(("arguments", "environment"), [(["--config", "no.toml"], {}), ([], {"MODELBRIDGE_CONFIG": "no.toml"})])
def test_a_file_that_was_named_must_be_there(tmp_path: Path, arguments: list[str], environment: dict[str, str]) -> None:
    """The defaults would be a surprise."""
    done = commanded(tmp_path, "serve", *arguments, environment=environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "modelbridge cannot start: the configuration is broken\nno.toml: there is no such file\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "words"),
    [
        ([], {"MODELBRIDGE_PORT": "http"}, 2, "modelbridge: MODELBRIDGE_PORT: 'http' is not a port"),
        ([], {"MODELBRIDGE_LOG_LEVEL": "loud"}, 2, "modelbridge: MODELBRIDGE_LOG_LEVEL: 'loud' is not a level"),
        ([], {"MODELBRIDGE_HOST": "no such host"}, 2, "command line: server.host: "),
        (["--host", "192.0.2.1"], {}, 1, "modelbridge cannot listen on 192.0.2.1 port "),
        (["--port", "-1"], {}, 2, "argument --port: '-1' is not a port"),
        (["--port", "0"], {"HTTPS_PROXY": "socks5://127.0.0.1:1"}, 1, "modelbridge cannot start: HTTPS_PROXY"),
        (["--port", "0"], {"SSL_CERT_FILE": "/no/such/file"}, 1, "modelbridge cannot start: SSL_CERT_FILE"),
    ],
)
def test_what_it_cannot_do_is_said_in_words(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], code: int, words: str
) -> None:
    """Without a traceback, and with the right exit code."""
    done = commanded(tmp_path, "serve", *arguments, environment=environment)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_log_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    """Nobody wants to find out later."""
    (tmp_path / "gateway.toml").write_text('[server]\nport = 0\n[log]\ndestination = "no/such/folder.log"\n')
    done = commanded(tmp_path, "serve")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "modelbridge cannot write its log to no/such/folder.log: No such file or directory\n"


def test_options_win_over_variables_and_variables_over_the_file(tmp_path: Path) -> None:
    """Host, level, file; `served` itself shows it for the port."""
    toml = '[server]\nhost = "192.0.2.1"\nport = 1\n[log]\nlevel = "error"\n[routes.here]\ntargets = ["mock/echo"]\n'
    (tmp_path / "here.toml").write_text(toml)
    variables = {"MODELBRIDGE_CONFIG": "here.toml", "MODELBRIDGE_HOST": "::1", "MODELBRIDGE_PORT": "2", "MODELBRIDGE_LOG_LEVEL": "info"}
    with served(tmp_path, None, "--host", "127.0.0.1", environment=variables) as running:
        assert running.url.startswith("http://127.0.0.1:")
        names = [model["id"] for model in httpx.get(f"{running.url}/v1/models", headers=running.headers).json()["data"]]
        assert "here" in names
        running.stop()
        assert "ready" in [line["event"] for line in logged(running)]


def test_it_listens_where_it_is_told(tmp_path: Path) -> None:
    """On IPv6 too."""
    with served(tmp_path, KEYS, "--host", "::1", environment=SECRET) as running:
        assert running.url.startswith("http://[::1]:")
        assert asked(running, KEY) == 200


def test_what_has_no_effect_is_told_at_the_start(tmp_path: Path) -> None:
    """And what will perhaps not do what was meant."""
    toml = f'{KEYS}[cache]\nenabled = true\n[routes.fast]\ntargets = ["mock/echo", "openai/gpt-4o"]\n'
    with served(tmp_path, toml, environment=SECRET) as running:
        running.stop()
        told = {(line["event"], line.get("setting", line.get("warning"))) for line in logged(running) if line["level"] == "warning"}
    assert told == {
        ("a setting has no effect yet", "cache.enabled"),
        (
            "configuration",
            "routes.fast.targets[1]: openai/gpt-4o cannot be used: provider openai is off: no key: OPENAI_API_KEY is not set",
        ),
    }


def test_the_log_goes_where_it_is_told(tmp_path: Path) -> None:
    """To a file: then standard error stays empty."""
    with served(tmp_path, f'{KEYS}[log]\ndestination = "gateway.log"\n', environment=SECRET) as running:
        assert asked(running, KEY) == 200
        running.stop()
        assert running.log.read_text() == ""
    assert [json.loads(line)["event"] for line in (tmp_path / "gateway.log").read_text().splitlines()] == ["ready", "request", "stopped"]


def theirs(folder: Path) -> None:
    """A database of somebody else."""
    with closing(sqlite3.connect(folder / "modelbridge.db")) as file:
        file.execute("CREATE TABLE theirs (id INTEGER)")


def of_tomorrow(folder: Path) -> None:
    """A database of a later version."""
    with served(folder, KEYS, environment=SECRET) as running:
        running.stop()
    with closing(sqlite3.connect(folder / "modelbridge.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")


def no_database(folder: Path) -> None:
    """Something that is none."""
    (folder / "modelbridge.db").write_bytes(b"hello" * 1000)


UNFIT = [(theirs, "holds tables of something else"), (of_tomorrow, "is of a newer Model Bridge"), (no_database, "is not a SQLite database")]


@pytest.mark.parametrize(("make", "words"), UNFIT, ids=lambda each: getattr(each, "__name__", ""))
def test_a_database_that_does_not_fit_stops_the_start(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    """In words, without a traceback, and without a journal that would be left behind."""
    make(tmp_path)
    (tmp_path / "gateway.toml").write_text("[server]\nport = 0\n")
    done = commanded(tmp_path, "serve")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("modelbridge does not serve: ")
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "journal").glob("2*")) == []


def test_a_journal_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    """Nobody would be accounted for."""
    (tmp_path / "journal").write_text("")
    (tmp_path / "gateway.toml").write_text("[server]\nport = 0\n")
    done = commanded(tmp_path, "serve")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("modelbridge cannot start: the journal cannot be written to journal: ")


def test_what_was_used_is_in_the_database_when_it_has_stopped(tmp_path: Path) -> None:
    """Beside the file, unless it says otherwise; the journal is empty then."""
    with served(tmp_path, KEYS, environment=SECRET) as running:
        assert asked(running, KEY) == 200
        assert running.stop() == 0
    with closing(sqlite3.connect(tmp_path / "modelbridge.db")) as file:
        assert file.execute("SELECT key, target, status, input, output FROM entries").fetchall() == [("tests", "mock/echo", 200, 2, 2)]
    assert list((tmp_path / "journal").iterdir()) == []


def test_without_a_ledger_nothing_is_written(tmp_path: Path) -> None:
    """Neither journal nor database."""
    with served(tmp_path, f"{KEYS}[ledger]\nenabled = false\n", environment=SECRET) as running:
        assert asked(running, KEY) == 200
        assert running.stop() == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gateway.toml", "log"]
