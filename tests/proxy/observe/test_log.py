"""Log lines."""

import io
import json
from pathlib import Path

import pytest

from proxy.observe.log import Log, open_log


def test_a_line_is_one_json_object() -> None:
    """With its time, level and event first."""
    out = io.BytesIO()
    Log(out).warning("careful", setting="cache.ttl")
    line = json.loads(out.getvalue())
    assert list(line) == ["time", "level", "event", "setting"]
    assert (line["level"], line["event"], line["setting"]) == ("warning", "careful", "cache.ttl")


@pytest.mark.parametrize(("level", "count"), [("debug", 3), ("info", 3), ("warning", 2), ("error", 1)])
def test_a_level_silences_what_is_below_it(level: str, count: int) -> None:
    """Requests are told at info."""
    out = io.BytesIO()
    log = Log(out, level=level)
    log.info("a")
    log.warning("b")
    log.error("c")
    assert out.getvalue().count(b"\n") == count
    assert log.requests is (level in ("debug", "info"))


def test_a_fault_names_the_place_and_never_the_values() -> None:
    """A traceback's text could hold what a caller sent."""
    out = io.BytesIO()
    log = Log(out)
    try:
        raise ValueError("the secret prompt")
    except ValueError as error:
        log.fault("failed", error, request_id="req_1")
    line = json.loads(out.getvalue())
    assert line["fault"] == "ValueError"
    assert "test_log.py" in line["place"][0]
    assert "secret prompt" not in out.getvalue().decode()


def test_text_is_for_eyes() -> None:
    """One line, whatever the values hold."""
    out = io.BytesIO()
    Log(out, form="text").info("hello", who="a b\nc", plain="x")
    assert out.getvalue().decode().endswith('hello who="a b\\nc" plain=x\n')


def test_a_log_nobody_reads_stops_nothing() -> None:
    """A closed pipe is not a caller's problem."""
    out = io.BytesIO()
    log = Log(out)
    out.close()
    log.info("into the void")


def test_a_file_is_appended_to(tmp_path: Path) -> None:
    """A restart loses no line."""
    path = tmp_path / "gateway.log"
    for _ in range(2):
        with open_log(str(path)) as out:
            Log(out).info("hello")
    assert path.read_bytes().count(b"hello") == 2


def test_a_log_can_be_told_to_speak_otherwise() -> None:
    """gateway.toml may change while it is open."""
    out = io.BytesIO()
    log = Log(out)
    log.adjust(level="error", form="text", requests=True)
    log.warning("not worth it")
    log.error("worth it")
    assert out.getvalue().endswith(b" error   worth it\n")
    assert out.getvalue().count(b"\n") == 1
    assert not log.requests
