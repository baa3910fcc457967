"""kill -9 in the middle of anything: nothing acknowledged is missing, and no transaction is half there."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from brokers import EmbeddedBroker, StoredRecord

SKRIVER = Path(__file__).parent / "boern" / "skriver.py"
EMNER = ("t.a", "t.b", "t.c")
RUNDE = 1_000_000
"""Each round numbers its work from a multiple of this, so that no number comes twice."""


async def draeb_en(mappe: Path, runde: int, tilfaeldig: random.Random) -> dict[str, set[int]]:
    """Start a writer, kill it at a random moment, and return what it had been told was durable."""
    barn = await asyncio.create_subprocess_exec(
        sys.executable, str(SKRIVER), str(mappe), str(runde * RUNDE), stdout=asyncio.subprocess.PIPE
    )
    assert barn.stdout is not None
    kvitteret: dict[str, set[int]] = {"T": set(), "S": set()}
    linjer = [await asyncio.wait_for(barn.stdout.readline(), 20)]
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(tilfaeldig.uniform(0.0, 0.3)):
            while True:
                linjer.append(await barn.stdout.readline())
    barn.kill()
    # What it wrote to the pipe before the kill was acknowledged, read or not.
    linjer += (await barn.stdout.read()).splitlines(keepends=True)
    assert await barn.wait() == -9
    for linje in linjer:
        if linje.endswith(b"\n"):
            slags, nummer = linje.split()
            kvitteret[slags.decode()].add(int(nummer))
    return kvitteret


async def nyt(broker: EmbeddedBroker, emne: str, fra: int) -> list[StoredRecord]:
    fundet: list[StoredRecord] = []
    async with await broker.reader(emne, offset=fra) as laeser:
        while bid := await laeser.read(max_records=5_000):
            fundet += bid
    return fundet


def dele(poster: list[StoredRecord]) -> dict[int, list[int]]:
    """Per number, which of its parts were found, in order."""
    fundet = defaultdict(list)
    for post in poster:
        nummer, _, del_ = (post.value or b"").rstrip(b".").partition(b"-")
        fundet[int(nummer)].append(int(del_))
    return fundet


@pytest.mark.parametrize("runder", [15, pytest.param(200, marks=[pytest.mark.lang, pytest.mark.timeout(1200)])])
async def test_intet_kvitteret_mangler_og_ingen_transaktion_er_halv(tmp_path: Path, runder: int) -> None:
    tilfaeldig = random.Random(runder)
    naaet = dict.fromkeys((*EMNER, "s"), 0)
    kvitteret_i_alt = 0
    for runde in range(1, runder + 1):
        kvitteret = await draeb_en(tmp_path, runde, tilfaeldig)
        kvitteret_i_alt += len(kvitteret["T"]) + len(kvitteret["S"])
        async with EmbeddedBroker(tmp_path) as broker:
            fundet = {emne: await nyt(broker, emne, fra) for emne, fra in naaet.items()}
            pakket = await nyt(broker, "t.pakket", 0)
        for emne, poster in fundet.items():
            assert [post.offset for post in poster] == list(range(naaet[emne], naaet[emne] + len(poster)))
            naaet[emne] += len(poster)
            assert all(parter == [0, 1, 2] for parter in dele(poster).values())
        transaktioner = [set(dele(fundet[emne])) for emne in EMNER]
        assert transaktioner[0] == transaktioner[1] == transaktioner[2]
        assert kvitteret["T"] <= transaktioner[0]
        assert kvitteret["S"] <= set(dele(fundet["s"]))
        nyeste = {n % 4: n for n in sorted(transaktioner[0])}
        sidste = {post.key: int(post.value or b"") for post in pakket}
        assert sidste.items() >= {b"k%d" % rest: n for rest, n in nyeste.items()}.items()
    assert kvitteret_i_alt > runder * 5
