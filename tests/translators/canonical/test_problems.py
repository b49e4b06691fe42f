"""Everything that can go wrong has one word, one status, one answer to: may another target work?"""

from __future__ import annotations

import pytest

from translators.canonical import Kind, Limits, Problem


def test_every_kind_has_a_word_of_its_own() -> None:
    """A caller tells them apart by it."""
    assert len({kind.word for kind in Kind}) == len(Kind)


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_a_kinds_status_is_an_error(kind: Kind) -> None:
    """Nothing that goes wrong looks like success."""
    assert 400 <= kind.status < 600


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_the_callers_own_faults_are_not_tried_elsewhere(kind: Kind) -> None:
    """Except where another target may have more room, or a place for what this one's wire has none for."""
    if not kind.name.startswith("PROVIDER_") and kind not in (Kind.CONTEXT_TOO_LONG, Kind.UNSUPPORTED):
        assert not kind.elsewhere


def test_a_refused_key_of_a_provider_is_never_the_callers_401() -> None:
    """Its own key is good."""
    assert Kind.PROVIDER_KEY_REFUSED.status == 502


def test_a_problem_takes_its_kinds_status_unless_told() -> None:
    """The provider's own status is kept where it means the same to the caller."""
    assert Problem(Kind.PROVIDER_REJECTED, "no").status == 400
    assert Problem(Kind.PROVIDER_REJECTED, "no", status=422).status == 422
    assert str(Problem(Kind.INTERNAL, "what")) == "what"


def test_a_problem_of_a_call_is_the_same_otherwise() -> None:
    """Nothing of it is lost."""
    told = {"message": "no", "param": "a", "retry_after": 1.0, "status": 418, "wire": "w", "wire_bytes": b"b", "native": "n"}
    problem = Problem(Kind.PROVIDER_REJECTED, limits=Limits(), **told)  # type: ignore[arg-type]  # each is what it must be
    assert vars(problem.of("req_1")) == vars(problem) | {"call": "req_1"}
    assert problem.call is None
