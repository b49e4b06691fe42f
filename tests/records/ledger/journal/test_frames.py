"""Whatever happens to the bytes: every frame that is whole is found, and nothing else is."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import example, given
from hypothesis import strategies as st

from records.ledger.journal.frames import HEAD, LARGEST, SYNC, framed, scan

SEED = 7
# Bodies that look like frames: marks, heads with a length that reaches far, whole frames of another segment.
bodies = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.just(SYNC),
        st.binary(max_size=9).map(lambda rest: SYNC * 2 + rest),
        st.integers(0, LARGEST + 9).map(lambda length: HEAD.pack(SYNC, 0, length)),
        st.binary(max_size=20).map(lambda body: framed(body, SEED + 1)),
    ),
    max_size=12,
)
flips = st.dictionaries(st.integers(0, 2000), st.integers(1, 255), max_size=6)


def laid(found: list[bytes]) -> tuple[bytes, list[tuple[int, int]]]:
    """Their frames, one after the other, and where each stands."""
    frames = [framed(body, SEED) for body in found]
    ends = list(accumulate(len(frame) for frame in frames))
    return b"".join(frames), [(end - len(frame), end) for frame, end in zip(frames, ends, strict=True)]


def hurt(data: bytes, changes: dict[int, int]) -> tuple[bytes, set[int]]:
    """With some bits flipped, and where."""
    spoilt = bytearray(data)
    places = {place % len(data): bits for place, bits in changes.items()} if data else {}
    for place, bits in places.items():
        spoilt[place] ^= bits
    return bytes(spoilt), set(places)


@given(bodies)
def test_what_was_framed_is_found(written: list[bytes]) -> None:
    """Nothing of it is damage, also when it looks like something else."""
    data, where = laid(written)
    found = scan(data, SEED, more=False, most=99)
    assert (found.bodies, found.starts, found.damage, found.upto) == (written, [start for start, _ in where], [], len(data))


@given(bodies, flips, st.integers(0, 2000))
@example([b"x"] * 3, {8: 0xFF}, 2000)  # a length that reaches beyond the end
@example([b"x"] * 3, {10: 0x0F}, 2000)  # and one that no entry has
def test_only_what_was_hit_is_lost(written: list[bytes], changes: dict[int, int], cut: int) -> None:
    """Bits flipped anywhere, cut off anywhere: all that are whole are found, before the damage and behind it, and none is made up."""
    data, where = laid(written)
    spoilt, places = hurt(data, changes)
    spoilt = spoilt[:cut]
    whole = [end <= len(spoilt) and not places & set(range(start, end)) for start, end in where]
    found = scan(spoilt, SEED, more=False, most=99)
    assert found.bodies == [body for body, fine in zip(written, whole, strict=True) if fine]
    assert found.starts == [start for (start, _), fine in zip(where, whole, strict=True) if fine]
    told = sum(end - start for start, end in found.damage) + sum(HEAD.size + len(body) for body in found.bodies)
    assert told == found.upto <= len(spoilt)


@given(bodies, flips, st.integers(1, 60))
def test_the_same_is_found_piece_by_piece(written: list[bytes], changes: dict[int, int], size: int) -> None:
    """However little is read at once: what begins in one piece and may end in the next is waited for."""
    data, _ = hurt(laid(written)[0], changes)
    at, found, chunk = 0, [], size
    while True:
        piece = data[at : at + chunk]
        more = at + len(piece) < len(data)
        part = scan(piece, SEED, more=more, most=99)
        found += part.bodies
        at += part.upto
        chunk = size if part.upto else 2 * chunk
        if not more:
            break
    assert found == scan(data, SEED, more=False, most=99).bodies


@given(bodies, st.integers(1, 5))
def test_no_more_is_taken_than_was_asked_for(written: list[bytes], most: int) -> None:
    """And the place to go on is behind it."""
    data, where = laid(written)
    found = scan(data, SEED, more=False, most=most)
    assert found.bodies == written[:most]
    assert found.upto == ([0] + [end for _, end in where])[len(found.bodies)]


def test_a_frame_of_another_segment_is_none() -> None:
    """Such as one that somebody wrote into an entry, and that lies bare once the entry's own frame is damaged."""
    inner = framed(b"a million tokens", SEED + 1)
    data = bytearray(framed(b"before " + inner + b" after", SEED) + framed(b"next", SEED))
    data[4] ^= 1
    assert scan(bytes(data), SEED, more=False, most=9).bodies == [b"next"]
