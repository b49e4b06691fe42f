"""Figures for Prometheus."""

import io
import re

from config.snapshot import Target
from proxy.call import Facts
from proxy.observe.lines import Lines
from proxy.observe.metrics import HELP, MOST_MODELS, Histogram, Metrics
from tests.made import provider
from translators.canonical import Kind, Usage

HOUSE = provider("house", models=["small"])
SAMPLE = re.compile(r'^[a-z_]+(\{([a-z]+="(\\.|[^"\\\n])*",?)*\})? -?[0-9.e+-]+$')


def facts(model: str = "small", status: int = 200, problem: Kind | None = None) -> Facts:
    """A call that has ended."""
    usage = Usage(input=3, output=4) if status == 200 else None
    return Facts(target=Target(HOUSE, model, f"house/{model}"), status=status, problem=problem, usage=usage)


def test_what_is_rendered_is_what_prometheus_reads() -> None:
    """Each sample well formed, each name with its help and type before it."""
    metrics = Metrics("1.2.3", Lines(io.BytesIO()))
    metrics.count(facts('we"ird\\'), 0.2, 0.1, 0.0001)
    metrics.count(facts(status=502, problem=Kind.PROVIDER_FAILED), 0.2, None, 0.0001)
    lines = metrics.render().decode().splitlines()
    assert all(line.startswith("# ") or SAMPLE.match(line) for line in lines), [x for x in lines if not SAMPLE.match(x)]
    assert [line.split()[2] for line in lines if line.startswith("# TYPE")] == list(HELP)
    assert 'modelbridge_problems_total{code="provider_failed"} 1' in lines
    assert 'modelbridge_build_info{version="1.2.3"} 1' in lines


def test_tokens_are_counted_by_bucket() -> None:
    """And add up over calls."""
    metrics = Metrics("0", Lines(io.BytesIO()))
    metrics.count(facts(), 0.2, 0.1, 0.0001)
    metrics.count(facts(), 0.2, 0.1, 0.0001)
    text = metrics.render().decode()
    assert 'modelbridge_tokens_total{provider="house",model="small",bucket="input"} 6' in text
    assert 'modelbridge_tokens_total{provider="house",model="small",bucket="output"} 8' in text
    assert 'modelbridge_requests_total{provider="house",model="small",status="200"} 2' in text


def test_fields_that_could_not_cross_are_counted() -> None:
    """Where the rule is to warn of them."""
    metrics = Metrics("0", Lines(io.BytesIO()))
    for warned in (True, True, False):
        told = facts()
        told.dropped, told.warned = ("seed", "top_k"), warned
        metrics.count(told, 0.2, 0.1, 0.0001)
    assert 'modelbridge_dropped_fields_total{provider="house",model="small"} 4' in metrics.render().decode()


def test_callers_cannot_make_labels_without_end() -> None:
    """Only names that a provider answered to are kept apart, and only so many."""
    metrics = Metrics("0", Lines(io.BytesIO()))
    metrics.count(facts("unheard-of", status=404), 0.2, None, 0.0)
    for number in range(MOST_MODELS + 50):
        metrics.count(facts(f"m{number}"), 0.2, 0.1, 0.0)
    text = metrics.render().decode()
    assert "unheard-of" not in text
    assert text.count("modelbridge_requests_total{") == MOST_MODELS + 2
    assert 'model="other",status="200"} 50' in text


def test_a_call_that_reached_no_provider_is_counted() -> None:
    """Refused at the door."""
    metrics = Metrics("0", Lines(io.BytesIO()))
    metrics.count(Facts(status=401, problem=Kind.UNAUTHENTICATED), 0.01, None, 0.0)
    assert 'modelbridge_requests_total{provider="-",model="-",status="401"} 1' in metrics.render().decode()


def test_a_histogram_counts_what_is_below_each_bound() -> None:
    """Cumulative, as Prometheus wants it."""
    histogram = Histogram((1.0, 2.0))
    for value in (0.5, 1.0, 1.5, 9.0):
        histogram.add(value)
    assert list(histogram.lines("h", "")) == [
        'h_bucket{le="1"} 2',
        'h_bucket{le="2"} 3',
        'h_bucket{le="+Inf"} 4',
        "h_sum{} 12",
        "h_count{} 4",
    ]


def test_a_broken_reload_is_seen() -> None:
    """Until it is mended."""
    metrics = Metrics("0", Lines(io.BytesIO()))
    metrics.reloaded(ok=False)
    assert "modelbridge_config_reload_ok 0" in metrics.render().decode()
    metrics.reloaded(ok=True)
    text = metrics.render().decode()
    assert "modelbridge_config_reload_ok 1" in text
    assert 'modelbridge_config_reloads_total{outcome="failed"} 1' in text
