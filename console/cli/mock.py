"""`modelbridge mock`: the mock provider by itself."""

from __future__ import annotations

import sys
from contextlib import closing

import uvloop

from console.cli.built import ServeMock
from console.cli.listen import listen, url


def mock(serve: ServeMock, host: str, port: int, *, key: str | None, latency: float, rate: float, faults: str) -> int:
    """Serve until told to stop. The exit code."""
    try:
        bound = listen(host, port)
    except OSError as error:
        sys.stderr.write(f"modelbridge mock cannot listen on {host} port {port}: {error.strerror or error}\n")
        return 1
    where = url(bound)

    def ready() -> None:
        sys.stdout.write(f"modelbridge mock is ready at {where}/v1\n")
        sys.stdout.flush()

    with closing(bound):
        try:
            uvloop.run(serve(bound, ready, key=key, latency=latency, rate=rate, faults=faults))
        except ValueError as error:
            sys.stderr.write(f"modelbridge mock: {error}\n")
            return 2
    return 0
