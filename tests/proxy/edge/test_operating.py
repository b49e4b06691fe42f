"""What an operator asks."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import orjson

from proxy.edge.flights import Flights
from proxy.edge.operating import operating
from proxy.edge.reception import Reception
from proxy.edge.visit import Visit
from proxy.observe.ledger import LedgerWatch
from proxy.observe.log import Log
from proxy.observe.metrics import Metrics
from proxy.observe.store import StoreWatch
from proxy.observe.watch import Watch
from proxy.stages.authenticate import Authenticate
from proxy.stores.choose import open_shelf
from records.ledger.keeping import open_keeping
from tests.holding import holding
from tests.journals import entry
from tests.visits import Notebook, visit


async def fine(visit: Visit) -> None:
    """For an operator alone."""
    visit.reply(200, b"", b"{}")


class Operated:
    """The three pages of a gateway that is only that."""

    def __init__(self, toml: str) -> None:
        self.holder, log = holding(toml), Log(io.BytesIO())
        metrics = Metrics("1.2.3", log.lines)
        self.keeping = open_keeping(lambda: self.holder.current, LedgerWatch(log))
        shelf = open_shelf("", StoreWatch(log, metrics), lambda: 0.0)
        reception = Reception(Authenticate(lambda: 0.0), self.holder, Watch(log, metrics, lambda: 0.0), lambda: "req_7")
        answers = {"/api/it": fine}
        self.pages = operating(reception, Flights(), metrics, shelf=shelf, keeping=self.keeping, answers=answers)

    async def ask(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        line = Notebook()
        await self.pages[path]["GET"](visit(line, "GET", path))
        head, _, body = line.written.partition(b"\r\n\r\n")
        return int(head.split()[1]), body

    async def ready(self) -> tuple[int, Any]:
        """/readyz, read."""
        status, body = await self.ask("/readyz")
        return status, orjson.loads(body)


def toml(folder: Path, **ledger: str) -> str:
    """Where nobody minds."""
    more = "".join(f"{name} = {value}\n" for name, value in ledger.items())
    return f'[store]\ndatabase = "sqlite:///{folder / "x.db"}"\njournal = "{folder / "journal"}"\n[ledger]\n{more}'


async def test_the_pages_that_there_are(tmp_path: Path) -> None:
    """Each of them answers."""
    operated = Operated(toml(tmp_path))
    assert list(operated.pages) == ["/healthz", "/readyz", "/metrics", "/api/it"]
    assert [(await operated.ask(path))[0] for path in operated.pages] == [200, 200, 200, 403]


async def test_how_the_ledger_stands_is_on_both(tmp_path: Path) -> None:
    """For whoever spreads the load, and for Prometheus."""
    operated = Operated(toml(tmp_path))
    assert operated.keeping is not None
    operated.keeping.intake.put(entry(1))
    status, body = await operated.ready()
    assert (status, body["ledger"]["ok"], body["ledger"]["waiting"]) == (200, True, 1)
    assert body["store"] == {"kind": "memory", "ok": True}
    assert b"\nmodelbridge_ledger_waiting 1\n" in (await operated.ask("/metrics"))[1]


async def test_without_a_ledger_there_is_nothing_of_one(tmp_path: Path) -> None:
    """Neither its state nor a journal."""
    operated = Operated(toml(tmp_path, enabled="false"))
    assert "ledger" not in (await operated.ready())[1]
    assert b"modelbridge_ledger" not in (await operated.ask("/metrics"))[1]
    assert list(tmp_path.iterdir()) == []


async def test_a_full_journal_closes_the_door_only_where_calls_are_refused(tmp_path: Path) -> None:
    """Elsewhere callers are served on. The setting holds as soon as it is saved."""
    operated = Operated(toml(tmp_path))
    assert operated.keeping is not None
    operated.keeping.intake.full = True
    status, body = await operated.ready()
    assert (status, body["status"], body["ledger"]["ok"]) == (200, "ready", False)
    operated.holder.current = holding(toml(tmp_path, on_full='"refuse"')).current
    status, body = await operated.ready()
    assert (status, body["status"]) == (503, "refusing")
