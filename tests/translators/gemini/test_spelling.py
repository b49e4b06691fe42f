"""Two spellings of the same names."""

from __future__ import annotations

from translators.gemini.spelling import camel, kept, known, many, respelled

SNAKE = {"parts": [{"inline_data": {"mime_type": "image/png", "data": "AA"}}, {"function_call": {"name": "a_b", "args": {"c_d": 1}}}]}


def test_googles_names_become_camel_case_and_the_callers_stay() -> None:
    assert camel(SNAKE) == {
        "parts": [{"inlineData": {"mimeType": "image/png", "data": "AA"}}, {"functionCall": {"name": "a_b", "args": {"c_d": 1}}}]
    }


def test_how_it_was_written_comes_back() -> None:
    seen: dict[str, str] = {}
    there = camel(SNAKE, seen)
    assert respelled(there, known(kept(seen))) == SNAKE


def test_properties_keep_their_names_and_their_schemas_do_not() -> None:
    schema = {"parameters": {"properties": {"any_of": {"any_of": [{"type": "STRING"}]}}, "required": ["any_of"]}}
    assert camel(schema) == {"parameters": {"properties": {"any_of": {"anyOf": [{"type": "STRING"}]}}, "required": ["any_of"]}}


def test_what_is_written_usually_is_not_touched() -> None:
    wire = {"contents": [{"role": "user"}]}
    assert respelled(wire, known(None)) is wire


def test_one_is_a_list_of_one() -> None:
    assert (many(None), many({"a": 1}), many([1])) == ([], [{"a": 1}], [1])
