"""The one mutable thing in config/: which snapshot is current."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from config.changes import changes, needs_restart
from config.faults import ConfigError, Fault
from config.load import NONE, load_bytes, read
from config.snapshot import Key, Snapshot


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of looking at the file again."""

    same: bool = False  # nothing had changed since the last look
    changed: tuple[str, ...] = ()
    needs_restart: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()  # not empty: the snapshot from before serves on

    @property
    def ok(self) -> bool:
        """Is what the file says what is in force?"""
        return not self.faults


class Look(Struct, frozen=True):
    """What the files say now."""

    number: int  # of looks, in order of their beginning
    seal: bytes  # of every byte that was there
    found: Snapshot | ConfigError


class Holder:
    """Holds the current snapshot. Raises ConfigError when there is not even a first one."""

    def __init__(
        self,
        path: Path | None,
        environment: Mapping[str, str],
        *,
        clock: Callable[[], float],
        overrides: Mapping[str, Any] = NONE,
        made: Key | None = None,  # lets a caller in while the file has no key
    ) -> None:
        self.path = path
        self.environment = environment
        self.overrides = overrides
        self.made = made
        self.generation = 1
        self.faults: tuple[Fault, ...] = ()
        self._clock = clock
        self._also: tuple[Path, ...] = ()  # secrets a faulty file refers to
        self._seal = b""
        self._numbers = count(1)
        self._taken = 0
        found = self._found()
        if isinstance(found, ConfigError):
            raise found
        self.current: Snapshot = found
        self.started: Snapshot = found  # what needs a restart is measured against it
        self.reloaded_at = clock()

    @property
    def watched(self) -> tuple[Path, ...]:
        """Every file that matters."""
        return () if self.path is None else (self.path, *sorted({*self.current.watched, *self._also}))

    def stirred(self) -> bool:
        """Do the files say anything that was not taken? Reads files: not for the event loop."""
        return self.path is not None and _seal(self.watched) != self._seal

    def look(self) -> Look | None:
        """What the files say now; None when they are as they were taken. Reads files: not for the event loop."""
        if self.path is None:
            return None
        # Sealed before it is read again: what changes in between is seen by the next look, never missed.
        number, seal = next(self._numbers), _seal(self.watched)
        return None if seal == self._seal else Look(number, seal, self._found())

    def take(self, look: Look | None) -> Outcome:
        """Swap in what was found. A broken file changes nothing."""
        if look is None or look.number < self._taken:  # a later look, asked for by a signal, was quicker
            return Outcome(same=True, faults=self.faults)
        self._taken, self._seal = look.number, look.seal
        if isinstance(look.found, ConfigError):
            same, self.faults, self._also = look.found.faults == self.faults, look.found.faults, look.found.files
            return Outcome(same=same, faults=self.faults)
        old, new, mended = self.current, look.found, bool(self.faults)
        self.faults, self._also, self.reloaded_at = (), (), self._clock()
        if new.fingerprint == old.fingerprint:
            return Outcome(same=not mended)
        self.current = new
        self.generation += 1
        return Outcome(changed=changes(old, new), needs_restart=needs_restart(self.started, new))

    def reload(self) -> Outcome:
        """Look, and take."""
        return self.take(self.look())

    def status(self) -> dict[str, Any]:
        """What /readyz shows."""
        return {
            "file": None if self.path is None else str(self.path),
            "hash": self.current.hash,
            "generation": self.generation,
            "reloaded_at": self.reloaded_at,
            "ok": not self.faults,
            "faults": [str(fault) for fault in self.faults],
        }

    def _found(self) -> Snapshot | ConfigError:
        try:
            data = b"" if self.path is None else read(self.path)
            return self._let_in(load_bytes(data, self.path, self.environment, self.overrides))
        except ConfigError as error:
            return error

    def _let_in(self, snapshot: Snapshot) -> Snapshot:
        if snapshot.keys or self.made is None:
            return snapshot
        return replace(snapshot, keys=MappingProxyType({self.made.digest: self.made}))


def _seal(files: Iterable[Path]) -> bytes:
    digest = sha256()
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            data = f"\0{error.errno}".encode()
        digest.update(sha256(str(file).encode()).digest() + sha256(data).digest())
    return digest.digest()
