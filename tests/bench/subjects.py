"""What is compared: how each subject is started in front of a provider."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import nginx, processes, texts
from tests.bench.trouble import CouldNotRunError

RULER = "nginx"  # what the others are compared with
LEDGERLESS = "ledgerless"  # the gateway, but it keeps no ledger
LIMITED, SHARED = "limited", "limited_redis"  # the gateway with four limits and a budget, counted in its memory or in Redis
_numbers = itertools.count(1)

GATEWAY = """
[server]
max_body_mb = 64
keep_alive_seconds = {keep_alive}

[log]
destination = "{folder}/requests.log"

[store]
database = "sqlite:///{folder}/modelbridge.db"
journal = "{folder}/journal"
redis = "{redis}"

[ledger]
enabled = {ledger}

[providers.house]
wire = "openai_chat"
base_url = "http://127.0.0.1:{provider}/v1"
connections = 20000

[models."house/m1"]
price = {{ input = 0.15, cached_input = 0.075, output = 0.6 }}

[keys.bench]
key = "env:BENCH_KEY"
limits = [{limits}]
"""
LIMITS = """
  { requests = 1_000_000_000, per = "minute" }, { tokens = 1_000_000_000_000, per = "minute" }, { parallel = 10_000 },
  { requests = 1_000_000_000_000, per = "day" }, { usd = "5000000", per = "month" },
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that answers on a port."""

    name: str
    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Place:
    """What a subject stands in front of, and how."""

    provider: int  # its port
    streaming: bool = False
    keep_alive: int = 75  # seconds an idle connection stays open, as in the gateway and in nginx when nobody says otherwise
    redis: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """How a subject is started: its command, and the port it will listen on."""

    name: str
    port: int
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str]


def start_nginx(folder: Path, place: Place) -> Start:
    """nginx with `proxy_pass`."""
    port = processes.free_port()
    return Start("nginx", port, nginx.proxy(folder, port, place.provider, streaming=place.streaming), folder / "printed.log", {})


def start_bare(folder: Path, place: Place) -> Start:
    """The bare client."""
    port = processes.free_port()
    own = ("--provider", str(place.provider), "--keep-alive", str(place.keep_alive))
    command = (sys.executable, "-m", "tests.bench.bare", "--port", str(port), *own)
    return Start("bare", port, command, folder / "printed.log", {})


def start_gateway(folder: Path, place: Place) -> Start:
    """The gateway as an operator starts it, with everything on that is on by default; journal and database are in the folder."""
    return _start_gateway("gateway", folder, place)


def start_ledgerless(folder: Path, place: Place) -> Start:
    """The same, but it keeps no ledger."""
    return _start_gateway(LEDGERLESS, folder, place, ledger="false")


def start_limited(folder: Path, place: Place) -> Start:
    """With limits, which it counts itself."""
    return _start_gateway(LIMITED, folder, place, limits=LIMITS)


def start_shared(folder: Path, place: Place) -> Start:
    """With the same limits, counted in Redis."""
    return _start_gateway(SHARED, folder, place, limits=LIMITS, redis=place.redis)


def _start_gateway(name: str, folder: Path, place: Place, *, ledger: str = "true", limits: str = "", redis: str = "") -> Start:
    port = processes.free_port()
    written = folder / "gateway.toml"
    own = {"ledger": ledger, "limits": limits, "redis": redis}
    written.write_text(GATEWAY.format(folder=folder, provider=place.provider, keep_alive=place.keep_alive, **own))
    script = Path(sys.executable).with_name("modelbridge")
    command = (str(script), "serve", "--config", str(written), "--port", str(port))
    return Start(name, port, command, folder / "printed.log", {"BENCH_KEY": texts.KEY})


STARTS: Mapping[str, Callable[[Path, Place], Start]] = {
    "nginx": start_nginx,
    "bare": start_bare,
    "gateway": start_gateway,
    LEDGERLESS: start_ledgerless,
    LIMITED: start_limited,
    SHARED: start_shared,
}


def prepare(name: str, folder: Path, place: Place) -> Start:
    """A subject's command, with a folder of its own."""
    own = folder / f"{name}-{next(_numbers)}"
    own.mkdir(parents=True)
    return STARTS[name](own, place)


@contextmanager
def started(start: Start, core: int, *, pause: float = 0.02) -> Iterator[Subject]:
    """Running and ready."""
    with processes.running(start.command, core=core, log=start.log, environment=start.environment) as process:
        try:
            processes.wait_until_ready(process, start.port, start.log, pause)
        except CouldNotRunError as error:
            raise CouldNotRunError(f"{start.name}: {error}") from error
        yield Subject(start.name, start.port, process.pid)


@contextmanager
def side_by_side(names: Sequence[str], folder: Path, place: Place, core: int) -> Iterator[list[Subject]]:
    """All subjects at once on one core; those not asked anything cost nothing."""
    with ExitStack() as stack:
        yield [stack.enter_context(started(prepare(name, folder, place), core)) for name in names]


@contextmanager
def cheap_provider(folder: Path, core: int) -> Iterator[int]:
    """The port of nginx answering one whole reply."""
    port = processes.free_port()
    own = folder / f"provider-{next(_numbers)}"
    command = nginx.provider(own, port)
    with started(Start("provider", port, command, own / "printed.log", {}), core):
        yield port


@contextmanager
def reading_provider(folder: Path, core: int, *, rate: float = 50.0, events: int = 200) -> Iterator[int]:
    """The port of the provider that streams, and that reads bodies to the end."""
    port = processes.free_port()
    log = folder / f"provider-{next(_numbers)}.log"
    command = (sys.executable, "-m", "tests.bench.provider", "--port", str(port), "--rate", str(rate), "--events", str(events))
    with started(Start("provider", port, command, log, {}), core):
        yield port
