"""wrk: the load, and what it counted."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.bench import machine, texts
from tests.bench.trouble import CouldNotRunError

_SCRIPT = """
local file = assert(io.open("{body}", "rb"))
wrk.method = "POST"
wrk.path = "{path}"
wrk.body = file:read("*a")
file:close()
{headers}
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("figures %d %d %d %d %d\\n",
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk did. Every reply in it was good."""

    requests: int
    seconds: float
    median: float  # seconds a reply took

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


@dataclass(frozen=True, slots=True)
class Wrk:
    """wrk with one question in its hand."""

    script: Path
    least: int  # bytes of a complete reply

    @classmethod
    def asking(cls, folder: Path, body: bytes, reply: bytes) -> Wrk:
        asked, script = folder / "question.json", folder / "question.lua"
        asked.write_bytes(body)
        headers = "\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in texts.HEADERS.items())
        script.write_text(_SCRIPT.format(body=asked, path=texts.PATH, headers=headers))
        return cls(script, len(reply))

    def run(self, port: int, seconds: int, connections: int = 32) -> Load:
        """Ask as fast as it goes. One bad reply spoils the run."""
        command = (machine.program("wrk", "wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(self.script))
        said = subprocess.run((*command, f"http://127.0.0.1:{port}"), capture_output=True, text=True, timeout=seconds + 30, check=False)
        figures = [line.split()[1:] for line in said.stdout.splitlines() if line.startswith("figures ")]
        if len(figures) != 1:
            raise CouldNotRunError(f"wrk: {(said.stderr or said.stdout)[-300:]}")
        requests, micros, size, median, errors = map(int, figures[0])
        if errors or not requests or size < requests * self.least:
            raise CouldNotRunError(f"wrk: {errors} bad replies of {requests}, {size} bytes in all where {self.least} are needed for each")
        return Load(requests, micros / 1e6, median / 1e6)
