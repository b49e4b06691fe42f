"""A JSON schema to a value that satisfies it: always the same one, small, and with every property that may be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from msgspec import Struct

from proxy.mock.schema.expand import Trail, expand
from proxy.mock.schema.fits import TYPES, fits, property_schemas, same
from proxy.mock.schema.merge import both
from proxy.mock.schema.numbers import integers, numbers
from proxy.mock.schema.refs import Json, UnsatisfiableError
from proxy.mock.schema.strings import strings
from translators.translator import Wire

DEEPEST = 40  # values within values
STEPS = 20_000  # schemas looked at before we give up
VARIATIONS = 16


def satisfy(schema: Json) -> Json:
    """The first value that fits. What the schema itself offers (const, enum, examples, default) comes before anything made up."""
    search = Search(schema if isinstance(schema, Mapping) else {}, [STEPS])
    try:
        for value in search.values(schema, Trail()):
            return value
    except RecursionError as error:
        raise UnsatisfiableError("the schema refers to itself without end") from error
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise UnsatisfiableError(f"the schema is malformed: {error}") from error
    raise UnsatisfiableError("no value satisfies the schema")


class Search(Struct, frozen=True):
    """One search through one schema."""

    root: Wire
    left: list[int]  # steps; a list, because it counts down

    def values(self, schema: Json, trail: Trail) -> Iterator[Json]:
        """Values that fit, the nicest first."""
        self.left[0] -= 1
        if self.left[0] < 0:
            raise UnsatisfiableError("the schema is too tangled for the mock")
        if trail.depth > DEEPEST:
            return
        for plain, onward in expand(schema, self.root, trail):
            for value in self._offered(plain, onward):
                if fits(value, plain, self.root) and fits(value, schema, self.root):
                    yield value

    def first(self, schema: Json, trail: Trail) -> tuple[Json, ...]:
        """The first value, if there is one."""
        return tuple(islice(self.values(schema, trail), 1))

    def _offered(self, plain: Wire, trail: Trail) -> Iterator[Json]:
        if "const" in plain:
            yield plain["const"]
            return
        if "enum" in plain:
            yield from plain["enum"]
            return
        yield from plain.get("examples", ())
        if plain.get("default") is not None:
            yield plain["default"]
        for name in _types(plain, lean=trail.lean):
            yield from MAKERS[name](self, plain, trail)


def _types(plain: Wire, *, lean: bool) -> list[str]:
    """The types to try; when the schema names none, the one its words are about."""
    says = plain.get("type")
    if says is None:
        about = [name for name, words in WORDS.items() if any(word in plain for word in words)]
        return [*about, *(name for name in TYPES if name not in about and name != "null"), "null"] if about else [*ANY]
    names = [says] if isinstance(says, str) else list(says)
    if unknown := [name for name in names if name not in TYPES]:
        raise UnsatisfiableError(f"type {unknown[0]!r} is none of {', '.join(TYPES)}")
    return sorted(names, key=lambda name: (name == "null") is not lean)


def objects(search: Search, plain: Wire, trail: Trail) -> Iterator[Json]:
    """First with every property, then with only those that must be there."""
    must = list(plain.get("required", ()))
    named = list(plain.get("properties", {}))
    may = [*named, *(name for name in must if name not in named)]
    for names in [must] if trail.lean else [may, must]:
        made = _object(search, plain, trail, names)
        if made is not None:
            yield made
            yield from _variations(search, plain, trail, made)


def _object(search: Search, plain: Wire, trail: Trail, names: list[str]) -> dict[str, Json] | None:
    made: dict[str, Json] = {}
    for name in names:
        found = search.first(_property(name, plain), trail.into(name))
        if found:
            made[name] = found[0]
        elif name in plain.get("required", ()):
            return None
    short = plain.get("minProperties", 0) - len(made)
    for number in range(1, short + 1):
        name = f"{trail.word}{number}"
        made.update((name, value) for value in search.first(_property(name, plain), trail.into(name)))
    return made


def _variations(search: Search, plain: Wire, trail: Trail, made: Mapping[str, Json]) -> Iterator[Json]:
    """The same object with one property different: for lists of unique objects, and for conditions between properties."""
    for name in made:
        for value in islice(search.values(_property(name, plain), trail.into(name)), 1, VARIATIONS):
            yield {**made, name: value}


def _property(name: str, plain: Wire) -> Json:
    schemas = property_schemas(name, plain)
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas}


def arrays(search: Search, plain: Wire, trail: Trail) -> Iterator[Json]:
    """The fixed items, what must be contained, and one item when nothing says how many."""
    items = plain.get("items", True)
    fixed = plain.get("prefixItems") or (items if isinstance(items, list) else [])
    rest = plain.get("additionalItems", True) if isinstance(items, list) else items
    held = [both(rest, plain["contains"])] * plain.get("minContains", 1) if "contains" in plain else []
    least = plain.get("minItems", 0)
    wished = 0 if fixed or held or trail.lean or rest is True else 1
    for length in dict.fromkeys((max(len(fixed) + len(held), least, wished), max(len(held), least), least)):
        room = min(length, plain.get("maxItems", length))
        first = [*fixed[: max(0, room - len(held))], *held]
        made = _array(search, plain, [*first, *[rest] * (room - len(first))][:room], trail)
        if made is not None:
            yield made


def _array(search: Search, plain: Wire, schemas: list[Json], trail: Trail) -> list[Json] | None:
    made: list[Json] = []
    for schema in schemas:
        values = search.values(schema, trail.into(trail.word))
        for value in values:
            if not plain.get("uniqueItems") or not any(same(value, old) for old in made):
                made.append(value)
                break
        else:
            return None
    return made


MAKERS: Mapping[str, Callable[[Search, Wire, Trail], Iterator[Json]]] = {
    "string": lambda _, plain, trail: strings(plain, trail.word),
    "object": objects,
    "array": arrays,
    "integer": lambda _, plain, __: integers(plain),
    "number": lambda _, plain, __: numbers(plain),
    "boolean": lambda _, __, ___: iter((True, False)),
    "null": lambda _, __, ___: iter((None,)),
}
ANY = ("string", "object", "array", "integer", "number", "boolean", "null")
WORDS: Mapping[str, tuple[str, ...]] = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties", "propertyNames"),
    "array": ("items", "prefixItems", "minItems", "contains", "uniqueItems"),
    "string": ("pattern", "minLength", "maxLength", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
