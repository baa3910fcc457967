"""A change is in force everywhere when every owner of a partition has said so; a new owner knows it before it decides."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from brokers import Broker, EmbeddedBroker, StoredRecord
from hub.beskedfordeler import Beskedfordeler, Fordelerindstillinger, Kvittering, emner
from hub.konfiguration.kilde import Slags
from hub.konfiguration.lager import Konfigurationslager, Skrivning
from hub.konfiguration.model import Filter
from hub.konfiguration.revision import Udoever
from tests.system.vent import vent_til

PARTITIONER = 4


class Bagud(Konfigurationslager):
    """A store whose instance hears of nothing while `hoerer` is not set."""

    def __init__(self, broker: Broker) -> None:
        super().__init__(broker)
        self.hoerer = asyncio.Event()
        self.hoerer.set()

    async def _anvend(self, poster: Sequence[StoredRecord]) -> None:
        await self.hoerer.wait()
        await super()._anvend(poster)


class Instans:
    """One instance: its way to the bus, its configuration, its routing core."""

    def __init__(self, broker: Broker, lager: Bagud, fordeler: Beskedfordeler) -> None:
        self.broker = broker
        self.lager = lager
        self.fordeler = fordeler

    @property
    def partitioner(self) -> int:
        return int(self.fordeler.stoerrelser()["router_partitioner"])


@pytest.fixture
async def instans(tmp_path: Path, verden: Any) -> AsyncIterator[Callable[[], Awaitable[Instans]]]:
    """Makes instances of one bus; the first one configures it."""
    async with AsyncExitStack() as aabne:

        async def ny() -> Instans:
            return await aabne.enter_async_context(_instans(tmp_path, verden))

        yield ny


@asynccontextmanager
async def _instans(mappe: Path, verden: Any) -> AsyncIterator[Instans]:
    async with EmbeddedBroker(mappe / "bus") as broker:
        lager = Bagud(broker)
        await lager.start()
        if not lager.nu.systemer:
            alt = verden.konfiguration()
            await lager.skriv(
                [Skrivning.af(en) for slags in Slags for en in alt.samling(slags).values()],
                Udoever("test", "opstilling"),
            )
        fordeler = Beskedfordeler(
            broker,
            lager,
            hemmelighed=b"h" * 32,
            data=mappe / str(uuid.uuid4()),
            indstillinger=Fordelerindstillinger(partitioner=PARTITIONER),
        )
        await fordeler.start()
        try:
            yield Instans(broker, lager, fordeler)
        finally:
            lager.hoerer.set()
            await fordeler.stop(frist=10)
            await lager.stop()


async def indsnaevr(hos: Instans, verden: Any) -> None:
    """The dueslag `ind` is to get only what nobody sends."""
    snaever = verden.ind.model_copy(update={"filter": Filter(handlinger=(str(uuid.uuid4()),))})
    await hos.lager.skriv([Skrivning.af(snaever)], Udoever("test", "indsnævret"))


async def afgjort_af(hos: Instans, verden: Any, ejer: Instans) -> Kvittering:
    """The decision on a fresh message, taken in here, of an object whose partition `ejer` routes."""
    objekt = next(
        id_
        for id_ in iter(lambda: str(uuid.uuid4()), "")
        if ejer.fordeler._router.ejer(_partition(hos, verden.besked(objekt=id_)))
    )
    modtagelse = await hos.fordeler.modtag(verden.besked(objekt=objekt), verden.afsender.id)
    kvittering = await hos.fordeler.vent_paa_afgoerelse(modtagelse.id, 30)
    assert kvittering is not None
    return kvittering


def _partition(hos: Instans, besked: bytes) -> int:
    from brokers import partition_for

    return partition_for(hos.fordeler._indtag.noegle(besked), PARTITIONER)


async def delt(a: Instans, b: Instans) -> None:
    await vent_til("both route", lambda: a.partitioner == b.partitioner == PARTITIONER // 2, 30)


async def test_en_aendring_gaelder_overalt_foerst_naar_alle_ruter_efter_den(instans: Any, verden: Any) -> None:
    a, b = await instans(), await instans()
    await delt(a, b)
    foer = (await afgjort_af(a, verden, b)).modtagere or 0
    b.lager.hoerer.clear()
    await indsnaevr(a, verden)
    assert not await a.fordeler.gaelder_overalt(frist=0.5)
    assert (await afgjort_af(a, verden, a)).modtagere == foer - 1
    assert (await afgjort_af(a, verden, b)).modtagere == foer
    b.lager.hoerer.set()
    assert await a.fordeler.gaelder_overalt(frist=30)
    assert (await afgjort_af(a, verden, b)).modtagere == foer - 1


async def test_den_der_overtager_ruter_ikke_efter_det_gamle(instans: Any, verden: Any) -> None:
    a, b = await instans(), await instans()
    await delt(a, b)
    foer = (await afgjort_af(a, verden, b)).modtagere or 0
    b.lager.hoerer.clear()
    await indsnaevr(a, verden)
    sendt = [await a.fordeler.modtag(verden.besked(), verden.afsender.id) for _ in range(8)]
    assert not await a.fordeler.gaelder_overalt(frist=0.2)
    await a.fordeler.stop(frist=10)
    efter = [await b.fordeler.modtag(verden.besked(), verden.afsender.id) for _ in range(8)]
    taget = sum(b.fordeler._router.ejer(nr) for nr in range(PARTITIONER))
    assert taget == PARTITIONER // 2, "what is taken over waits for the configuration"
    b.lager.hoerer.set()
    await vent_til("b routes all", lambda: b.partitioner == PARTITIONER, 60)
    assert await b.fordeler.gaelder_overalt(frist=30)
    assert (await afgjort_af(b, verden, b)).modtagere == foer - 1
    for modtagelse in [*sendt, *efter]:
        side = await b.fordeler.kvitteringer(verden.afsender.id, maks=100, vent=5)
        assert modtagelse.id in {k.modtagelse_id for k in side.kvitteringer}


async def test_det_der_ikke_kunne_meldes_bliver_meldt(
    instans: Any, verden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = await instans()
    naegt = [True] * PARTITIONER

    from brokers import Unavailable
    from hub.beskedfordeler import gaeldende

    post = gaeldende.post

    def vaklende(*args: Any) -> Any:
        if naegt:
            naegt.pop()
            raise Unavailable("no answer now")
        return post(*args)

    monkeypatch.setattr(gaeldende, "post", vaklende)
    await indsnaevr(a, verden)
    assert await a.fordeler.gaelder_overalt(frist=30)
    assert not naegt
    antal = {post.key for post in await _alle(a.broker, emner.RUTES_EFTER)}
    assert len(antal) == PARTITIONER
    assert (await afgjort_af(a, verden, a)).modtagere == 1


async def _alle(broker: Broker, emne: str) -> Sequence[StoredRecord]:
    async with await broker.reader(emne) as laeser:
        return await laeser.read(max_records=1_000)
