"""The fault switch."""

from __future__ import annotations

from pathlib import Path

import pytest

from proxy.mock.faults import FAULTS, decode_fault, decode_faults

DOC = Path(__file__).resolve().parents[3] / "docs" / "mock.md"


def test_faults_are_decoded_in_turn_and_together() -> None:
    """A comma for the next request, a plus for the same."""
    turns = decode_faults("status-429=7, none,slow-first-byte=1s+cut=20")
    assert [[(fault.name, fault.value) for fault in turn] for turn in turns] == [
        [("status-429", 7.0)],
        [("none", None)],
        [("slow-first-byte", 1.0), ("cut", 20.0)],
    ]
    assert decode_faults("") == ()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nonsense", "there is no fault 'nonsense'"),
        ("html=3", "takes no value"),
        ("status-429=soon", "'soon' is no number"),
        ("cut+", "no fault ''"),
    ],
)
def test_a_fault_that_is_none_is_named(text: str, why: str) -> None:
    """With what there is."""
    with pytest.raises(ValueError, match=why):
        decode_faults(text)


def test_defaults_stand_unless_a_value_is_given() -> None:
    """A row's value."""
    assert decode_fault("status-429").value == 1.0
    assert decode_fault("status-503").value is None
    assert decode_fault("stall").value is None


def test_every_fault_is_documented() -> None:
    """In docs/mock.md, by its name."""
    text = DOC.read_text()
    assert [name for name in FAULTS if f"`{name}`" not in text and f"`-{name.removeprefix('status-')}`" not in text] == []
