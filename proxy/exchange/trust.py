"""Whose TLS certificates are believed: the system's authorities and those the operator adds."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from pathlib import Path


class Trust:
    """The TLS settings for every provider. Loading the authorities takes a while, so it is done when first needed."""

    __slots__ = ("_context", "_directory", "_file")

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._file = environment.get("SSL_CERT_FILE") or None
        self._directory = environment.get("SSL_CERT_DIR") or None
        self._context: ssl.SSLContext | None = None
        if self._file is not None and not Path(self._file).is_file():
            raise ValueError(f"SSL_CERT_FILE names no file: {self._file}")
        if self._directory is not None and not Path(self._directory).is_dir():
            raise ValueError(f"SSL_CERT_DIR names no directory: {self._directory}")

    def context(self) -> ssl.SSLContext:
        """Certificates and host names are verified, TLS 1.2 and later."""
        if self._context is None:
            self._context = self._make()
        return self._context

    def _make(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        if self._file is not None or self._directory is not None:
            context.load_verify_locations(self._file, self._directory)
        return context
