"""Writes docs/configuration.md from the schema and the catalog: python -m config.reference > docs/configuration.md"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from config.catalog import shipped
from config.faults import Place, dotted
from config.schema import File
from config.settings import settings, table_at
from config.unbuilt import UNBUILT
from config.wording import default, entry, kind, name

# What stands in for an operator's own names.
NAMES = {"providers": "NAME", "models": '"PROVIDER/MODEL"', "routes": "NAME", "keys": "NAME", "organizations": "NAME"}
NOT_YET = "*No effect yet.*"
MADE = "<!-- Made by `python -m config.reference > docs/configuration.md` from config/schema: change it there. -->"

INTRODUCTION = """\
# Configuration

Everything is in one file, `gateway.toml`. Save it and it is live within a second; a mistake changes nothing, and the log,
`/readyz` and `modelbridge check` say file, line, key and what would be right. `modelbridge check` prints what comes of a file
without starting anything. [operating.md](operating.md) says more about reloading.

## Where it is looked for

1. `--config FILE`
2. the environment variable `MODELBRIDGE_CONFIG`
3. `gateway.toml` in the current folder
4. nowhere: everything has its default

The command line wins over the environment, the environment over the file, the file over the defaults:

| setting | command line | environment |
| --- | --- | --- |
| `[server] host` | `--host` | `MODELBRIDGE_HOST` |
| `[server] port` | `--port` | `MODELBRIDGE_PORT` |
| `[log] level` | `--log-level` | `MODELBRIDGE_LOG_LEVEL` |

## How to write it

- **A name** of a provider, route or key begins with a letter or digit, and has only letters, digits, `.`, `_` and `-` after
  that; a route's also `:` and `@`.
- **An unknown setting** is an error. So is a value of another type: a number is not a text.
- **A secret is a reference**, never the secret itself. `env:NAME` is an environment variable. `file:PATH` is a file, seen
  from the folder of gateway.toml; line ends at its end are cut off, and the file is watched: a rotated secret is picked up by
  itself. The key of a caller may also be `sha256:` and 64 hex digits, so that even the environment does not know it:
  `printf %s "$KEY" | sha256sum`
- **A duration** is a text of a number and a unit, `"500ms"`, `"30s"`, `"2m"`, `"1h"`, `"7d"`; at most 366 days.
- **Money** is USD, as a number or, exactly, as a text: `"0.15"`. Prices are per million tokens.
- **A share** is percent in quotes, `"12.5%"`, or a part of one, `0.125`; a bare 1 or more is refused, because it may mean either.
- **No effect yet** means: accepted and checked, but what it sets is not built. `modelbridge check` and the log name such
  settings when a file has them.
- **Needs a restart** means: read once, when the gateway starts. A change of it is named in the log.

## A whole example

```toml
[server]
port = 8000
max_body_mb = 16

[providers.openai]                       # in the catalog: only what differs
api_key = "file:secrets/openai"
first_byte = "20s"

[providers.house]                        # not in the catalog: a wire and a base URL
wire = "openai_chat"
base_url = "http://127.0.0.1:9100/v1"
models = ["small", "large"]              # what /v1/models lists
connections = 64

[models."house/small"]                   # not in the catalog: what nobody else knows
price = { input = "0.15", cached_input = "0.075", output = "0.60" }
context = 128_000

[routes.fast]                            # callers ask for the model "fast"
targets = ["house/small"]

[routes.best]
targets = ["openai/gpt-4o"]

[keys.ci]
key = "env:CI_KEY"
models = ["fast", "openai/*"]            # routes, provider/model, bare names; * for any part
expires = 2030-01-31

[retry]
total = "5m"

[log]
format = "text"
```
"""
NO_KEYS = """\
Without any key one is made for each run and printed at the start: the gateway is never open. A key is 20 characters or more;
make one with `printf 'mb-%s' "$(openssl rand -hex 24)"`.
"""
CATALOG = """\
## Providers of the catalog

A provider whose key is in the environment is on by itself; the first variable that is set counts. Write its table only to
change something. One without an address of its own for everybody needs its `base_url`. `modelbridge check` says which are on,
which are off, and why; the catalog also knows the names, limits and prices of their models.

| provider | key | base_url |
| --- | --- | --- |
"""


def page() -> str:
    """All of it."""
    sections = [MADE, INTRODUCTION, *map(_table, File.model_fields), *map(_entry, _entries()), CATALOG + _catalog()]
    return "\n".join(section.rstrip("\n") + "\n" for section in sections)


def _table(word: str) -> str:
    """One table of gateway.toml."""
    place: Place = (word, "*") if word in NAMES else (word,)
    whole = _unbuilt(place)
    rows = [(dotted(at[len(place) :]), field, _unbuilt(at) and not whole) for at, field in settings() if at[0] == word]
    lines = [f"## [{word}.{NAMES[word]}]" if word in NAMES else f"## [{word}]", "", _said(table_at(place))]
    lines += ["", NOT_YET] if whole else []
    return "\n".join([*lines, "", *_rows(rows), *(["", NO_KEYS] if word == "keys" else [])])


def _entries() -> Iterable[type[BaseModel]]:
    """Tables that stand in lists, each once."""
    return dict.fromkeys(table for _, field in settings() if (table := entry(field.annotation)) is not None)


def _entry(table: type[BaseModel]) -> str:
    rows = [(key, field, False) for key, field in table.model_fields.items()]
    return "\n".join([f"## A {name(table)}", "", _said(table), "", *_rows(rows)])


def _rows(rows: Iterable[tuple[str, FieldInfo, bool]]) -> Iterator[str]:
    yield from ("| setting | type | default | meaning |", "| --- | --- | --- | --- |")
    for key, field, unbuilt in rows:
        meaning = f"{field.description} {NOT_YET}" if unbuilt else f"{field.description}"
        yield f"| `{key}` | {kind(field)} | {default(field)} | {meaning} |"


def _said(table: type[BaseModel] | None) -> str:
    return " ".join(((table and table.__doc__) or "").split())


def _unbuilt(place: Place) -> bool:
    """Is it, or all around it, still without effect?"""
    return any(".".join(map(str, place[:length])) in UNBUILT for length in range(1, len(place) + 1))


def _catalog() -> str:
    lines = []
    for provider, row in shipped().rows.items():
        keys = " or ".join(f"`{variable}`" for variable in row.env)
        needed = keys if row.key else f"none needed{f', else {keys}' if keys else ''}"
        where = "answered in this process: [mock.md](mock.md)" if row.base_url == "mock:" else f"`{row.base_url or row.example}`"
        lines.append(f"| `{provider}` | {needed} | {where if row.base_url else f'yours, such as {where}'} |\n")
    return "".join(lines)


if __name__ == "__main__":
    sys.stdout.write(page())
