"""`modelbridge serve`: run the gateway."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from time import time
from typing import Any

import uvloop

from config import ConfigError, Holder, Key, Outcome, watch
from console.cli.banner import banner
from console.cli.built import Build, Built
from console.cli.listen import listen, url
from console.cli.memory import keep_freed_memory
from console.cli.places import config_path
from proxy.observe.log import Log, open_log


def serve(
    asked: Path | None, environment: Mapping[str, str], build: Build, *, host: str | None, port: int | None, level: str | None
) -> int:
    """Serve until told to stop. The exit code."""
    keep_freed_memory()
    path = config_path(asked)
    overrides: dict[str, Any] = {"server.host": host, "server.port": port, "log.level": level}
    overrides = {key: value for key, value in overrides.items() if value is not None}
    secret = f"mb-{token_urlsafe(32)}"
    made = Key(name="this run", digest=sha256(secret.encode()).digest())
    try:
        holder = Holder(path, environment, clock=time, overrides=overrides, made=made)
    except ConfigError as error:
        sys.stderr.write(f"modelbridge cannot start: the configuration is broken\n{error}\n")
        return 2
    server = holder.current.server
    try:
        bound = listen(server.host, server.port)
    except OSError as error:
        sys.stderr.write(f"modelbridge cannot listen on {server.host} port {server.port}: {error.strerror or error}\n")
        return 1
    try:
        log = _log(holder)
    except OSError as error:
        sys.stderr.write(f"modelbridge cannot write its log to {holder.current.log.destination}: {error.strerror or error}\n")
        return 1
    shown = secret if made.digest in holder.current.keys else None
    uvloop.run(_serve(build(holder, log=log, environment=environment), holder, log, bound_to=bound, key=shown))
    return 0


async def _serve(gateway: Built, holder: Holder, log: Log, *, bound_to: Any, key: str | None) -> None:
    loop = asyncio.get_running_loop()
    log.lines.begin(loop)
    for line in holder.current.without_effect:
        log.warning("a setting has no effect yet", setting=line)
    for line in holder.current.warnings:
        log.warning("configuration", warning=line)

    def ready() -> None:
        where = url(bound_to)
        sys.stdout.write(banner(where, key))
        sys.stdout.flush()
        log.info("ready", url=where, config=holder.current.hash, providers=sorted(holder.current.providers))

    told = _teller(gateway, holder, log)
    loop.add_signal_handler(signal.SIGHUP, lambda: told(holder.reload(), asked=True))
    watching = asyncio.ensure_future(watch(holder, told))
    gc.collect()
    gc.freeze()  # what start made lives as long as the process: the collector need not look at it again
    try:
        await gateway.serve(bound_to, ready)
    finally:
        watching.cancel()
        log.info("stopped")
        log.lines.close()


def _teller(gateway: Built, holder: Holder, log: Log) -> Callable[..., None]:
    """Says what came of a look at gateway.toml: in the log and in the metrics."""

    def told(outcome: Outcome, *, asked: bool = False) -> None:
        if outcome.same:
            if asked:
                log.info("configuration unchanged", config=holder.current.hash)
            return
        gateway.metrics.reloaded(ok=outcome.ok)
        for fault in outcome.faults:
            log.error("configuration is broken, the one before serves on", fault=str(fault))
        if not outcome.ok:
            return
        log.info("configuration reloaded", changed="; ".join(outcome.changed) or "nothing that matters", config=holder.current.hash)
        for setting in outcome.needs_restart:
            log.warning("a changed setting needs a restart", setting=setting)

    return told


def _log(holder: Holder) -> Log:
    """As [log] has it."""
    wanted = holder.current.log
    return Log(open_log(wanted.destination), level=wanted.level, form=wanted.format, requests=wanted.requests)
