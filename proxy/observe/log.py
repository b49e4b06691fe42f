"""The gateway's log: structured, one line per thing that happened."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import msgspec
import orjson
import structlog
from msgspec import Struct

from proxy.observe.lines import Lines

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


class Log:
    """The gateway's log. Lines are rendered once, by orjson, and written together."""

    def __init__(self, out: IO[bytes], *, level: str = "info", form: str = "json", requests: bool = True) -> None:
        self.lines = Lines(out)
        self._encode = msgspec.json.Encoder().encode
        self.adjust(level=level, form=form, requests=requests)

    def adjust(self, *, level: str, form: str, requests: bool) -> None:
        """From now on: the least important line that is written, its form, and whether requests have one."""
        self.requests = requests and LEVELS[level] <= LEVELS["info"]
        self._json = form == "json"
        self._render = _as_json if self._json else _as_text
        self._logger = structlog.wrap_logger(
            self.lines,
            processors=[self._rendered],
            wrapper_class=structlog.make_filtering_bound_logger(LEVELS[level]),
            context_class=dict,
        ).bind()

    def request(self, line: Struct) -> None:
        """The line of one request: rendered here, since passing structlog's processors costs five times as much."""
        self.lines.add(self._encode(line) + b"\n" if self._json else _as_text(_told(line)))

    def info(self, event: str, **fields: object) -> None:
        """Something an operator may want to know."""
        self._logger.info(event, **fields)

    def warning(self, event: str, **fields: object) -> None:
        """Something an operator should see."""
        self._logger.warning(event, **fields)

    def error(self, event: str, **fields: object) -> None:
        """Something an operator must see, at once."""
        self._logger.error(event, **fields)
        self.lines.flush()

    def fault(self, event: str, error: BaseException, **fields: object) -> None:
        """A fault of our own, with the place it happened; never with what was being worked on."""
        place = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)][-8:]
        self.error(event, fault=type(error).__name__, place=place, **fields)

    def _rendered(self, _: Any, level: str, fields: MutableMapping[str, Any]) -> bytes:
        event = fields.pop("event")
        return self._render({"time": datetime.now(UTC), "level": level, "event": event, **fields})


def open_log(destination: str) -> IO[bytes]:
    """Standard output, standard error or a file that is appended to."""
    if destination == "stdout":
        return sys.stdout.buffer
    if destination == "stderr":
        return sys.stderr.buffer
    return Path(destination).open("ab", buffering=0)


def _told(line: Struct) -> Mapping[str, object]:
    """The fields of a line that say something."""
    return {name: value for name, value in msgspec.structs.asdict(line).items() if value not in (None, "", False, 0)}


def _as_json(fields: Mapping[str, object]) -> bytes:
    return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z, default=str)


def _as_text(fields: Mapping[str, object]) -> bytes:
    head = f"{fields['time']:%H:%M:%S} {fields['level']!s:<7} {fields['event']}"
    rest = "".join(f" {k}={_word(v)}" for k, v in fields.items() if k not in ("time", "level", "event"))
    return (head + rest + "\n").encode("utf-8", "backslashreplace")


def _word(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and " " not in text and text else orjson.dumps(text).decode()
