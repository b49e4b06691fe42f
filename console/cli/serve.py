"""`modelbridge serve`: run the gateway."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from time import time
from typing import Any

import uvloop

from config import ConfigError, Holder, Key, watch
from console.cli.banner import banner
from console.cli.built import Build, Built
from console.cli.files import raise_limit
from console.cli.listen import listen, url
from console.cli.memory import keep_freed_memory
from console.cli.places import config_path
from console.cli.telling import Teller
from proxy.observe.log import Log, open_log
from records.troubles import Mismatch

# How often the collector looks. A long conversation makes thousands of small things, and none of them is garbage yet: looking as
# often as Python does is a quarter of the time its translation takes.
EASY = (20_000, 20, 20)


def serve(
    asked: Path | None, environment: Mapping[str, str], build: Build, *, host: str | None, port: int | None, level: str | None
) -> int:
    """Serve until told to stop. The exit code."""
    given: dict[str, Any] = {"server.host": host, "server.port": port, "log.level": level}
    overrides = {key: value for key, value in given.items() if value is not None}
    secret = f"mb-{token_urlsafe(32)}"
    made = Key(name="this run", digest=sha256(secret.encode()).digest())
    try:
        holder = Holder(config_path(asked), environment, clock=time, overrides=overrides, made=made)
    except ConfigError as error:
        sys.stderr.write(f"modelbridge cannot start: the configuration is broken\n{error}\n")
        return 2
    server, wanted = holder.current.server, holder.current.log
    try:
        log = Log(open_log(wanted.destination), level=wanted.level, form=wanted.format, requests=wanted.requests)
    except OSError as error:
        sys.stderr.write(f"modelbridge cannot write its log to {wanted.destination}: {error.strerror or error}\n")
        return 1
    try:
        bound = listen(server.host, server.port)
    except OSError as error:
        sys.stderr.write(f"modelbridge cannot listen on {server.host} port {server.port}: {error.strerror or error}\n")
        return 1
    shown = secret if made.digest in holder.current.keys else None
    keep_freed_memory()
    raise_limit()
    with closing(bound):
        try:
            gateway = build(holder, log=log, environment=environment)
        except (ValueError, OSError) as error:  # a proxy or a certificate that the environment names, a journal that cannot be written
            sys.stderr.write(f"modelbridge cannot start: {error}\n")
            return 1
        try:
            uvloop.run(_serve(gateway, holder, log, bound=bound, key=shown))
        except Mismatch as error:
            sys.stderr.write(f"modelbridge does not serve: {error}\n")
            return 1
    return 0


async def _serve(gateway: Built, holder: Holder, log: Log, *, bound: socket.socket, key: str | None) -> None:
    loop = asyncio.get_running_loop()
    log.lines.begin(loop)
    loop.set_exception_handler(lambda _, context: _astray(log, context))
    teller = Teller(holder, log, gateway.metrics, key_shown=key is not None)
    teller.begin()

    def ready() -> None:
        where = url(bound)
        sys.stdout.write(banner(where, key))
        sys.stdout.flush()
        log.info("ready", url=where, config=holder.current.hash, providers=sorted(holder.current.providers))

    async def look() -> None:
        teller.asked(holder.take(await asyncio.to_thread(holder.look)))

    looks: set[asyncio.Task[None]] = set()

    def asked() -> None:
        looks.add(task := asyncio.ensure_future(look()))
        task.add_done_callback(looks.discard)

    loop.add_signal_handler(signal.SIGHUP, asked)
    watching = asyncio.ensure_future(watch(holder, teller.told))
    watching.add_done_callback(teller.blind)
    gc.collect()
    gc.freeze()  # what start made lives as long as the process: the collector need not look at it again
    gc.set_threshold(*EASY)
    try:
        await gateway.serve(bound, ready)
    finally:
        watching.cancel()
        log.info("stopped")
        log.lines.close()


def _astray(log: Log, context: Mapping[str, Any]) -> None:
    """A fault that nobody was waiting for still has its line."""
    error = context.get("exception")
    if isinstance(error, Exception):
        log.fault("something failed inside the gateway", error)
    else:
        log.error("something failed inside the gateway", fault=str(context.get("message")))
