"""Promises about what old records become."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from brokers import Broker, Cleanup, Record, StoredRecord, TopicMismatch, TopicSpec, read_to

from .grund import Brokerkontrakt, poster, vaerdier, vent_til

Renset = Callable[[Sequence[StoredRecord]], bool]


class OprydningsKontrakt(Brokerkontrakt):
    @pytest.fixture
    async def pakket(self, broker: Broker, navn: str) -> str:
        """A compacted topic."""
        await broker.ensure_topics(TopicSpec(navn, cleanup=Cleanup.COMPACT))
        return navn

    async def test_af_hver_noegle_bliver_den_nyeste(self, broker: Broker, pakket: str) -> None:
        sendt = [Record(pakket, b"%d-%d" % (noegle, n), key=b"k%d" % noegle) for n in range(6) for noegle in range(3)]
        pladser = [plads.offset for post in sendt for plads in await broker.send(post)]
        await self._ryd_til(broker, pakket, lambda rest: b"0-4" not in vaerdier(rest))
        rest = await self._alt(broker, pakket)
        assert {post.key: post.value for post in rest} == {b"k%d" % n: b"%d-5" % n for n in range(3)}
        assert {post.offset for post in rest} >= set(pladser[-3:])

    async def test_pakning_inde_i_en_samlet_afsendelse(self, broker: Broker, pakket: str) -> None:
        pladser = await broker.send(*(Record(pakket, b"%d" % n, key=b"k%d" % (n % 4)) for n in range(40)))
        await self._ryd_til(broker, pakket, lambda rest: len(rest) == 4)
        rest = await self._alt(broker, pakket)
        assert [(post.offset, post.value) for post in rest] == [(pladser[n].offset, b"%d" % n) for n in range(36, 40)]

    async def test_en_fjernelse_skjuler_sin_noegle(self, broker: Broker, pakket: str) -> None:
        await broker.send(*poster(pakket, b"1", key=b"bliver"), *poster(pakket, b"2", key=b"fjernes"))
        await broker.send(Record(pakket, None, key=b"fjernes"))
        await self._ryd_til(broker, pakket, lambda rest: b"2" not in vaerdier(rest))
        rest = await self._alt(broker, pakket)
        assert {post.key: post.value for post in rest if post.value is not None} == {b"bliver": b"1"}

    async def test_det_pakkede_vokser_videre_hvor_det_slap(self, broker: Broker, pakket: str) -> None:
        [foerst] = await broker.send(*poster(pakket, b"1"))
        [senere] = await broker.send(*poster(pakket, b"2"))
        await self._ryd_til(broker, pakket, lambda rest: b"1" not in vaerdier(rest))
        [sidst] = await broker.send(*poster(pakket, b"3"))
        assert foerst.offset < senere.offset < sidst.offset

    async def test_i_et_pakket_emne_har_alt_en_noegle(self, broker: Broker, pakket: str) -> None:
        with pytest.raises(TopicMismatch, match="key"):
            await broker.send(Record(pakket, b"v"))

    async def test_det_der_er_for_gammelt_gaar(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, retention_ms=1))
        await broker.send(*poster(navn, b"gammel"))
        await self._ryd_til(broker, navn, lambda rest: b"gammel" not in vaerdier(rest))
        slut = await broker.end_offsets(navn)
        [ny] = await broker.send(*poster(navn, b"ny"))
        assert ny.offset >= slut[0] > 0

    async def test_det_der_er_for_meget_gaar_fra_den_aeldste_ende(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, retention_bytes=20_000))
        for n in range(10):
            await broker.send(Record(navn, b"%d" % n + b"x" * 5_000))
        await self._ryd_til(broker, navn, lambda rest: len(rest) < 6)
        rest = [int((post.value or b"")[:1]) for post in await self._alt(broker, navn)]
        assert rest == list(range(10 - len(rest), 10))

    async def test_en_laeser_gaar_videre_ved_den_foerste_der_er_tilbage(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, retention_bytes=20_000))
        async with await broker.reader(navn) as laeser:
            for n in range(10):
                await broker.send(Record(navn, b"%d" % n + b"x" * 5_000))
            await self._ryd_til(broker, navn, lambda rest: len(rest) < 6)
            rest = await self._alt(broker, navn)
            [foerste] = await laeser.read(max_records=1, timeout=self.frist)
            assert foerste == rest[0]
            assert foerste.offset > 0

    async def test_enden_naas_ogsaa_hvor_intet_er_tilbage(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, retention_ms=1))
        await broker.send(*poster(navn, b"1", b"2"))
        await self._ryd_til(broker, navn, lambda rest: not rest)
        slut = (await broker.end_offsets(navn))[0]
        async with await broker.reader(navn) as laeser:
            assert [bid async for bid in read_to(laeser, slut, patience=self.frist)] == []
            assert laeser.offset == slut > 0

    async def _ryd_til(self, broker: Broker, emne: str, ren: Renset) -> None:
        async def er_ren() -> bool:
            await self.ryd_op(broker, emne)
            return ren(await self._alt(broker, emne))

        await vent_til(er_ren, frist=self.frist)

    @staticmethod
    async def _alt(broker: Broker, emne: str) -> list[StoredRecord]:
        fundet: list[StoredRecord] = []
        async with await broker.reader(emne) as laeser:
            while bid := await laeser.read(timeout=0.1):
                fundet += bid
        return fundet
