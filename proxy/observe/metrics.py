"""Figures for Prometheus: plain counters, rendered when somebody looks. Labels come from the configuration, so they are bounded."""

from __future__ import annotations

import os
import resource
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import time

from proxy.call import Facts
from proxy.observe.lines import Lines
from translators.canonical import Usage

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
OVERHEAD_BOUNDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
MOST_MODELS = 500  # names per process that a caller's own choice of a model may add; more are counted as "other"

HELP = {
    "modelbridge_requests_total": ("counter", "Calls that have ended, by provider, model and HTTP status."),
    "modelbridge_problems_total": ("counter", "Calls that did not end well, by the error's code."),
    "modelbridge_requests_in_flight": ("gauge", "Calls being answered now."),
    "modelbridge_request_duration_seconds": ("histogram", "From the first byte read to the last byte written."),
    "modelbridge_time_to_first_token_seconds": ("histogram", "From the first byte read to the first content of the answer."),
    "modelbridge_overhead_seconds": ("histogram", "The part of a call that was spent in the gateway, not waiting for a provider."),
    "modelbridge_tokens_total": ("counter", "Tokens used, in buckets that never overlap."),
    "modelbridge_dropped_fields_total": ("counter", "Fields of requests that their target's wire has no place for, under the rule warn."),
    "modelbridge_config_reloads_total": ("counter", "Attempts to load a changed gateway.toml, by outcome."),
    "modelbridge_config_reload_ok": ("gauge", "1 if gateway.toml as it is now is what runs, 0 if it is broken."),
    "modelbridge_config_loaded_timestamp_seconds": ("gauge", "When the configuration that runs was loaded."),
    "modelbridge_log_lines_lost_total": ("counter", "Log lines given up because nobody read the log in time."),
    "modelbridge_store_up": ("gauge", "1 if the store that signed reasoning and responses are kept in answered last, 0 if it did not."),
    "modelbridge_store_failures_total": ("counter", "Times the store did not do what it was asked."),
    "modelbridge_build_info": ("gauge", "Always 1; the version is in the label."),
    "process_resident_memory_bytes": ("gauge", "Memory in use."),
    "process_cpu_seconds_total": ("counter", "Processor time used."),
    "process_open_fds": ("gauge", "Open file descriptors."),
    "process_start_time_seconds": ("gauge", "When this process began."),
}


class Histogram:
    """How often a figure fell below each bound."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def add(self, value: float) -> None:
        """One more."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def lines(self, name: str, labels: str) -> Iterator[str]:
        """As Prometheus reads it: counts that include all below."""
        below = 0
        comma = "," if labels else ""
        for bound, count in zip((*self.bounds, float("inf")), self.counts, strict=True):
            below += count
            le = "+Inf" if bound == float("inf") else f"{bound:g}"
            yield f'{name}_bucket{{{labels}{comma}le="{le}"}} {below}'
        yield f"{name}_sum{{{labels}}} {self.total:.9g}"
        yield f"{name}_count{{{labels}}} {below}"


