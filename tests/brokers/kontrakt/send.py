"""Promises about writing outside a transaction."""

from __future__ import annotations

import asyncio
import time

import pytest

from brokers import Broker, Record, RecordTooLarge, TopicSpec, Unavailable, UnknownTopic, partition_for

from .grund import Aaben, Brokerkontrakt, laes, poster, vaerdier


class SendKontrakt(Brokerkontrakt):
    async def test_det_sendte_laeses_som_det_blev_sendt(self, broker: Broker, emne: str) -> None:
        foer = time.time() * 1000
        headers = (("traceparent", b"00-1"), ("b", b""), ("traceparent", b"00-2"))
        [plads] = await broker.send(Record(emne, b"indhold", key=b"noegle", headers=headers))
        [post] = await laes(broker, emne, 1)
        assert (post.topic, post.partition, post.offset) == plads
        assert (post.key, post.value, post.headers) == (b"noegle", b"indhold", headers)
        assert post.header("traceparent") == b"00-2"
        assert foer - 5000 <= post.timestamp_ms <= time.time() * 1000 + 5000

    async def test_tom_og_ingen_er_to_ting(self, broker: Broker, emne: str) -> None:
        sendt = [Record(emne, b"", key=b""), Record(emne, None, key=b"k"), Record(emne, b"v")]
        await broker.send(*sendt)
        fundet = await laes(broker, emne, 3)
        assert [(post.key, post.value) for post in fundet] == [(b"", b""), (b"k", None), (None, b"v")]

    async def test_noeglen_vaelger_partitionen(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, partitions=5))
        noegler = [f"sag-{n}".encode() for n in range(40)]
        pladser = await broker.send(*(Record(navn, b"v", key=noegle) for noegle in noegler))
        assert [plads.partition for plads in pladser] == [partition_for(noegle, 5) for noegle in noegler]
        assert {plads.partition for plads in pladser} == set(range(5))

    async def test_en_valgt_partition_gaar_foran_noeglen(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, partitions=3))
        valgt = await broker.send(*(Record(navn, b"v", key=b"samme", partition=n) for n in (2, 0, 1)))
        uden = await broker.send(Record(navn, b"v"))
        assert [plads.partition for plads in (*valgt, *uden)] == [2, 0, 1, 0]

    async def test_raekkefoelgen_i_en_partition_er_afsendelsens(self, broker: Broker, emne: str) -> None:
        for start in range(0, 60, 20):
            await broker.send(*poster(emne, *(b"%d" % n for n in range(start, start + 20))))
        fundet = await laes(broker, emne, 60)
        assert vaerdier(fundet) == [b"%d" % n for n in range(60)]
        afsaet = [post.offset for post in fundet]
        assert afsaet == sorted(set(afsaet))

    async def test_samtidige_afsendelser_staar_der_hvor_svaret_siger(self, broker: Broker, emne: str) -> None:
        svar = await asyncio.gather(*(broker.send(*poster(emne, b"%d-a" % n, b"%d-b" % n)) for n in range(50)))
        fundet = {post.offset: post.value for post in await laes(broker, emne, 100)}
        for n, (a, b) in enumerate(svar):
            assert (fundet[a.offset], fundet[b.offset]) == (b"%d-a" % n, b"%d-b" % n)
            assert a.offset < b.offset

    async def test_ingenting_at_sende_er_ingen_fejl(self, broker: Broker) -> None:
        assert list(await broker.send()) == []

    async def test_et_ukendt_emne_afvises(self, broker: Broker, navn: str) -> None:
        with pytest.raises(UnknownTopic, match=navn):
            await broker.send(Record(navn, b"v"))

    async def test_en_ukendt_partition_afvises(self, broker: Broker, emne: str) -> None:
        with pytest.raises(UnknownTopic, match=emne):
            await broker.send(Record(emne, b"v", partition=7))

    async def test_en_for_stor_post_afvises_uden_at_blive_citeret(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, max_record_bytes=2_000))
        with pytest.raises(RecordTooLarge, match="2000") as fejl:
            await broker.send(Record(navn, b"hemmeligt" * 1_000, key=b"k"))
        assert "hemmelig" not in str(fejl.value)
        await broker.send(Record(navn, b"v" * 1_000, key=b"k"))
        assert len(await laes(broker, navn, 1)) == 1

    async def test_en_afvist_afsendelse_tager_ingen_med_sig(self, broker: Broker, emne: str, navn: str) -> None:
        async def forsoeg(n: int) -> object:
            return await broker.send(*poster(emne if n % 2 else f"{navn}.findes.ikke", b"%d" % n))

        svar = await asyncio.gather(*(forsoeg(n) for n in range(20)), return_exceptions=True)
        assert [isinstance(et, UnknownTopic) for et in svar] == [n % 2 == 0 for n in range(20)]
        assert set(vaerdier(await laes(broker, emne, 10))) == {b"%d" % n for n in range(1, 20, 2)}

    async def test_en_anden_instans_ser_det_sendte(self, broker: Broker, emne: str, aaben: Aaben) -> None:
        anden = await aaben()
        await broker.send(*poster(emne, b"1"))
        await anden.send(*poster(emne, b"2"))
        assert vaerdier(await laes(broker, emne, 2)) == [b"1", b"2"]
        assert vaerdier(await laes(anden, emne, 2)) == [b"1", b"2"]

    async def test_det_sendte_overlever_en_genstart(self, broker: Broker, emne: str, aaben: Aaben) -> None:
        await broker.send(*poster(emne, b"1", b"2"))
        await broker.stop()
        igen = await aaben()
        await igen.send(*poster(emne, b"3"))
        assert vaerdier(await laes(igen, emne, 3)) == [b"1", b"2", b"3"]

    async def test_en_stoppet_broker_siger_at_den_er_vaek(self, broker: Broker, emne: str) -> None:
        await broker.stop()
        await broker.stop()
        with pytest.raises(Unavailable):
            await broker.send(*poster(emne, b"1"))
