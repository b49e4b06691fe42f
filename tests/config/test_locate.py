"""Lines of keys, in any toml that tomllib accepts."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.faults import Place
from config.locate import line_of, locate

CASES: list[tuple[str, dict[Place, int]]] = [
    ("a = 1\nb = 2\n", {("a",): 1, ("b",): 2}),
    ("# a = 1\n\na = 1 # b = 2\n", {("a",): 3}),
    ("[t]\na = 1\n[t.u]\nb = 1", {("t",): 1, ("t", "a"): 2, ("t", "u"): 3, ("t", "u", "b"): 4}),
    ("[ t . u ] # x\nb = 1", {("t", "u"): 1, ("t", "u", "b"): 2}),
    ("a.b.c = 1\n", {("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 1}),
    ('[models."house/small"]\n"a.b" = 1\n', {("models", "house/small"): 1, ("models", "house/small", "a.b"): 2}),
    ("[models.'x\"y']\n", {("models", 'x"y'): 1}),
    ('"\\u00e9\\"" = 1', {('é"',): 1}),
    ('a = """\n[not]\nb = 1\n"""\nc = 1', {("a",): 1, ("c",): 5}),
    ('a = """x\\"""\n"""""\nc = 1', {("a",): 1, ("c",): 3}),
    ("a = '''\nit's ''\nb = 1'''''\nc = 1", {("a",): 1, ("c",): 4}),
    ('a = "\\" # ]"\nc = 1', {("a",): 1, ("c",): 2}),
    ("a = [\n  1, # one ]\n  [2,\n 3],\n]\nb = 1", {("a", 0): 2, ("a", 1): 3, ("a", 1, 0): 3, ("a", 1, 1): 4, ("b",): 6}),
    ("a = [ ]\nb = { }\nc = 1", {("a",): 1, ("b",): 2, ("c",): 3}),
    ('l = [\n{ x = 1, "y" = { z = 2 } },\n{ x = 3 } ]', {("l", 0, "x"): 2, ("l", 0, "y", "z"): 2, ("l", 1, "x"): 3}),
    ("[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 1", {("a",): 1, ("a", 0, "x"): 2, ("a", 1): 3, ("a", 1, "x"): 4, ("a", 1, "b", "y"): 6}),
    ("[[a]]\n[[a.b]]\nx = 1\n[[a.b]]\nx = 2\n[[a]]\n[[a.b]]\nx = 3", {("a", 0, "b", 1, "x"): 5, ("a", 1, "b", 0, "x"): 8}),
    ("d = 1979-05-27 07:32:00\ne = 1979-05-27T00:32:00.999-07:00\nf = 1e3", {("d",): 1, ("e",): 2, ("f",): 3}),
    ("a = {b.c = 1, d = [{e = 2}]}", {("a", "b", "c"): 1, ("a", "d", 0, "e"): 1}),
]


@pytest.mark.parametrize(("text", "lines"), CASES, ids=lambda case: repr(case) if isinstance(case, str) else "")
def test_a_key_is_found_on_its_line(text: str, lines: dict[Place, int]) -> None:
    """Whatever stands around it."""
    tomllib.loads(text)
    found = locate(text)
    assert {place: found.get(place) for place in lines} == lines


def places(value: Any, place: Place = ()) -> set[Place]:
    """Every place of what tomllib read."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {place for place in [place] if place}.union(*(places(item, (*place, key)) for key, item in inner))


words = st.text(alphabet="ab.\"'#[]{}=\\é \n", max_size=6)
keys = st.sampled_from(["a", "b-c", "1"]) | words.map(lambda word: '"' + "".join(f"\\u{ord(c):04x}" for c in word) + '"')
strings = st.one_of(
    words.map(lambda word: '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'),
    words.map(lambda word: '"""' + word.replace("\\", "\\\\").replace('"', '\\"') + '"""'),
    words.map(lambda word: "'''" + word.replace("'", "") + "'''"),
)
scalars = strings | st.sampled_from(["1", "true", "-0.5", "2027-01-31", "07:32:00"])
spaces = st.sampled_from(["", " ", "\n", " # ] } \" '\n"])
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(st.tuples(spaces, inner, spaces).map("".join), max_size=3).map(lambda items: f"[{','.join(items)}]")
        | st.dictionaries(keys, inner, max_size=3).map(lambda pairs: "{" + ", ".join(f"{k} = {v}" for k, v in pairs.items()) + "}")
    ),
    max_leaves=6,
)
tables = st.lists(
    st.tuples(
        st.sampled_from(["[{}]", "[[{}]]"]),
        st.lists(keys, min_size=1, max_size=3).map(" . ".join),
        st.lists(st.tuples(keys, values), max_size=3),
    ),
    max_size=5,
).map(lambda parts: "\n".join(f"{header.format(name)}\n" + "".join(f"{k} = {v}\n" for k, v in pairs) for header, name, pairs in parts))


@given(tables)
def test_every_place_that_tomllib_reads_is_found(text: str) -> None:
    """No string, comment or bracket fools it."""
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # two tables of one name
    found = locate(text)
    missing = {place for place in places(read) - found.keys() if not any(p[: len(place)] == place for p in found)}
    assert missing == set()
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


def test_what_does_not_stand_there_has_the_line_of_what_is_around_it() -> None:
    """A missing setting is missing from its table."""
    lines = locate("\n[a]\nb = 1\n")
    assert line_of(lines, ("a", "c", "d")) == 2
    assert line_of(lines, ("z",)) is None
