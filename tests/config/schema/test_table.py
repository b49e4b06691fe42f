"""What holds for every table."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from config.schema.table import Several, Table


class Sample(Table):
    """A table."""

    words: Several[str] = ()
    number: int = 1


def test_a_table_is_frozen() -> None:
    """Nothing changes after it was checked."""
    with pytest.raises(ValidationError, match="frozen"):
        Sample().number = 2


def test_an_unknown_key_is_an_error() -> None:
    """A slip of the pen must not be a setting that does nothing."""
    with pytest.raises(ValidationError, match="nmber"):
        Sample.model_validate({"nmber": 2})


def test_a_list_is_taken_and_its_items_stay_strict() -> None:
    """A text is not a number, a number is not a text."""
    assert Sample.model_validate({"words": ["a"]}).words == ("a",)
    for wrong in ({"words": [1]}, {"words": "a"}, {"number": "1"}, {"number": True}, {"number": 1.0}):
        with pytest.raises(ValidationError):
            Sample.model_validate(wrong)


def test_an_error_does_not_repeat_what_was_written() -> None:
    """It may be a secret in the wrong place."""
    with pytest.raises(ValidationError) as caught:
        Sample.model_validate({"number": "sk-hush"})
    assert "sk-hush" not in str(caught.value)
