"""Providers: on, off with a reason, or a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.snapshot import Provider, Snapshot
from tests.accounts import service_account_file
from tests.tables import faults, loaded

HOUSE = '[providers.house]\nwire = "openai_chat"\nbase_url = "http://127.0.0.1:9100/v1/"\n'
KEY = {"OPENAI_API_KEY": "sk-hush"}


def path(provider: Provider) -> str:
    """Where a call goes."""
    return provider.entrance("openai_chat", "small").path("small", False)


def why(snapshot: Snapshot, name: str) -> str:
    """Why a provider is off."""
    return next(off.why for off in snapshot.off if off.name == name)


def test_a_key_in_the_environment_switches_a_provider_on() -> None:
    """Without a word in the file."""
    provider = loaded("", KEY).providers["openai"]
    assert (provider.scheme, provider.host, provider.port, path(provider)) == ("https", "api.openai.com", 443, "/v1/chat/completions")
    assert provider.headers == (("authorization", "Bearer sk-hush"),)


def test_without_keys_only_the_mock_is_on() -> None:
    """It needs none, and is no provider of the network."""
    snapshot = loaded("")
    assert list(snapshot.providers) == ["mock"]
    assert snapshot.providers["mock"].scheme == "mock"
    assert why(snapshot, "openai") == "no key: OPENAI_API_KEY is not set"


def test_the_second_variable_counts_too() -> None:
    """Some providers are known by two."""
    assert "gemini" in loaded("", {"GOOGLE_API_KEY": "k"}).providers
    assert "gemini" in loaded("", {"GEMINI_API_KEY": "", "GOOGLE_API_KEY": "k"}).providers


def test_a_key_that_was_named_and_is_not_there_switches_it_off() -> None:
    """Keys come and go; the others serve on."""
    snapshot = loaded('[providers.openai]\napi_key = "env:OTHER"\n', KEY)
    assert why(snapshot, "openai") == "the environment variable OTHER is not set"


def test_a_provider_can_be_switched_off() -> None:
    """The mock as well."""
    snapshot = loaded("[providers.openai]\nenabled = false\n[providers.mock]\nenabled = false\n", KEY)
    assert why(snapshot, "openai") == why(snapshot, "mock") == "switched off: enabled = false"
    assert not snapshot.providers


def test_ollama_is_on_when_it_is_written() -> None:
    """Nobody knows whether it runs here."""
    assert "is on when [providers.ollama] is written" in why(loaded(""), "ollama")
    ollama = loaded("[providers.ollama]\n").providers["ollama"]
    assert (ollama.host, ollama.port, ollama.headers) == ("127.0.0.1", 11434, ())


def test_a_provider_of_ones_own() -> None:
    """A wire and a base URL; a key only when it is written."""
    house = loaded(HOUSE).providers["house"]
    assert (path(house), house.headers, house.open_names) == ("/v1/chat/completions", (), True)
    assert list(house.entrances) == ["openai_chat"]


def test_patience_is_the_providers_own_or_that_of_retry() -> None:
    """Zero is patience without end, not absence."""
    text = '[retry]\nfirst_byte = "9s"\nidle = "8s"\n' + HOUSE + 'first_byte = "0s"\nconnect = "500ms"\n'
    house = loaded(text).providers["house"]
    assert (house.first_byte, house.idle, house.connect, house.total) == (0.0, 8.0, 0.5, 600.0)


@pytest.mark.parametrize(
    ("auth", "header"), [("bearer", ("authorization", "Bearer k")), ("api-key", ("api-key", "k")), ("x-api-key", ("x-api-key", "k"))]
)
def test_a_key_is_sent_as_the_provider_wants_it(auth: str, header: tuple[str, str]) -> None:
    """In one of three headers."""
    house = loaded(HOUSE + f'auth = "{auth}"\napi_key = "env:K"\n', {"K": "k"}).providers["house"]
    assert house.headers == (header,)


def test_headers_are_sent_along_and_win() -> None:
    """In lower case; a reference is resolved."""
    text = HOUSE + 'api_key = "env:K"\nheaders = { X-Title = "my app", Authorization = "file:token" }\n'
    folder = Path(__file__).parent
    house = loaded(text.replace("file:token", "env:T"), {"K": "k", "T": "Basic abc"}, folder=folder).providers["house"]
    assert house.headers == (("authorization", "Basic abc"), ("x-title", "my app"))


def test_a_header_that_is_not_there_switches_the_provider_off() -> None:
    """As a key does."""
    snapshot = loaded(HOUSE + 'headers = { x-team = "env:TEAM" }\n')
    assert why(snapshot, "house") == "header x-team: the environment variable TEAM is not set"


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ('"x y" = "a"', 'providers.house.headers."x y": not the name of a header'),
        ('"x\\r\\ny" = "a"', "not the name of a header"),
        ('x = "a\\r\\nb: c"', "providers.house.headers.x: a header's value has only visible ASCII characters"),
        ('x = "a "', "a header's value has only visible ASCII characters"),
        ('Host = "a"', "this header is written by the gateway itself"),
        ('Content-Length = "3"', "this header is written by the gateway itself"),
        ('a = "1", A = "2"', "is written twice"),
        ('Authorization = "Bearer sk-hush"', "a secret may not stand in this file"),
        ('x-auth-token = "sk-hush"', "a secret may not stand in this file"),
        ('api-key = "sk-hush"', "a secret may not stand in this file"),
        ('x = "env:BAD"', "the environment variable BAD has a character that no secret may have"),
    ],
)
def test_a_header_that_cannot_be_sent_is_a_fault(headers: str, words: str) -> None:
    """Nothing that an operator pastes can inject another one, and no secret is repeated."""
    found = faults(HOUSE + f"headers = {{ {headers} }}\n", {"BAD": "sk-hush\r\nx: y"})
    assert len(found) == 1
    assert words in found[0]
    assert "sk-hush" not in found[0]


def test_an_unfit_key_is_a_fault() -> None:
    """It will not mend itself."""
    assert faults("[providers.openai]\napi_key = 'env:BAD'\n", {"BAD": "sk-hush\n"}) == [
        "gateway.toml:2: providers.openai.api_key: the environment variable BAD has white space around the secret"
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "[providers.opnai]\n",
            "gateway.toml:1: providers.opnai.wire: is missing: the catalog has no provider called `opnai`",
        ),
        ('[providers.x]\nwire = "openai_chat"\n', "gateway.toml:1: providers.x.base_url: is missing"),
        ('[providers.openai]\nwire = "openai_caht"\n', "gateway.toml:2: providers.openai.wire: there is no such wire"),
        ('[providers.openai]\nbase_url = "api.openai.com"\n', "gateway.toml:2: providers.openai.base_url: a base URL begins with http"),
        (
            "[providers.azure]\n",
            "gateway.toml:1: providers.azure.base_url: is missing (such as https://RESOURCE.openai.azure.com/openai/v1)",
        ),
    ],
)
def test_what_cannot_be_a_provider_is_a_fault(text: str, fault: str) -> None:
    """With what would be right."""
    found = faults(text)
    assert len(found) == 1
    assert found[0].startswith(fault)


def test_a_provider_with_an_address_for_every_account_waits_for_it() -> None:
    """A key alone is not enough."""
    assert "needs base_url in [providers.azure]" in why(loaded("", {"AZURE_OPENAI_API_KEY": "k"}), "azure")
    text = '[providers.azure]\nbase_url = "https://me.openai.azure.com/openai/v1"\n'
    azure = loaded(text, {"AZURE_OPENAI_API_KEY": "k"}).providers["azure"]
    assert (path(azure), azure.headers) == ("/openai/v1/chat/completions", (("api-key", "k"),))


def test_a_provider_does_not_show_its_key() -> None:
    """Not in a log, not in a traceback."""
    assert "sk-hush" not in repr(loaded("", KEY))


def test_the_catalog_knows_how_a_provider_is_shown_its_key() -> None:
    """Each in its own header, and with what its wire must carry."""
    on = loaded("", {"ANTHROPIC_API_KEY": "a", "GEMINI_API_KEY": "g"}).providers
    assert on["anthropic"].entrance("openai_chat", "claude").headers == (("x-api-key", "a"), ("anthropic-version", "2023-06-01"))
    assert on["anthropic"].entrance("openai_chat", "claude").path("claude", False) == "/v1/messages"
    gemini = on["gemini"].entrance("anthropic", "gemini-2.5-pro")
    assert gemini.headers == (("x-goog-api-key", "g"),)
    assert gemini.path("gemini-2.5-pro", True) == "/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse"


def test_a_caller_is_answered_on_its_own_wire_where_that_is_spoken() -> None:
    """At the path the catalog knows."""
    on = loaded("", {"DEEPSEEK_API_KEY": "k", "OPENROUTER_API_KEY": "k"}).providers
    assert on["deepseek"].entrance("anthropic", "m").path("m", False) == "/anthropic/v1/messages"
    assert on["deepseek"].entrance("gemini", "m").path("m", False) == "/chat/completions"
    assert on["openrouter"].entrance("anthropic", "m").path("m", False) == "/api/v1/messages"
    assert on["openrouter"].entrance("openai_responses", "m").path("m", False) == "/api/v1/responses"


def test_models_that_think_are_asked_where_thoughts_have_a_place() -> None:
    """By callers of other wires; whoever speaks chat is answered on chat."""
    openai = loaded("", {"OPENAI_API_KEY": "k"}).providers["openai"]
    asked = {
        (wire, model): openai.entrance(wire, model).translator.wire
        for wire in ("openai_chat", "anthropic")
        for model in ("gpt-5", "gpt-4o", "new")
    }
    assert asked == {
        ("openai_chat", "gpt-5"): "openai_chat",
        ("openai_chat", "gpt-4o"): "openai_chat",
        ("openai_chat", "new"): "openai_chat",
        ("anthropic", "gpt-5"): "openai_responses",
        ("anthropic", "gpt-4o"): "openai_chat",
        ("anthropic", "new"): "openai_chat",
    }


def test_at_another_address_only_what_is_written_is_known() -> None:
    """A proxy of one's own need not speak what the provider does."""
    house = loaded('[providers.openrouter]\nbase_url = "http://127.0.0.1:9/v1"\n', {"OPENROUTER_API_KEY": "k"}).providers["openrouter"]
    assert list(house.entrances) == ["openai_chat"]


