"""Arguments that come value by value."""

from __future__ import annotations

from typing import Any

from translators.gemini.partial import Partial, goes_on, in_pieces


def called(*pieces: dict[str, Any]) -> tuple[str, str, str | None]:
    call = Partial("r1", 0, 0)
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


def cut(*pieces: dict[str, Any]) -> str:
    call = Partial("r1", 0, 0)
    for each in pieces:
        call.feed(each)
    return call.cut().arguments


def test_arguments_that_were_cut_are_not_ended() -> None:
    """Whoever reads them must not take them for all that the model wanted."""
    begun: dict[str, Any] = {"functionCall": {"name": "f", "willContinue": True}}
    assert cut(begun) == ""
    assert cut(begun, piece("$.city", stringValue='"Mex}', willContinue=True)) == '{"city":"\\"Mex}'
    assert cut(begun, piece("$.city", stringValue="Oslo")) == '{"city":"Oslo"'
    assert cut(begun, piece("$.city", stringValue="Os", willContinue=True), piece("$.city", stringValue="lo")) == '{"city":"Oslo"'
    assert cut(begun, piece("$.at[1].x", numberValue=2)) == '{"at":[null,{"x":2'
    assert cut(begun, piece("$.a", stringValue="x", willContinue=True), piece("$.b", boolValue=True)) == '{"a":"x","b":true'
    assert cut({"functionCall": {"name": "f", "args": {"a": {}}, "willContinue": True}}) == '{"a":{}'


def test_a_name_begins_another_call() -> None:
    call = Partial("r1", 0, 0)
    begun: dict[str, Any] = {"functionCall": {"name": "f", "id": "1", "willContinue": True}}
    assert not call.is_another(begun)
    call.feed(begun)
    assert not call.is_another(begun)
    assert not call.is_another(piece("$.a", numberValue=1))
    assert call.is_another({"functionCall": {"name": "f", "id": "2"}})


def test_it_says_itself_whether_more_comes() -> None:
    assert goes_on(piece("$.a", stringValue=""))
    assert not goes_on({"functionCall": {"name": "f", "args": {}}})
    assert not goes_on({"text": "x"})
    assert in_pieces({"functionCall": {"name": "f", "partialArgs": []}})
    assert not in_pieces({"functionCall": {"name": "f", "args": {}}})
