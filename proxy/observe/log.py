"""Log lines: structured, one per thing that happened, written a few milliseconds late and many at a time."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Protocol

import msgspec
import orjson
import structlog
from msgspec import Struct

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
FLUSH_AFTER = 0.05  # seconds a line may wait for company
FLUSH_AT = 256  # lines


class Later(Protocol):
    """Something that calls back after a while: an event loop."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> object:
        """Call back after `delay` seconds."""


class Lines:
    """Rendered lines on their way out. structlog's end: every level is written alike."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._waiting: list[bytes] = []
        self._later: Later | None = None

    def begin(self, later: Later) -> None:
        """From now on lines may wait for each other."""
        self._later = later

    def add(self, line: bytes) -> None:
        """One line. It may wait a little."""
        self._waiting.append(line)
        if self._later is None or len(self._waiting) >= FLUSH_AT:
            self.flush()
        elif len(self._waiting) == 1:
            self._later.call_later(FLUSH_AFTER, self.flush)

    debug = info = warning = error = add

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        lines, self._waiting = self._waiting, []
        try:
            self._out.write(b"".join(lines))
            self._out.flush()
        except (OSError, ValueError):
            return  # nobody reads the log any more; calls go on


class Log:
    """The gateway's log. Lines are rendered once, by orjson, and written together."""

    def __init__(self, out: IO[bytes], *, level: str = "info", form: str = "json", requests: bool = True) -> None:
        self.lines = Lines(out)
        self.requests = requests and LEVELS[level] <= LEVELS["info"]
        self._json = form == "json"
        self._encode = msgspec.json.Encoder().encode
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