def test_paths_are_written_by_wire() -> None:
    """For those that are not at their usual place; `path` is that of its first wire."""
    text = HOUSE + 'also = ["anthropic"]\npath = "/chat?m={model}"\npaths = { anthropic = "/claude/{model}" }\n'
    house = loaded(text).providers["house"]
    assert house.entrance("openai_chat", "a b").path("a b", False) == "/v1/chat?m=a%20b"
    assert house.entrance("anthropic", "a/b").path("a/b", True) == "/v1/claude/a%2Fb"
    assert faults(HOUSE + 'paths = { anthropic = "/x" }\n') == [
        "gateway.toml:4: providers.house.paths.anthropic: `anthropic` is neither its wire nor in also"
    ]


def test_a_resource_of_azure() -> None:
    """On the v1 path, or with deployments and a version."""
    key = {"AZURE_OPENAI_API_KEY": "k"}
    new = loaded('[providers.azure]\nbase_url = "https://me.openai.azure.com/openai/v1"\n', key).providers["azure"]
    assert new.entrance("openai_responses", "m").path("m", False) == "/openai/v1/responses"
    classic = '[providers.azure]\nbase_url = "https://me.openai.azure.com"\napi_version = "2025-04-01-preview"\n'
    old = loaded(classic, key).providers["azure"]
    assert path(old) == "/openai/deployments/small/chat/completions?api-version=2025-04-01-preview"
    assert old.entrance("openai_responses", "m").path("m", False) == "/openai/responses?api-version=2025-04-01-preview"
    older = loaded(classic.replace("2025-04-01-preview", "2024-10-21"), key).providers["azure"]
    assert list(older.entrances) == ["openai_chat"]
    assert older.entrance("openai_chat", "gpt-5-pro").path("gpt-5-pro", False).startswith("/openai/deployments/gpt-5-pro/")
    (fault,) = faults(classic.replace("azure.com", "azure.com/openai/v1"), key)
    assert fault.startswith("gateway.toml:3: providers.azure.api_version: is for Azure's classic deployments")
    (fault,) = faults(classic.replace("2025-04-01-preview", "2024-06-01"), key)
    assert fault.startswith("gateway.toml:3: providers.azure.api_version: is too old")


def test_vertex_is_on_when_its_credentials_are_there(tmp_path: Path) -> None:
    """Gemini's models and Anthropic's, by one account."""
    file = tmp_path / "key.json"
    file.write_text(service_account_file())
    on = loaded("", {"GOOGLE_APPLICATION_CREDENTIALS": str(file)}).providers
    assert on["vertex"].credential == on["vertex_anthropic"].credential is not None
    gemini = on["vertex"].entrance("openai_chat", "m").path("gemini-2.5-pro", False)
    assert gemini == "/v1/projects/my-project/locations/global/publishers/google/models/gemini-2.5-pro:generateContent"
    claude = on["vertex_anthropic"].entrance("anthropic", "m").path("claude-sonnet-4-5@20250929", True)
    assert claude.endswith("/publishers/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict")
    assert why(loaded(""), "vertex") == "no credentials: GOOGLE_APPLICATION_CREDENTIALS is not set, and [providers.vertex] is not written"
