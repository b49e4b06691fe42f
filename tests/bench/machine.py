"""The machine a run happens on: its two cores, its programs, its limits."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.bench.trouble import CouldNotRunError, NotInstalledError

PLACES = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"))  # Debian keeps nginx in sbin
TOPOLOGY = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"
QUIET = 0.5  # a load average above this means that somebody else is at work


@dataclass(frozen=True, slots=True)
class Cores:
    """One core for what is measured, another for the load and the provider."""

    subject: int
    load: int


def choose_cores() -> Cores:
    """The last core we may use and the first one that is not its twin; with only two, those."""
    mine = sorted(os.sched_getaffinity(0))
    if len(mine) < 2:
        raise CouldNotRunError("one core only: load and subject need a core each")
    subject = mine[-1]
    apart = [core for core in mine[:-1] if siblings(core) != siblings(subject)]
    return Cores(subject, (apart or mine)[0])


def siblings(core: int) -> str:
    """Which hardware threads share this physical core."""
    try:
        return Path(TOPOLOGY.format(core)).read_text().strip()
    except OSError:
        return str(core)


def program(name: str, package: str) -> str:
    """Where a program is, or the Debian package that brings it."""
    found = shutil.which(name, path=PLACES)
    if found is None:
        raise NotInstalledError(f"{name} is not installed (Debian package: {package})")
    return found


def raise_open_files() -> int:
    """As many open files as we are allowed; what we start inherits it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def describe(cores: Cores, files: int) -> str:
    """What a reader must know to compare two runs."""
    busy = os.getloadavg()[0]
    lines = [
        f"machine   {processor()}, {os.cpu_count()} cores, Linux {platform.release()}",
        f"cores     subject on {cores.subject}, load and provider on {cores.load}; {files:,} open files",
        f"programs  Python {platform.python_version()}, {version('nginx', '-v')}, {version('wrk', '-v')}",
    ]
    if siblings(cores.subject) == siblings(cores.load):
        lines.append("NOTE      both cores are threads of one physical core: they slow each other")
    if busy > QUIET:
        lines.append(f"NOTE      load average {busy:.1f}: this machine is not quiet, the figures are not to be kept")
    return "\n".join(lines)


def processor() -> str:
    """The processor as the kernel names it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def version(name: str, option: str) -> str:
    """One line about a program: nginx and wrk say it where they like and exit as they like."""
    found = shutil.which(name, path=PLACES)
    if found is None:
        return f"no {name}"
    said = subprocess.run([found, option], capture_output=True, text=True, timeout=5, check=False)
    first = (said.stdout + said.stderr).strip().partition("\n")[0]
    return first.removeprefix("nginx version: ").partition(" [")[0]
