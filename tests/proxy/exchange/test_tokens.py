"""Tokens: fetched once, renewed in time, and missed only when there is none."""

from __future__ import annotations

import asyncio

import pytest

from config.credentials import EntraSecret
from tests.token_server import Desk, Office, desk, form, office
from translators.canonical import Kind, Problem


def credential(far: Office, secret: str = "s") -> EntraSecret:
    return EntraSecret(f"{far.url}/token", "c", secret, "scope")


async def token(ours: Desk, far: Office, secret: str = "s") -> str:
    ((_, value),) = await ours.tokens.headers("azure", credential(far, secret))
    return value.removeprefix("Bearer ")


async def settled(ours: Desk) -> None:
    """Until nothing is being fetched."""
    while tasks := [kept.task for kept in ours.tokens._kept.values() if kept.task is not None]:
        await asyncio.wait(tasks)


async def test_a_hundred_callers_are_one_fetch() -> None:
    """They all wait for the same one."""
    async with office() as far, desk() as ours:
        assert set(await asyncio.gather(*(token(ours, far) for _ in range(100)))) == {"token-1"}
        assert await token(ours, far) == "token-1"
        assert len(far.asked) == 1


async def test_a_caller_who_leaves_does_not_stop_the_fetch() -> None:
    """The others still wait for it."""
    async with office() as far, desk() as ours:
        going = asyncio.Event()
        far.hold = going.wait
        leaving, staying = (asyncio.create_task(token(ours, far)) for _ in range(2))
        await far.far.until(lambda: len(far.asked) == 1)
        leaving.cancel()
        await asyncio.wait([leaving])
        going.set()
        assert await staying == "token-1"
        assert len(far.asked) == 1


async def test_a_token_is_renewed_while_the_old_one_is_still_good() -> None:
    """Nobody waits for it, however slow the server is."""
    async with office() as far, desk() as ours:
        assert await token(ours, far) == "token-1"
        ours.clock.now += 3600 - 226
        assert await token(ours, far) == "token-1"
        assert len(far.asked) == 1
        going = asyncio.Event()
        far.hold = going.wait
        ours.clock.now += 2
        assert [await token(ours, far) for _ in range(3)] == ["token-1"] * 3
        await far.far.until(lambda: len(far.asked) == 2)
        assert await token(ours, far) == "token-1"
        going.set()
        await settled(ours)
        assert await token(ours, far) == "token-2"
        assert len(far.asked) == 2


async def test_a_token_that_was_used_is_renewed_even_when_no_call_comes() -> None:
    """Else a quiet gateway would keep its next caller waiting."""
    async with office() as far, desk() as ours:
        far.life = 1.0  # renewed after its first second
        await token(ours, far)
        ours.clock.now += 2  # the loop's own clock takes a second for it
        await far.far.until(lambda: len(far.asked) == 2)
        await settled(ours)
        ours.clock.now += 2
        await asyncio.sleep(1.2)  # and nobody has used that one
        assert len(far.asked) == 2


async def test_an_expired_token_is_waited_for() -> None:
    """It is not shown in its last seconds either: it would die on the way."""
    async with office() as far, desk() as ours:
        assert await token(ours, far) == "token-1"
        ours.clock.now += 3596
        assert await token(ours, far) == "token-2"


async def test_a_failed_renewal_keeps_the_old_token_until_its_end() -> None:
    """With longer and longer pauses; then calls are told, and when to come again."""
    async with office() as far, desk() as ours:
        await token(ours, far)
        far.replies = [(503, {})] * 3
        ours.clock.now += 3400
        assert await token(ours, far) == "token-1"
        await settled(ours)
        for pause, asked in ((0.5, 2), (1.0, 3), (1.5, 3), (1.0, 4)):
            ours.clock.now += pause
            assert await token(ours, far) == "token-1"
            await settled(ours)
            assert len(far.asked) == asked
        ours.clock.now += 3.5
        assert await token(ours, far) == "token-1"
        assert len(far.asked) == 4
        ours.clock.now += 1
        assert await token(ours, far) == "token-1"
        await settled(ours)
        assert await token(ours, far) == "token-2"
        assert [why for _, why in ours.told] == ["it was answered with status 503"] * 3


async def test_without_a_token_calls_are_told_at_once() -> None:
    """One asks; those who come in the pause do not."""
    async with office() as far, desk() as ours:
        far.replies = [(503, {}), (400, {"error": "invalid_grant"})]
        for _ in range(2):
            with pytest.raises(Problem, match="no token for provider 'azure': it was answered with status 503") as caught:
                await token(ours, far)
            assert (caught.value.kind, caught.value.retry_after) == (Kind.PROVIDER_UNREACHABLE, 1.0)
        assert len(far.asked) == 1
        ours.clock.now += 1
        with pytest.raises(Problem, match="invalid_grant") as caught:
            await token(ours, far)
        assert caught.value.kind is Kind.PROVIDER_KEY_REFUSED
        ours.clock.now += 2
        assert await token(ours, far) == "token-1"


async def test_a_server_that_is_not_there_is_named() -> None:
    """With the provider whose token it would have given."""
    async with office() as far:
        gone = credential(far)
    async with desk() as ours:
        with pytest.raises(Problem, match=r"no token for provider 'azure'.*refused the connection") as caught:
            await ours.tokens.headers("azure", gone)
        assert caught.value.kind is Kind.PROVIDER_UNREACHABLE


async def test_the_same_credential_is_the_same_token_after_a_reload() -> None:
    """Also for another provider; another secret is another token."""
    async with office() as far, desk() as ours:
        assert await token(ours, far) == "token-1"
        assert await ours.tokens.headers("vertex_anthropic", credential(far)) == (("authorization", "Bearer token-1"),)
        assert await token(ours, far, secret="new") == "token-2"
        assert [form(asked)["client_secret"] for asked in far.asked] == ["s", "new"]
        ours.clock.now += 4000
        await token(ours, far, secret="newer")
        assert list(ours.tokens._kept) == [credential(far, "newer")]


async def test_a_doubted_token_is_replaced() -> None:
    """But a provider that refuses every token does not make us ask for one with each call."""
    async with office() as far, desk() as ours:
        shown = await ours.tokens.headers("azure", credential(far))
        ours.tokens.doubt(credential(far), shown)
        assert await token(ours, far) == "token-1"
        ours.clock.now += 30
        ours.tokens.doubt(credential(far, "unknown"), shown)
        ours.tokens.doubt(credential(far), (("authorization", "Bearer an-older-one"),))
        assert await token(ours, far) == "token-1"
        ours.tokens.doubt(credential(far), shown)
        assert await token(ours, far) == "token-2"


async def test_closing_ends_the_wait() -> None:
    """Who waits for a token is told that the gateway stops."""
    async with office() as far, desk() as ours:
        far.hold = asyncio.Event().wait
        waiting = asyncio.create_task(token(ours, far))
        await far.far.until(lambda: len(far.asked) == 1)
        await ours.tokens.close()
        with pytest.raises(Problem) as caught:
            await waiting
        assert caught.value.kind is Kind.STOPPING


async def test_no_secret_is_told() -> None:
    """Whatever the far side repeats of it is not ours to log: the secret is never in our own words."""
    async with office() as far, desk() as ours:
        far.replies = [(200, b"\xff"), (200, {"access_token": "a\r\nb"})]
        for _ in range(2):
            with pytest.raises(Problem) as caught:
                await token(ours, far, secret="hush")
            assert "hush" not in str(caught.value)
            ours.clock.now += 100
    assert not [why for _, why in ours.told if "hush" in why]
