"""Google's way to ask."""

from __future__ import annotations

import pytest

from proxy.call import Asked
from proxy.edge.actions import Actions, read_action
from proxy.edge.in_array import InArray
from proxy.edge.visit import Visit
from tests.visits import Notebook, visit
from translators.canonical import Kind, Problem

VERTEX = "/v1beta1/projects/p/locations/global"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/v1beta/models/fast:generateContent", ("fast", "generateContent")),
        ("/v1/models/fast:countTokens", ("fast", "countTokens")),
        ("/v1alpha/models/fast:generateContent", ("fast", "generateContent")),
        ("/v1beta/models/openai/gpt-4o-mini:streamGenerateContent", ("openai/gpt-4o-mini", "streamGenerateContent")),
        ("/v1beta/models/models/fast:generateContent", ("fast", "generateContent")),
        ("/v1beta/models/ollama/llama3:8b:generateContent", ("ollama/llama3:8b", "generateContent")),
        (f"{VERTEX}/publishers/google/models/gemini-2.5-pro:generateContent", ("gemini-2.5-pro", "generateContent")),
        (f"{VERTEX}/publishers/openai/models/gpt-4o:countTokens", ("openai/gpt-4o", "countTokens")),
        (f"{VERTEX}/publishers/openrouter/models/openai/gpt-4o:countTokens", ("openrouter/openai/gpt-4o", "countTokens")),
        (f"{VERTEX}/models/fast:generateContent", ("fast", "generateContent")),
        ("/v1beta1/publishers/google/models/fast:generateContent", ("fast", "generateContent")),
        ("/v1/projects/p/locations/l/publishers/google/models/fast:generateContent", ("fast", "generateContent")),
        ("/v1beta/models/a\nb:generateContent", ("a\nb", "generateContent")),
        ("/v1beta/models/fast", None),
        ("/v1beta/models/:generateContent", None),
        ("/v1beta/tunedModels/x:generateContent", None),
        ("/v2/models/fast:generateContent", None),
    ],
)
def test_an_address_names_a_model_and_what_is_wanted_of_it(path: str, found: tuple[str, str] | None) -> None:
    """In every form the SDKs use."""
    assert read_action(path) == found


class Noted:
    """What stands behind, and what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Asked, InArray | None]] = []

    def door(self, name: str) -> Actions:
        """Both."""

        async def generate(_: Visit, asked: Asked, array: InArray | None) -> None:
            self.told.append(("generate", asked, array))

        async def count(_: Visit, asked: Asked, array: InArray | None) -> None:
            self.told.append(("count", asked, array))

        return Actions(generate, count)


async def ask(path: str, query: bytes = b"") -> tuple[Noted, Notebook]:
    """One visit."""
    noted, line = Noted(), Notebook()
    await noted.door("")(visit(line, "POST", path, query=query))
    return noted, line


@pytest.mark.parametrize(
    ("action", "where", "stream"),
    [("generateContent", "generate", False), ("streamGenerateContent", "generate", True), ("countTokens", "count", False)],
)
async def test_each_has_its_place(action: str, where: str, stream: bool) -> None:
    """The address says whether it is a stream."""
    noted, _ = await ask(f"/v1beta/models/fast:{action}", b"alt=sse")
    assert noted.told == [(where, Asked("fast", stream=stream), None)]


@pytest.mark.parametrize(("query", "array"), [(b"", True), (b"alt=json", True), (b"key=k&alt=sse", False)])
async def test_a_stream_is_an_array_unless_events_are_asked_for(query: bytes, array: bool) -> None:
    """As Google has it."""
    noted, _ = await ask("/v1beta/models/fast:streamGenerateContent", query)
    assert (noted.told[0][2] is not None) is array


@pytest.mark.parametrize("path", ["/v1beta/models/fast:embedContent", "/v1beta/models/fast", "/v1/models/fast"])
async def test_there_is_nothing_else(path: str) -> None:
    """And whoever opened the door says so, with what was asked."""
    noted = Noted()
    with pytest.raises(Problem) as found:
        await noted.door("")(visit(Notebook(), "POST", path))
    assert noted.told == []
    assert found.value.kind is Kind.UNKNOWN_PATH
    assert path in found.value.message
