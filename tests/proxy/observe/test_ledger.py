"""What is told of the ledger."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from proxy.observe.ledger import HELP, LedgerWatch, lines, standing
from proxy.observe.log import Log
from records.ledger.intake import Intake
from records.ledger.keeping import Keeping, Watch
from records.ledger.shipper import Shipper
from tests.journals import USUAL, entry, opened
from tests.metering import Blocked


def keeping(folder: Path, cap: int = 1 << 20) -> Keeping:
    """One that has not begun to ship."""
    journal, url = opened(folder / "journal", cap=cap), f"sqlite:///{folder / 'x.db'}"
    return Keeping(Intake(journal, Blocked(), durable=False), Shipper(folder / "journal", journal, url), url)


def figures(kept: Keeping) -> dict[str, float]:
    """What /metrics says, by name and label."""
    found = (line.rpartition(" ") for line in lines(kept) if not line.startswith("#"))
    return {name: float(value) for name, _, value in found}


def test_every_figure_is_there_and_says_what_it_is(tmp_path: Path) -> None:
    """From the beginning: a figure that appears with the first trouble has no alert yet."""
    kept = keeping(tmp_path)
    text = "\n".join(lines(kept))
    assert set(re.findall(r"^# TYPE (\S+) (?:counter|gauge)$", text, re.MULTILINE)) == set(HELP)
    assert set(re.findall(r"^# HELP (\S+) \S", text, re.MULTILINE)) == set(HELP)
    assert {re.sub(r"{.*", "", name) for name in figures(kept)} == set(HELP)


async def test_what_is_written_waits_and_is_shipped(tmp_path: Path) -> None:
    """The figures follow it."""
    kept = keeping(tmp_path)
    for number in range(3):
        kept.intake.put(entry(number))
    before = figures(kept)
    assert (before["modelbridge_ledger_entries_total"], before["modelbridge_ledger_waiting"]) == (3, 3)
    assert before["modelbridge_ledger_journal_bytes"] == kept.intake.journal.size
    assert standing(kept)["waiting"] == 3
    await kept.begin()
    await kept.close()
    after = figures(kept)
    assert (after["modelbridge_ledger_waiting"], after["modelbridge_ledger_shipped_total"]) == (0, 3)
    assert (after["modelbridge_ledger_database_up"], after["modelbridge_ledger_lag_seconds"]) == (1, 0)


def test_a_full_journal_shows(tmp_path: Path) -> None:
    """In the figures, by what was the matter, and in /readyz."""
    kept = keeping(tmp_path, cap=1_000)
    assert standing(kept)["ok"]
    for number in range(10):
        kept.intake.put(entry(number))
    assert figures(kept)["modelbridge_ledger_in_memory"] == kept.intake.waiting > 0
    assert figures(kept)['modelbridge_ledger_journal_troubles_total{trouble="cap"}'] >= 1
    stands = standing(kept)
    assert (stands["ok"], stands["in_memory"], stands["lost"]) == (False, kept.intake.waiting, 0)


def test_how_it_stands_is_json(tmp_path: Path) -> None:
    """What is the matter with the database is said where something is."""
    kept = keeping(tmp_path)
    assert json.loads(json.dumps(standing(kept))) == {
        "ok": True, "in_memory": 0, "lost": 0, "journal_bytes": kept.intake.journal.size, "waiting": 0, "lag_seconds": 0.0,
        "database": {"ok": True},
    }  # fmt: skip


def told(word: str, *arguments: Any) -> dict[str, Any]:
    """The line of the log for it."""
    out = io.BytesIO()
    watch: Watch = LedgerWatch(Log(out))
    getattr(watch, word)(*arguments)
    (line,) = out.getvalue().splitlines()
    read: dict[str, Any] = json.loads(line)
    return read


def test_every_trouble_has_a_line_with_its_reason() -> None:
    """And an error is one."""
    for word, arguments, fields in (
        ("ledger_blocked", ("no room",), {"why": "no room"}),
        ("away", ("refused",), {"why": "refused"}),
        ("unfit", ("newer",), {"why": "newer"}),
        ("refused", ("req_1.1", "too odd"), {"entry": "req_1.1", "why": "too odd"}),
        ("damaged", ("20261121-1", 40), {"journal": "20261121-1", "size": 40}),
        ("stuck", ("a newer one",), {"why": "a newer one"}),
    ):
        line = told(word, *arguments)
        assert line["level"] == "error"
        assert {name: line[name] for name in fields} == fields


def test_the_end_of_a_trouble_has_one_too() -> None:
    """Nobody has to act."""
    assert (told("ledger_open", 7)["level"], told("ledger_open", 7)["waited"]) == ("info", 7)
    assert (told("back", 61.234)["level"], told("back", 61.234)["seconds"]) == ("info", 61.2)


def test_a_lost_entry_is_in_the_log() -> None:
    """So that nothing of it is gone but the comfort."""
    line = told("ledger_lost", replace(USUAL, status=502), "too many wait already")
    assert (line["level"], line["why"], line["request_id"], line["attempt"]) == ("error", "too many wait already", "req_0", 1)
    assert (line["key"], line["target"], line["status"]) == ("ci", "openai/gpt-4o-mini", 502)
    assert (line["tokens_in"], line["tokens_out"], line["cost_nanousd"]) == (13, 5, 123)
