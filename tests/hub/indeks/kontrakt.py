"""What the read models promise, on whichever database they lie: one suite, subclassed for each."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from brokers import Broker, EmbeddedBroker, Record
from hub.beskedfordeler import Hopslags, IndeksNede, emner
from hub.beskedfordeler.fejlposter import Fejlfilter
from hub.indeks import Indeks
from hub.indeks import indeks as modul
from hub.indeks import tabeller as t
from tests.hub.indeks import forloeb
from tests.hub.indeks.forloeb import PARTITIONER, afgjort, beskednr, fejlid, klokken, leveret, modtagelse

Lav = Callable[[Broker], Indeks]


@asynccontextmanager
async def i_gang(indeks: Indeks) -> AsyncIterator[Indeks]:
    await indeks.start()
    try:
        yield indeks
    finally:
        await indeks.stop()


async def bliver_nede(indeks: Indeks) -> None:
    """Wait until it says that it cannot be asked."""
    async with asyncio.timeout(30):
        while True:
            try:
                await indeks.spor("hvad som helst")
            except IndeksNede:
                return


class Indekskontrakt:
    """A subclass has the fixture `lav`: read models on one database, the same for all of a test's instances."""

    @pytest.fixture(autouse=True)
    def _taalmodig(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(modul, "INDHENT", 30.0)

    @pytest.fixture
    async def bus(self, tmp_path: Path) -> AsyncIterator[Broker]:
        async with EmbeddedBroker(tmp_path / "bus") as broker:
            await broker.ensure_topics(*emner.faste(PARTITIONER))
            yield broker

    @pytest.fixture
    async def indeks(self, bus: Broker, lav: Lav) -> AsyncIterator[Indeks]:
        async with i_gang(lav(bus)) as indeks:
            yield indeks

    async def test_hvert_hop_af_en_besked_i_tidens_orden(self, bus: Broker, indeks: Indeks) -> None:
        await forloeb.skriv(bus, emner.LEVERINGSLOG, [leveret(1), leveret(1, Hopslags.KVITTERET)], partition=1)
        await forloeb.skriv(bus, emner.LOG, [afgjort(1), afgjort(2)])
        hop = await indeks.spor(beskednr(1))
        assert [et.slags.value for et in hop] == ["modtaget", "afgjort", "lagt", "leveret", "kvitteret"]
        assert [et.tidspunkt for et in hop] == [klokken(sek) for sek in (0.5, 1, 1, 1.25, 1.25)]
        assert hop == await indeks.spor(modtagelse(1))
        assert await indeks.spor(beskednr(3)) == []

    async def test_fejl_findes_ved_hvert_kriterium_nyeste_foerst(self, bus: Broker, indeks: Indeks) -> None:
        await forloeb.skriv_fejl(bus, forloeb.fejl(1), forloeb.fejl(2, afsender="b"), forloeb.fejl(3, dueslag="d1"))
        await forloeb.skriv_fejl(bus, forloeb.fejl(4, regel="RA-03"), forloeb.fejl(5, type_="anden"), partition=1)
        await forloeb.genafspil(bus, 5)

        async def fundne(foer: tuple[int, str] | None = None, maks: int = 10, **kriterier: object) -> list[int]:
            poster = await indeks.fejl(Fejlfilter(**kriterier), foer=foer, maks=maks)  # type: ignore[arg-type]
            return [next(nr for nr in range(9) if fejlid(nr) == post.id) for post in poster]

        assert await fundne() == [5, 4, 3, 2, 1]
        assert await fundne(system="b") == [2]
        assert await fundne(dueslag="d1") == [3]
        assert await fundne(regel="RA-03") == [4]
        assert await fundne(beskedtype="anden") == [5]
        assert await fundne(tilstand="aaben") == [4, 3, 2, 1]
        assert await fundne(tilstand="genafspillet") == [5]
        assert await fundne(fra=klokken(2), til=klokken(4)) == [3, 2]
        assert await fundne(maks=2) == [5, 4]
        assert await fundne(foer=(round(klokken(4).timestamp() * 1_000_000), fejlid(4))) == [3, 2, 1]
        sted = await indeks.fejlsted(fejlid(4))
        assert sted is not None
        assert (sted[0].id, sted[1:]) == (fejlid(4), (1, 0))
        assert await indeks.fejlsted(fejlid(9)) is None

    async def test_trafikken_taelles_pr_skema_for_afsender_og_hvert_dueslag(self, bus: Broker, lav: Lav) -> None:
        async with i_gang(lav(bus)) as indeks:
            await forloeb.skriv(bus, emner.LOG, [afgjort(9, skema_id=1), afgjort(2, skema_id=1, dueslag=("d1", "d2"))])
            await forloeb.skriv(bus, emner.LOG, [afgjort(5, skema_id=700), afgjort(6, udfald="Afvist"), afgjort(7)])
            foer = await indeks.trafik()
        async with i_gang(lav(bus)) as indeks:
            await forloeb.skriv(bus, emner.LOG, [afgjort(3, skema_id=1)], partition=1)
            efter = await indeks.trafik()
        assert foer == [
            ("modtaget", "d1", 1, 2, klokken(9)),
            ("modtaget", "d1", 700, 1, klokken(5)),
            ("modtaget", "d2", 1, 1, klokken(2)),
            ("sendt", "a", 1, 2, klokken(9)),
            ("sendt", "a", 700, 1, klokken(5)),
        ]
        assert [en for en in efter if en not in foer] == [
            ("modtaget", "d1", 1, 3, klokken(9)),
            ("sendt", "a", 1, 3, klokken(9)),
        ]

    async def test_taellerne_laegges_sammen_over_batcher_partitioner_og_genstart(self, bus: Broker, lav: Lav) -> None:
        for runde in range(3):
            async with i_gang(lav(bus)) as indeks:
                for partition in range(PARTITIONER):
                    haendelser = [afgjort(nr, system="ab"[nr % 2]) for nr in range(10)]
                    await forloeb.skriv(bus, emner.LOG, haendelser, partition=partition)
                    await forloeb.skriv(bus, emner.LOG, [afgjort(20, udfald="Afvist")], partition=partition)
                n = PARTITIONER * (runde + 1)
                assert Counter({(s, u): antal for s, _, u, antal in await indeks.taellere()}) == {
                    ("a", "Leveret"): 5 * n,
                    ("b", "Leveret"): 5 * n,
                    ("a", "Afvist"): n,
                }

    async def test_af_flere_instanser_skrives_hver_raekke_en_gang(self, bus: Broker, lav: Lav, tmp_path: Path) -> None:
        antal, instanser = 4_000, 3
        for partition in range(PARTITIONER):
            haendelser = [afgjort(nr, system=f"s{nr % 7}") for nr in range(antal)]
            await forloeb.skriv(bus, emner.LOG, haendelser, partition=partition)
        async with AsyncExitStack() as stak:
            veje = [await stak.enter_async_context(EmbeddedBroker(tmp_path / "bus")) for _ in range(instanser)]
            indekser = [lav(vej) for vej in veje]
            await asyncio.gather(*(stak.enter_async_context(i_gang(indeks)) for indeks in indekser))
            for partition in range(PARTITIONER):
                await forloeb.skriv(
                    bus, emner.LOG, [afgjort(nr, system=f"s{nr % 7}") for nr in range(antal)], partition=partition
                )
                await forloeb.skriv(bus, emner.LEVERINGSLOG, [leveret(nr) for nr in range(antal)], partition=partition)
            spor = [await indeks.spor(beskednr(17)) for indeks in indekser]
            taellere = [await indeks.taellere() for indeks in indekser]
        assert spor[0] == spor[1] == spor[2]
        assert Counter(hop.slags.value for hop in spor[0]) == {"modtaget": 4, "afgjort": 4, "lagt": 4, "leveret": 2}
        assert taellere[0] == taellere[1] == taellere[2]
        assert sum(antal for *_, antal in taellere[0]) == 2 * PARTITIONER * antal

    async def test_mange_der_starter_paa_en_tom_database_kommer_alle_i_gang(self, bus: Broker, lav: Lav) -> None:
        await forloeb.skriv(bus, emner.LOG, [afgjort(1)])
        async with AsyncExitStack() as stak:
            indekser = [lav(bus) for _ in range(5)]
            await asyncio.gather(*(stak.enter_async_context(i_gang(indeks)) for indeks in indekser))
            spor = await asyncio.gather(*(indeks.spor(beskednr(1)) for indeks in indekser))
        assert [len(hop) for hop in spor] == [3] * 5

    async def test_tabeller_fra_en_anden_bus_bygges_om(self, bus: Broker, lav: Lav, tmp_path: Path) -> None:
        await forloeb.skriv(bus, emner.LOG, [afgjort(nr) for nr in range(30)])
        async with i_gang(lav(bus)) as indeks:
            assert len(await indeks.spor(beskednr(29))) == 3
        async with EmbeddedBroker(tmp_path / "ny bus") as ny:
            await ny.ensure_topics(*emner.faste(PARTITIONER))
            await forloeb.skriv(ny, emner.LOG, [afgjort(nr) for nr in range(50, 100)])
            async with i_gang(lav(ny)) as indeks:
                assert len(await indeks.spor(beskednr(60))) == 3
                assert await indeks.spor(beskednr(29)) == []

    async def test_aeldre_tabeller_bygges_om_og_nyere_roeres_ikke(
        self, bus: Broker, lav: Lav, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await forloeb.skriv(bus, emner.LOG, [afgjort(1)])
        for version in (t.VERSION, t.VERSION + 1):
            monkeypatch.setattr(t, "VERSION", version)
            async with i_gang(lav(bus)) as indeks:
                assert len(await indeks.spor(beskednr(1))) == 3
        monkeypatch.setattr(t, "VERSION", t.VERSION - 1)
        monkeypatch.setattr(modul, "INDHENT", 0.5)
        async with i_gang(lav(bus)) as indeks:
            with pytest.raises(IndeksNede):
                await indeks.spor(beskednr(1))
        monkeypatch.setattr(t, "VERSION", t.VERSION + 1)
        monkeypatch.setattr(modul, "INDHENT", 30.0)
        async with i_gang(lav(bus)) as indeks:
            assert len(await indeks.spor(beskednr(1))) == 3

    async def test_en_instans_hvis_tabeller_blev_taget_af_en_nyere_skriver_intet_i_dem(
        self, bus: Broker, lav: Lav, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with i_gang(lav(bus)) as gammel:
            await forloeb.skriv(bus, emner.LOG, [afgjort(1)])
            assert len(await gammel.spor(beskednr(1))) == 3
            async with i_gang(lav(bus)) as ny:
                assert len(await ny.spor(beskednr(1))) == 3
                aegte = t.proev

                def proev(forbindelse: sa.Connection, bus_id: str) -> None:
                    aegte(forbindelse, bus_id)
                    raise t.FremmedIndeks("taget af en nyere")

                monkeypatch.setattr(t, "proev", proev)
                await forloeb.skriv(bus, emner.LOG, [afgjort(2)])
                monkeypatch.setattr(modul, "INDHENT", 0.5)
                await bliver_nede(gammel)
                monkeypatch.setattr(t, "proev", aegte)
                monkeypatch.setattr(modul, "INDHENT", 30.0)
                assert len(await gammel.spor(beskednr(2))) == 3

    @pytest.mark.parametrize(
        "id_", ["urn:oio:x\0y", "æ" * 5_000, "'; DROP TABLE hop; --", "\ud7ff\U0010ffff", "6103701234"]
    )
    async def test_hvad_en_afsender_end_kalder_sin_besked_staar_den_i_laesemodellen(
        self, bus: Broker, indeks: Indeks, id_: str
    ) -> None:
        await forloeb.skriv(bus, emner.LOG, [afgjort(1, besked_id=id_, beskedtype=id_), afgjort(2)])
        for noegle in (id_, modtagelse(1)):
            assert [hop.slags.value for hop in await indeks.spor(noegle)] == ["modtaget", "afgjort", "lagt"]
        assert len(await indeks.spor(beskednr(2))) == 3

    async def test_en_oedelagt_log_standser_sin_egen_partition_og_ingen_anden(
        self, bus: Broker, indeks: Indeks, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await forloeb.skriv(bus, emner.LOG, [afgjort(1)], partition=0)
        assert len(await indeks.spor(beskednr(1))) == 3
        await bus.send(Record(emner.LOG, b"intet led", partition=0))
        await forloeb.skriv(bus, emner.LOG, [afgjort(2)], partition=0)
        await forloeb.skriv(bus, emner.LOG, [afgjort(3)], partition=1)
        await forloeb.skriv_fejl(bus, forloeb.fejl(4))
        assert await indeks.fejlsted(fejlid(4)) is not None
        monkeypatch.setattr(modul, "INDHENT", 0.2)  # the partition that stands still is waited for in vain
        async with asyncio.timeout(30):
            while len(await indeks.spor(beskednr(3))) < 3:
                pass
        assert await indeks.spor(beskednr(2)) == []
