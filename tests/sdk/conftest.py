"""A gateway with a strict provider of each wire behind it, for callers with the official SDKs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.served import KEY, Served, served
from tests.strict.provider import Strict, strict_providers

# A model behind each wire, of a family that can do everything.
BEHIND = {
    "openai_chat": "chat/gpt-4o",
    "anthropic": "claude/claude-sonnet-4-5",
    "gemini": "gem/gemini-3-pro-preview",
    "openai_responses": "oai/gpt-5",
}
TOML = """
[keys.tests]
key = "env:TEST_KEY"

[providers.mock]
enabled = true
"""
PROVIDER = """
[providers.{name}]
wire = "{wire}"
base_url = "{url}"
api_key = "env:FAR_KEY"
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for what is `behind` is run once for each wire there."""
    if "behind" in metafunc.fixturenames:
        metafunc.parametrize("behind", BEHIND, ids=BEHIND)


@pytest.fixture(scope="session")
def providers() -> Iterator[Strict]:
    """One of each wire."""
    with strict_providers() as running:
        yield running


@pytest.fixture(scope="session")
def between(providers: Strict, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The gateway between them and the caller."""
    rows = "".join(PROVIDER.format(name=model.partition("/")[0], wire=wire, url=providers.base_url(wire)) for wire, model in BEHIND.items())
    with served(tmp_path_factory.mktemp("between"), TOML + rows, environment={"TEST_KEY": KEY, "FAR_KEY": "far-key"}) as running:
        yield running


@pytest.fixture
def model(behind: str) -> str:
    """What the caller asks for."""
    return BEHIND[behind]


@pytest.fixture(autouse=True)
def nothing_is_refused(request: pytest.FixtureRequest) -> Iterator[None]:
    """No provider found fault with what the gateway asked."""
    if "providers" not in request.fixturenames and "between" not in request.fixturenames:
        yield
        return
    providers: Strict = request.getfixturevalue("providers")
    providers.refused.clear()
    yield
    assert providers.refused == []
