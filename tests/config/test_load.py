"""Loading: a snapshot, or everything that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.faults import ConfigError
from config.load import load_bytes, load_records, load_snapshot
from config.schema import File
from tests.tables import faults

ROOT = Path(__file__).resolve().parents[2]
BROKEN = """\
[server]
prt = 9000
exchange = "wir"
[providers.house]
wire = "openai_chat"
base_url = "http://user@127.0.0.1/v1"
api_key = "sk-hush"
[routes.fast]
targets = ["hous/small"]
strategy = "fastst"
fallback = ["sloow"]
[keys.ci]
key = "mb-hush"
models = ["fsat"]
"""


def test_without_a_file_everything_is_as_shipped() -> None:
    """The mock answers, and keys of the environment count."""
    assert list(load_snapshot(None, {}).providers) == ["mock"]
    assert load_snapshot(None, {}).file == File()
    assert "openai" in load_snapshot(None, {"OPENAI_API_KEY": "k"}).providers


def test_the_gateway_toml_of_the_repository_works_without_any_key() -> None:
    """It is the first an operator sees."""
    snapshot = load_snapshot(ROOT / "gateway.toml", {})
    assert [target.name for target in snapshot.routes["fast"].targets] == ["mock/echo"]
    assert snapshot.warnings == snapshot.without_effect == ()


def test_what_the_gateway_toml_of_the_repository_suggests_works_too() -> None:
    """Its comments are meant to be uncommented."""
    lines = (ROOT / "gateway.toml").read_text().splitlines()
    settings_in_comments = [
        line.removeprefix("# ") for line in lines if line.startswith(("# [", "# ")) and (" = " in line or "# [" in line)
    ]
    text = "\n".join(line for line in settings_in_comments if not line.startswith("Make one")).replace("sha256:…", f"sha256:{'ab' * 32}")
    snapshot = load_bytes(f"[routes.fast]\ntargets = ['mock/echo']\n{text}\n".encode(), None, {"OPENAI_API_KEY": "k"})
    assert {"openai", "house"} <= set(snapshot.providers)
    assert snapshot.keys


def test_every_fault_comes_at_once_in_the_order_of_the_file() -> None:
    """File, line, key, and what would be right; secrets are not repeated."""
    assert [(line.split(":")[1], line.split(": ")[1]) for line in faults(BROKEN)] == [
        ("2", "server.prt"),
        ("3", "server.exchange"),
        ("6", "providers.house.base_url"),
        ("7", "providers.house.api_key"),
        ("9", "routes.fast.targets[0]"),
        ("10", "routes.fast.strategy"),
        ("11", "routes.fast.fallback[0]"),
        ("13", "keys.ci.key"),
    ]
    assert faults(BROKEN)[0] == "gateway.toml:2: server.prt: there is no such setting (did you mean `port`?)"
    assert "hush" not in str(faults(BROKEN))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    """As is one that cannot be read."""
    with pytest.raises(ConfigError, match="there is no such file"):
        load_snapshot(tmp_path / "gateway.toml", {})
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_snapshot(tmp_path, {})


def test_secrets_are_looked_for_beside_the_file(tmp_path: Path) -> None:
    """Wherever the gateway was started."""
    (tmp_path / "key").write_text("k\n")
    (tmp_path / "gateway.toml").write_text('[providers.openai]\napi_key = "file:key"\n')
    assert "openai" in load_snapshot(tmp_path / "gateway.toml", {}).providers


def test_the_command_line_wins_and_is_checked_too() -> None:
    """Its faults are its own."""
    assert load_snapshot(None, {}, {"server.port": 1}).server.port == 1
    with pytest.raises(ConfigError, match=r"command line: server.port: must be at most 65535"):
        load_snapshot(None, {}, {"server.port": 99999})


def test_an_error_names_the_secrets_that_may_mend_it(tmp_path: Path) -> None:
    """They are watched."""
    with pytest.raises(ConfigError) as caught:
        load_bytes(b'[keys.ci]\nkey = "file:ci"\n', tmp_path / "gateway.toml", {})
    assert caught.value.files == (tmp_path / "ci",)


SECRETS = """[store]
database = "env:DB"
redis = "env:REDIS"
[admin]
token = "env:ADMIN"
[providers.openai]
api_key = "file:openai"
[providers.vertex]
credentials = "file:google.json"
project = "p"
location = "global"
[keys.ci]
key = "env:CI"
[keys.web]
key = "file:web"
"""


def test_who_only_asks_the_database_needs_no_other_secret(tmp_path: Path) -> None:
    """Whether it is absent or no secret; what else is broken, is."""
    path = tmp_path / "gateway.toml"
    path.write_text(SECRETS)
    (tmp_path / "openai").write_text("two\nlines")
    (tmp_path / "google.json").write_text("none")
    assert load_records(path, {"DB": "sqlite:///x.db"}).database.url == "sqlite:///x.db"
    with pytest.raises(ConfigError, match=r"store\.database: the environment variable DB is not set"):
        load_records(path, {})
    with pytest.raises(ConfigError, match=r"admin\.token: the environment variable ADMIN is not set"):
        load_snapshot(path, {"DB": "sqlite:///x.db"})
    path.write_text(f"{SECRETS}models = ['nosuch']\n")
    with pytest.raises(ConfigError) as caught:
        load_records(path, {"DB": "sqlite:///x.db"})
    assert [fault.key for fault in caught.value.faults] == ["keys.web.models[0]"]


words = st.sampled_from(
    ["server", "port", "providers", "openai", "house", "wire", "base_url", "routes", "fast", "targets", "keys", "models", "limits", "price"]
)
plain = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.sampled_from(["mock/echo", "env:X"])
)
trees = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4), max_leaves=12)


def toml(value: object) -> str:
    """A value as toml, inline."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
        case bool():
            return str(value).lower()
    return str(value)


@settings(max_examples=300)
@given(st.dictionaries(words, trees, max_size=5))
def test_no_tables_do_worse_than_faults(tables: dict[str, object]) -> None:
    """Whatever an operator writes, it is a snapshot or a list of faults; never anything else."""
    text = "".join(f"{key} = {toml(value)}\n" for key, value in tables.items())
    try:
        load_bytes(text.encode(), None, {})
    except ConfigError as error:
        every = error.faults
    else:
        every = ()
    assert all(fault.message and fault.line is not None for fault in every)