class Metrics:
    """Everything that is counted in this process."""

    def __init__(self, version: str, lines: Lines) -> None:
        self.version = version
        self.lines = lines
        self.in_flight = 0
        self.reload_ok = True
        self.store_up = True
        self.store_failures = 0
        self.beside: list[Callable[[], list[str]]] = []  # lines of what others count
        self.loaded_at = time()
        self.started_at = self.loaded_at
        self.reloads: dict[str, int] = {"ok": 0, "failed": 0}
        self._requests: dict[tuple[str, str, int], int] = {}
        self._problems: dict[str, int] = {}
        self._tokens: dict[tuple[str, str], dict[str, int]] = {}
        self._dropped: dict[tuple[str, str], int] = {}
        self._durations: dict[bool, Histogram] = {False: Histogram(BOUNDS), True: Histogram(BOUNDS)}
        self._first: dict[bool, Histogram] = {False: Histogram(BOUNDS), True: Histogram(BOUNDS)}
        self._overhead = Histogram(OVERHEAD_BOUNDS)
        self._free_names: set[str] = set()

    def count(self, facts: Facts, seconds: float, first: float | None, overhead: float) -> None:
        """One call has ended."""
        provider, model = self._names(facts)
        key = (provider, model, facts.status)
        self._requests[key] = self._requests.get(key, 0) + 1
        if facts.problem is not None:
            self._problems[facts.problem.word] = self._problems.get(facts.problem.word, 0) + 1
        self._durations[facts.streamed].add(seconds)
        if first is not None:
            self._first[facts.streamed].add(first)
            self._overhead.add(overhead)
        if facts.usage is not None:
            self._add_tokens((provider, model), facts.usage)
        if facts.warned and facts.dropped:
            self._dropped[(provider, model)] = self._dropped.get((provider, model), 0) + len(facts.dropped)

    def reloaded(self, *, ok: bool) -> None:
        """gateway.toml has changed, for good or ill."""
        self.reload_ok = ok
        self.reloads["ok" if ok else "failed"] += 1
        if ok:
            self.loaded_at = time()

    def render(self) -> bytes:
        """All of it, in Prometheus' text format."""
        lines: list[str] = []
        for name, samples in self._samples().items():
            kind, text = HELP[name]
            lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}", *samples]
        lines += [line for others in self.beside for line in others()]
        return ("\n".join(lines) + "\n").encode()

    def _samples(self) -> Mapping[str, list[str]]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "modelbridge_requests_total": [
                f"modelbridge_requests_total{{{_labels(provider=p, model=m, status=str(s))}}} {n}"
                for (p, m, s), n in self._requests.items()
            ],
            "modelbridge_problems_total": [f"modelbridge_problems_total{{{_labels(code=c)}}} {n}" for c, n in self._problems.items()],
            "modelbridge_requests_in_flight": [f"modelbridge_requests_in_flight {self.in_flight}"],
            "modelbridge_request_duration_seconds": _histograms("modelbridge_request_duration_seconds", self._durations),
            "modelbridge_time_to_first_token_seconds": _histograms("modelbridge_time_to_first_token_seconds", self._first),
            "modelbridge_overhead_seconds": list(self._overhead.lines("modelbridge_overhead_seconds", "")),
            "modelbridge_tokens_total": [
                f"modelbridge_tokens_total{{{_labels(provider=p, model=m, bucket=b)}}} {n}"
                for (p, m), buckets in self._tokens.items()
                for b, n in buckets.items()
            ],
            "modelbridge_dropped_fields_total": [
                f"modelbridge_dropped_fields_total{{{_labels(provider=p, model=m)}}} {n}" for (p, m), n in self._dropped.items()
            ],
            "modelbridge_config_reloads_total": [
                f"modelbridge_config_reloads_total{{{_labels(outcome=o)}}} {n}" for o, n in self.reloads.items()
            ],
            "modelbridge_config_reload_ok": [f"modelbridge_config_reload_ok {int(self.reload_ok)}"],
            "modelbridge_config_loaded_timestamp_seconds": [f"modelbridge_config_loaded_timestamp_seconds {self.loaded_at:.3f}"],
            "modelbridge_log_lines_lost_total": [f"modelbridge_log_lines_lost_total {self.lines.lost}"],
            "modelbridge_store_up": [f"modelbridge_store_up {int(self.store_up)}"],
            "modelbridge_store_failures_total": [f"modelbridge_store_failures_total {self.store_failures}"],
            "modelbridge_build_info": [f"modelbridge_build_info{{{_labels(version=self.version)}}} 1"],
            "process_resident_memory_bytes": [f"process_resident_memory_bytes {n}" for n in _resident()],
            "process_cpu_seconds_total": [f"process_cpu_seconds_total {used.ru_utime + used.ru_stime:.2f}"],
            "process_open_fds": [f"process_open_fds {n}" for n in _open_files()],
            "process_start_time_seconds": [f"process_start_time_seconds {self.started_at:.3f}"],
        }

    def _names(self, facts: Facts) -> tuple[str, str]:
        target = facts.target
        if target is None:
            return "-", "-"
        name = target.model
        if name in target.provider.models or name in self._free_names:
            return target.provider.name, name
        if len(self._free_names) < MOST_MODELS and facts.status == 200:
            self._free_names.add(name)
            return target.provider.name, name
        return target.provider.name, "other"

    def _add_tokens(self, names: tuple[str, str], usage: Usage) -> None:
        buckets = self._tokens.setdefault(names, {})
        for bucket in BUCKETS:
            tokens: int = getattr(usage, bucket)
            if tokens:
                buckets[bucket] = buckets.get(bucket, 0) + tokens


BUCKETS = tuple(f for f in Usage.__struct_fields__ if f not in ("searches", "provider_cost"))


def _histograms(name: str, by_kind: Mapping[bool, Histogram]) -> list[str]:
    return [line for streamed, h in by_kind.items() for line in h.lines(name, _labels(streamed=str(streamed).lower()))]


def _labels(**labels: str) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _resident() -> list[int]:
    """None where the system does not tell."""
    try:
        return [int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")]
    except OSError:
        return []


def _open_files() -> list[int]:
    try:
        return [sum(1 for _ in Path("/proc/self/fd").iterdir())]
    except OSError:
        return []
