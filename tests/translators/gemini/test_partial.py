"""Arguments that come value by value."""

from __future__ import annotations

from typing import Any

from translators.gemini.partial import Partial, goes_on


def called(*pieces: dict[str, Any]) -> tuple[str, str, str | None]:
    call = Partial("call_mb_1")
    for piece in pieces:
        call.feed(piece)
    whole = call.call()
    return whole.name, whole.arguments, whole.signature


def piece(path: str, **value: Any) -> dict[str, Any]:
    return {"functionCall": {"partialArgs": [{"jsonPath": path, **value}], "willContinue": True}}


def test_values_find_their_places_and_texts_go_on() -> None:
    assert called(
        {"functionCall": {"name": "f", "willContinue": True}, "thoughtSignature": "sig"},
        piece("$.city", stringValue="Mexico", willContinue=True),
        piece("$.city", stringValue=" City"),
        piece("$.at[1].x", numberValue=2),
        piece("$['a.b']", boolValue=False),
        piece("$.none", nullValue="NULL_VALUE"),
        {"functionCall": {}},
    ) == ("f", '{"city":"Mexico City","at":[null,{"x":2}],"a.b":false,"none":null}', "sig")


def test_odd_ways_lead_nowhere() -> None:
    assert called(piece("$", stringValue="x"), piece("$.a"), piece("$.l[9999999]", numberValue=1))[1] in ('{"l":[]}', "{}")


def test_it_says_itself_whether_more_comes() -> None:
    assert goes_on(piece("$.a", stringValue=""))
    assert not goes_on({"functionCall": {"name": "f", "args": {}}})
    assert not goes_on({"text": "x"})
