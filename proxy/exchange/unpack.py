"""A compressed body unpacked in small pieces, never to more than is allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from proxy.exchange.failures import bad_reply, cut_off

PIECE = 65_536  # unpacked at once, so that a bomb goes off in small pieces
GZIP = 16 + zlib.MAX_WBITS


class Unpacker:
    """One gzip or deflate body. Feed it what came; it gives pieces until `room` is used up."""

    __slots__ = ("_begun", "_inflate", "_provider", "_room", "_wbits")

    def __init__(self, provider: str, wbits: int, room: int) -> None:
        self._provider = provider
        self._wbits = wbits
        self._room = room
        self._inflate = zlib.decompressobj(wbits)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The pieces this much of the body unpacks to."""
        full = False  # what was swallowed whole may still have more to give than one piece
        while data or (full and not self._inflate.eof):
            if self._inflate.eof:
                if self._wbits != GZIP:
                    raise bad_reply(self._provider, "bytes after the end of a compressed body")
                self._inflate = zlib.decompressobj(self._wbits)  # a gzip body may have several members
            piece = self._step(data)
            data = self._inflate.unconsumed_tail or self._inflate.unused_data
            full = len(piece) == PIECE
            if piece:
                self._room -= len(piece)
                if self._room < 0:
                    raise bad_reply(self._provider, "a compressed body that unpacks to more than is allowed")
                yield piece

    def _step(self, data: bytes) -> bytes:
        if not self._begun:
            self._begun = True
            if self._wbits == zlib.MAX_WBITS and not _has_zlib_head(data):
                self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)  # "deflate" is sent raw by some
        try:
            return self._inflate.decompress(data, PIECE)
        except zlib.error as error:
            raise bad_reply(self._provider, f"a compressed body that does not unpack: {error}") from error

    def finish(self) -> None:
        """The body has ended; so must the compressed stream."""
        if self._begun and not self._inflate.eof:
            raise cut_off(self._provider, "a compressed body")


def _has_zlib_head(data: bytes) -> bool:
    return data[0] & 0x0F == 8 and (len(data) < 2 or (data[0] << 8 | data[1]) % 31 == 0)


def unpacker(provider: str, encoding: str, room: int) -> Unpacker | None:
    """Who unpacks this content-encoding; None when there is nothing to unpack."""
    word = encoding.strip().lower()
    if word in ("", "identity"):
        return None
    wbits = ENCODINGS.get(word)
    if wbits is None:
        raise bad_reply(provider, f"a body encoded as {word[:40]!r}, which was not asked for")
    return Unpacker(provider, wbits, room)


ENCODINGS = {"gzip": GZIP, "x-gzip": GZIP, "deflate": zlib.MAX_WBITS}
