"""Every way to read a schema: $ref followed, one alternative chosen, all that must hold together merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from proxy.mock.schema.merge import merge
from proxy.mock.schema.refs import Json, UnsatisfiableError, resolve
from translators.translator import Wire

DEEP = 8  # values within values; below that, only what must be there


class Trail(Struct, frozen=True):
    """How we came to a schema."""

    word: str = "text"  # the property we are in: what a text says when nothing else does
    depth: int = 0
    refs: tuple[str, ...] = ()
    lean: bool = False  # inside a type within itself: leave out what may be left out

    def into(self, word: str) -> Trail:
        """One value deeper."""
        return replace(self, word=word or "text", depth=self.depth + 1, lean=self.lean or self.depth >= DEEP)

    def follow(self, ref: str) -> Trail:
        """Through a $ref."""
        return replace(self, refs=(*self.refs, ref), lean=self.lean or ref in self.refs)


def expand(schema: Json, root: Wire, trail: Trail) -> Iterator[tuple[Wire, Trail]]:
    """Schemas without $ref and combinators; what satisfies the schema satisfies at least one of them."""
    if schema is False:
        return
    if schema is True:
        schema = {}
    if not isinstance(schema, Mapping):
        raise UnsatisfiableError(f"a schema is an object or a boolean, not {schema!r:.40}")
    for word in ("$ref", "allOf", "anyOf", "oneOf", "if"):
        if word in schema:
            rest = {name: says for name, says in schema.items() if name != word}
            for one, onward in _readings(word, schema, root, trail):
                yield from expand(merge(rest, one), root, onward)
            return
    yield schema, trail


def _readings(word: str, schema: Wire, root: Wire, trail: Trail) -> Iterator[tuple[Json, Trail]]:
    """What one combinator may stand for, itself already expanded."""
    says = schema[word]
    match word:
        case "$ref":
            yield from expand(resolve(says, root), root, trail.follow(says))
        case "allOf":
            yield from _together(list(says), root, trail)
        case "if":
            for branch in ([says, schema.get("then", True)], [schema.get("else", True)]):
                yield from _together(branch, root, trail)
        case _:
            for one in sorted(says, key=lambda each: _weight(each, trail)):
                yield from expand(one, root, trail)


def _together(schemas: list[Json], root: Wire, trail: Trail) -> Iterator[tuple[Json, Trail]]:
    if not schemas:
        yield {}, trail
        return
    for one, onward in expand(schemas[0], root, trail):
        for others, further in _together(schemas[1:], root, onward):
            yield merge(others, one), further


def _weight(schema: Json, trail: Trail) -> int:
    """Null is the last choice; where things should stay small it is the first, and the type we came through most often the last."""
    if not isinstance(schema, Mapping):
        return 0
    nothing = schema.get("type") == "null" or schema.get("const", 0) is None
    if not trail.lean:
        return int(nothing)
    return -1 if nothing else trail.refs.count(schema.get("$ref", ""))
