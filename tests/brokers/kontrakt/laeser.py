"""Promises about reading without a group."""

from __future__ import annotations

import asyncio
import time

import pytest

from brokers import Broker, Record, StoredRecord, TopicSpec, UnknownTopic

from .grund import Aaben, Brokerkontrakt, poster, vaerdier, vent_til


class LaeserKontrakt(Brokerkontrakt):
    async def test_smaa_bidder_giver_det_hele_i_raekkefoelge(self, broker: Broker, emne: str) -> None:
        await broker.send(*poster(emne, *(b"%d" % n for n in range(25))))
        fundet: list[StoredRecord] = []
        async with await broker.reader(emne) as laeser:
            while bid := await laeser.read(max_records=4, timeout=0.5):
                assert len(bid) <= 4
                assert laeser.offset == bid[-1].offset + 1
                fundet += bid
        assert vaerdier(fundet) == [b"%d" % n for n in range(25)]

    async def test_der_laeses_fra_det_valgte_sted(self, broker: Broker, emne: str) -> None:
        pladser = await broker.send(*poster(emne, *(b"%d" % n for n in range(10))))
        async with await broker.reader(emne, offset=pladser[6].offset) as laeser:
            assert vaerdier(await laeser.read(timeout=self.frist)) == [b"6", b"7", b"8", b"9"]
            laeser.seek(pladser[8].offset)
            assert vaerdier(await laeser.read(max_records=1, timeout=self.frist)) == [b"8"]
            laeser.seek(pladser[2].offset)
            assert vaerdier(await laeser.read(max_records=2, timeout=self.frist)) == [b"2", b"3"]

    async def test_en_tom_laesning_venter_saa_laenge_den_maa(self, broker: Broker, emne: str) -> None:
        async with await broker.reader(emne) as laeser:
            begyndt = time.monotonic()
            assert list(await laeser.read(timeout=0.3)) == []
            assert time.monotonic() - begyndt >= 0.29

    async def test_den_der_venter_vaekkes_af_en_afsendelse(self, broker: Broker, emne: str) -> None:
        async with await broker.reader(emne) as laeser:
            ventende = asyncio.create_task(laeser.read(timeout=self.frist))
            await asyncio.sleep(0)
            begyndt = time.monotonic()
            await broker.send(*poster(emne, b"1"))
            assert vaerdier(await ventende) == [b"1"]
            assert time.monotonic() - begyndt < self.frist / 2

    async def test_den_der_venter_vaekkes_af_en_anden_instans(self, broker: Broker, emne: str, aaben: Aaben) -> None:
        anden = await aaben()
        async with await anden.reader(emne) as laeser:
            ventende = asyncio.create_task(laeser.read(timeout=self.frist))
            await asyncio.sleep(0)
            begyndt = time.monotonic()
            await broker.send(*poster(emne, b"1"))
            assert vaerdier(await ventende) == [b"1"]
            assert time.monotonic() - begyndt < self.frist / 2

    async def test_to_laesere_laeser_hver_for_sig(self, broker: Broker, emne: str) -> None:
        await broker.send(*poster(emne, b"1", b"2"))
        async with await broker.reader(emne) as en, await broker.reader(emne) as to:
            assert vaerdier(await en.read(max_records=1, timeout=self.frist)) == [b"1"]
            assert vaerdier(await to.read(timeout=self.frist)) == [b"1", b"2"]
            assert vaerdier(await en.read(timeout=self.frist)) == [b"2"]

    async def test_en_laeser_ser_kun_sin_partition(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, partitions=2))
        await broker.send(Record(navn, b"0", partition=0), Record(navn, b"1", partition=1))
        async with await broker.reader(navn, 1) as laeser:
            assert vaerdier(await laeser.read(timeout=self.frist)) == [b"1"]
            assert list(await laeser.read(timeout=0.1)) == []

    async def test_enden_er_efter_den_sidste_post(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, partitions=2))
        assert await broker.end_offsets(navn) == {0: 0, 1: 0}
        *_, sidste = await broker.send(*(Record(navn, b"v", partition=1) for _ in range(3)))
        slut = await broker.end_offsets(navn)
        assert slut[0] == 0
        assert slut[1] > sidste.offset

    async def test_forbi_enden_venter_man_paa_den_naeste(self, broker: Broker, emne: str) -> None:
        await broker.send(*poster(emne, b"1"))
        async with await broker.reader(emne, offset=(await broker.end_offsets(emne))[0]) as laeser:
            assert list(await laeser.read(timeout=0.05)) == []
            await broker.send(*poster(emne, b"2"))
            assert vaerdier(await laeser.read(timeout=self.frist)) == [b"2"]

    async def test_et_emne_der_slettes_under_laesningen_siges(self, broker: Broker, emne: str) -> None:
        async with await broker.reader(emne) as laeser:
            await broker.delete_topic(emne)
            fejl: list[BaseException] = []

            async def siges() -> bool:
                try:
                    await laeser.read(timeout=0.1)
                except UnknownTopic as en:
                    fejl.append(en)
                return bool(fejl)

            await vent_til(siges, frist=self.frist)
            assert emne in str(fejl[0])

    async def test_en_negativ_plads_afvises(self, broker: Broker, emne: str) -> None:
        with pytest.raises(ValueError, match="-1"):
            await broker.reader(emne, offset=-1)
