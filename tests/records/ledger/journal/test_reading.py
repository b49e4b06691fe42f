"""A journal is read from anywhere, in any portions, also damaged and while it grows; what is whole is found once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from records.ledger.entry import Entry, encode
from records.ledger.journal.damage import PLACE
from records.ledger.journal.frames import SYNC, framed
from records.ledger.journal.position import START, Position
from records.ledger.journal.reading import read, unread
from records.ledger.journal.segments import HEADER, header, numbers, seed, segment
from tests.journals import NAME, Placed, entry, everything, opened, written

MARK = int.from_bytes(SYNC * 2, "big", signed=True)
FORGED = framed(encode(entry(666)), seed(NAME[:-1] + "0", 1))
# Entries in which somebody wrote what looks like frames, as far as text and numbers let him.
texts = st.sampled_from(["", "x", "é" * 30, SYNC.decode("latin-1"), FORGED.decode("latin-1"), FORGED.decode("utf-8", "replace")])
entries = st.builds(
    lambda user, at, number: replace(entry(number), user=user, at=at), texts, st.sampled_from([0, MARK, 1 << 60]), st.integers(0, 99)
)
journals = st.lists(st.lists(entries, max_size=4), min_size=1, max_size=4)
flips = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3000), st.integers(1, 255)), max_size=5)
cuts = st.dictionaries(st.integers(1, 4), st.integers(0, 3000), max_size=2)


def spoil(folder: Path, changes: Sequence[tuple[int, int, int]], ends: dict[int, int]) -> dict[int, tuple[set[int], int]]:
    """Flip bits, then cut. Which bytes of each segment were hit, and what size it has."""
    told = {}
    for number in numbers(folder):
        before = segment(folder, number).read_bytes()
        data = bytearray(before)
        for where, place, bits in changes:
            if where % len(numbers(folder)) + 1 == number:
                data[place % len(data)] ^= bits
        data = data[: ends.get(number, len(data))]
        segment(folder, number).write_bytes(data)
        told[number] = ({place for place, byte in enumerate(data) if byte != before[place]}, len(data))
    return told


def whole(placed: list[Placed], told: dict[int, tuple[set[int], int]]) -> list[Entry]:
    """Those of which no byte was touched."""
    return [one.entry for one in placed if one.end <= told[one.segment][1] and not told[one.segment][0] & set(range(one.start, one.end))]


@settings(max_examples=300, deadline=None)
@given(journals, flips, cuts, st.integers(1, 6))
def test_what_is_whole_is_found_and_nothing_else(
    made: list[list[Entry]], changes: list[tuple[int, int, int]], ends: dict[int, int], most: int
) -> None:
    """In any segment, hit or cut anywhere, read in any portions: the entries before the damage and behind it, each once, in order."""
    with TemporaryDirectory() as root:
        folder = Path(root) / NAME
        placed = written(folder, made)
        told = spoil(folder, changes, ends)
        found, damaged = everything(folder, most)
        assert found == whole(placed, told)
        if not any(hit for hit, _ in told.values()) and not ends:
            assert damaged == 0
        kept = sum(path.stat().st_size for path in (Path(root) / PLACE).glob("*"))
        assert kept == damaged


def test_nothing_is_taken_twice_and_nothing_passed_over(tmp_path: Path) -> None:
    """Every position that is told is one to go on from."""
    written(tmp_path / NAME, [[entry(number) for number in range(start, start + 5)] for start in (0, 5, 10)])
    one_by_one: list[Entry] = []
    after = START
    while not (found := read(tmp_path / NAME, after, 1)).ended:
        assert everything(tmp_path / NAME, after=found.upto)[0] == [entry(number) for number in range(len(one_by_one) + 1, 15)]
        one_by_one += found.entries
        assert found.upto > after
        after = found.upto
    assert one_by_one == [entry(number) for number in range(15)]


def test_a_last_frame_that_is_not_whole_is_not_there_yet(tmp_path: Path) -> None:
    """Its writer may be at it. It is no damage, and is read once it is whole."""
    placed = written(tmp_path / NAME, [[entry(1), entry(2)]])
    path = segment(tmp_path / NAME, 1)
    data = path.read_bytes()
    for size in range(placed[0].end, placed[1].end):
        path.write_bytes(data[:size])
        found = read(tmp_path / NAME, START, 9)
        assert (found.entries, found.upto, found.damaged, found.ended) == ([entry(1)], Position(1, placed[0].end), 0, True)
    path.write_bytes(data)
    assert read(tmp_path / NAME, found.upto, 9).entries == [entry(2)]


def test_a_spoilt_length_does_not_stop_the_reading(tmp_path: Path) -> None:
    """It seems to reach beyond the end, like a frame that is being written: until a whole one follows."""
    placed = written(tmp_path / NAME, [[entry(1), entry(2)]])
    path = segment(tmp_path / NAME, 1)
    data = bytearray(path.read_bytes())
    data[placed[1].start + 9] ^= 0x40
    path.write_bytes(data)
    found = read(tmp_path / NAME, START, 9)
    assert (found.entries, found.damaged) == ([entry(1)], 0)
    with path.open("ab") as file:
        file.write(framed(encode(entry(3)), seed(NAME, 1)))
    found = read(tmp_path / NAME, found.upto, 9)
    assert (found.entries, found.damaged) == ([entry(3)], placed[1].end - placed[1].start)


def test_the_rest_of_a_segment_that_has_a_successor_is_damage(tmp_path: Path) -> None:
    """Nobody writes to it any more. It is copied aside and counted."""
    placed = written(tmp_path / NAME, [[entry(1), entry(2)], [entry(3)]])
    path = segment(tmp_path / NAME, 1)
    path.write_bytes(path.read_bytes()[:-1])
    assert everything(tmp_path / NAME) == ([entry(1), entry(3)], placed[1].end - placed[1].start - 1)
    assert [copy.name for copy in (tmp_path / PLACE).iterdir()] == [f"{NAME}-0000000001-{placed[1].start}.damaged"]


def test_looking_alone_copies_nothing(tmp_path: Path) -> None:
    """As verifying does."""
    written(tmp_path / NAME, [[entry(1)], []])
    segment(tmp_path / NAME, 1).write_bytes(header(NAME, 1) + b"rubbish")
    assert read(tmp_path / NAME, START, 9, keep_damage=False).damaged == 7
    assert not (tmp_path / PLACE).exists()


@pytest.mark.parametrize("body", [b"", b"\x93\x01\x02\x03", msgspec.msgpack.encode(["r", 1, 0, "yesterday"]), b"\x94\xa1\xff\x01\x00\x01"])
def test_a_frame_that_holds_no_entry_keeps_none_from_being_read(tmp_path: Path, body: bytes) -> None:
    """It is damage, of whatever kind."""
    written(tmp_path / NAME, [[entry(1)]])
    rest = [framed(data, seed(NAME, 1)) for data in (body, encode(entry(2)))]
    with segment(tmp_path / NAME, 1).open("ab") as file:
        file.write(b"".join(rest))
    assert everything(tmp_path / NAME) == ([entry(1), entry(2)], len(rest[0]))
    assert everything(tmp_path / NAME, most=1) == ([entry(1), entry(2)], len(rest[0]))


def test_much_damage_is_passed_over(tmp_path: Path) -> None:
    """Some megabytes of nothing, as a filesystem leaves them, and a length that leads into them."""
    written(tmp_path / NAME, [[entry(1)]])
    frame = framed(encode(entry(2)), seed(NAME, 1))
    with segment(tmp_path / NAME, 1).open("ab") as file:
        file.write(frame[:8] + (1_000_000).to_bytes(4, "little") + bytes(3_000_000) + frame)
    assert everything(tmp_path / NAME) == ([entry(1), entry(2)], 3_000_012)


def test_how_much_is_unread_is_known(tmp_path: Path) -> None:
    """In bytes of frames; a finished reading leaves none."""
    placed = written(tmp_path / NAME, [[entry(1), entry(2)], [entry(3)], []])
    assert unread(tmp_path / NAME, START) == sum(one.end - one.start for one in placed)
    assert unread(tmp_path / NAME, Position(1, placed[0].end)) == sum(one.end - one.start for one in placed[1:])
    found = read(tmp_path / NAME, START, 9)
    assert (found.upto, unread(tmp_path / NAME, found.upto)) == (Position(3, HEADER), 0)


def test_a_journal_that_is_being_written_is_read_whole(tmp_path: Path) -> None:
    """By another thread, over many segments, with every entry in its order and no damage seen."""
    total = 30_000
    journal = opened(tmp_path, cap=1 << 40, segment_size=64 * 1024)

    def write() -> None:
        for number in range(total):
            journal.append(entry(number))

    writer = threading.Thread(target=write)
    writer.start()
    after, count = START, 0
    while count < total:
        alive = writer.is_alive()  # before the look, or all that was left may be written between the two
        found = read(journal.folder, after, 500)
        assert found.damaged == 0
        assert [one.request_id for one in found.entries] == [f"req_{number}" for number in range(count, count + len(found.entries))]
        after, count = found.upto, count + len(found.entries)
        journal.drop(after)
        assert alive or count == total or found.entries
    writer.join()
    assert after == journal.end
    journal.close()
    assert list(tmp_path.iterdir()) == []
