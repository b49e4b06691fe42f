"""Words of pydantic in words of an operator."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from config.explain import explain
from config.faults import dotted
from config.schema import File


def words(values: dict[str, Any]) -> tuple[str, str, str | None]:
    """Key, message and suggestion of the first fault."""
    with pytest.raises(ValidationError) as caught:
        File.model_validate(values)
    place, message, suggestion = explain(caught.value.errors()[0])
    return dotted(place), message, suggestion


def test_a_slip_of_the_pen_gets_the_word_that_was_meant() -> None:
    """In its own table."""
    values = {"providers": {"x": {"baseurl": "http://a"}}}
    assert words(values) == ("providers.x.baseurl", "there is no such setting", "did you mean `base_url`?")


def test_a_setting_in_the_wrong_table_gets_the_right_one() -> None:
    """Nothing near here, but just that name elsewhere."""
    assert words({"max_body_mb": 3}) == ("max_body_mb", "there is no such setting", "did you mean `server.max_body_mb`?")
    assert words({"server": {"first_byte": "3s"}})[2] == "did you mean `providers.NAME.first_byte`?"


def test_a_word_that_means_nothing_gets_no_guess() -> None:
    """A wild guess is worse than none."""
    assert words({"xyzzy": 3})[2] is None


def test_a_choice_gets_the_nearest() -> None:
    """Of those there are."""
    assert words({"log": {"level": "inf"}}) == ("log.level", "must be one of 'debug', 'info', 'warning' or 'error'", "did you mean `info`?")


def test_a_missing_setting_is_shown() -> None:
    """As it would be written."""
    assert words({"keys": {"ci": {}}}) == ("keys.ci.key", "is missing", "write key = …")


@pytest.mark.parametrize("values", [{"server": 1}, {"server": []}, {"providers": {"x": "y"}}])
def test_a_value_where_a_table_should_be(values: dict[str, Any]) -> None:
    """No class names of ours."""
    assert words(values)[1] == "must be a table"


@pytest.mark.parametrize(
    "values",
    [
        {"providers": {"x": {"api_key": "sk-hush"}}},
        {"keys": {"a": {"key": "sk-hush"}}},
        {"server": {"port": "sk-hush"}},
        {"admin": {"token": "sk-hush"}},
    ],
)
def test_no_value_is_repeated(values: dict[str, Any]) -> None:
    """It may be a secret."""
    assert "sk-hush" not in str(words(values))
