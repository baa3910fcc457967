"""Order per key, parallel across keys: what both ends of an adapter stand on."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sdk.baner import Baner


@given(st.lists(st.sampled_from("abcd"), max_size=40), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_order_holds_per_key_and_no_more_than_allowed_work_at_once(noegler: list[str], samtidige: int) -> None:
    async def proev() -> None:
        baner, gjort, i_gang, mest = Baner(samtidige), defaultdict(list), 0, 0

        async def arbejde(noegle: str, nummer: int) -> None:
            nonlocal i_gang, mest
            i_gang += 1
            mest = max(mest, i_gang)
            for _ in range(nummer % 3):
                await asyncio.sleep(0)
            gjort[noegle].append(nummer)
            i_gang -= 1

        for nummer, noegle in enumerate(noegler):
            baner.laeg(noegle, partial(arbejde, noegle, nummer))
        await baner.tomme()
        assert {noegle: sorted(numre) for noegle, numre in gjort.items()} == dict(gjort)
        assert sum(map(len, gjort.values())) == len(noegler)
        assert mest <= samtidige
        assert len(baner) == 0

    asyncio.run(proev())


async def test_one_key_that_waits_holds_no_other_back() -> None:
    baner, slip, gjort = Baner(2), asyncio.Event(), asyncio.Event()

    async def venter() -> None:
        await slip.wait()

    async def kommer_igennem() -> None:
        gjort.set()

    baner.laeg("a", venter)
    baner.laeg("b", kommer_igennem)
    async with asyncio.timeout(5):
        await gjort.wait()
    slip.set()
    await baner.tomme()


async def test_work_that_raises_is_raised_to_whoever_waits() -> None:
    baner = Baner(1)

    async def fejler() -> None:
        raise OSError("disk full")

    baner.laeg("a", fejler)
    with pytest.raises(OSError, match="disk full"):
        await baner.tomme()


async def test_cancelled_work_is_forgotten() -> None:
    baner = Baner(1)
    baner.laeg("a", asyncio.Event().wait)  # type: ignore[arg-type] # what it returns is never seen
    baner.laeg("a", asyncio.Event().wait)  # type: ignore[arg-type] # the same
    await asyncio.sleep(0)
    await baner.afbryd()
    assert len(baner) == 0
