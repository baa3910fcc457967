"""Promises about transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from brokers import (
    Broker,
    BrokerError,
    Fenced,
    Producer,
    Record,
    RecordTooLarge,
    TopicPartition,
    TopicSpec,
    Transaction,
    UnknownTopic,
)

from .grund import Aaben, Brokerkontrakt, laes, poll_til, poster, vaerdier

Fremdrift = Callable[[Transaction], None]


class Afbrudt(Exception):
    """What the tests throw inside a transaction."""


async def afbryd(producer: Producer, *poster_: Record) -> None:
    with pytest.raises(Afbrudt):  # noqa: PT012 - leaving the transaction is what raises
        async with producer.transaction() as transaktion:
            for post in poster_:
                transaktion.send(post)
            raise Afbrudt


async def skriv(producer: Producer, *poster_: Record) -> None:
    async with producer.transaction() as transaktion:
        for post in poster_:
            transaktion.send(post)


class TransaktionsKontrakt(Brokerkontrakt):
    @pytest.fixture
    async def emner(self, broker: Broker, navn: str) -> list[str]:
        emner = [f"{navn}.{n}" for n in range(3)]
        await broker.ensure_topics(*(TopicSpec(emne) for emne in emner))
        return emner

    async def test_en_transaktion_skrives_hel_over_flere_emner(
        self, broker: Broker, emner: list[str], navn: str
    ) -> None:
        await skriv(await broker.producer(navn), *(post for emne in emner for post in poster(emne, b"1", b"2")))
        for emne in emner:
            assert vaerdier(await laes(broker, emne, 2)) == [b"1", b"2"]

    async def test_en_afbrudt_transaktion_ses_aldrig(self, broker: Broker, emne: str, navn: str) -> None:
        producer = await broker.producer(navn)
        await afbryd(producer, *poster(emne, b"aldrig"))
        await skriv(producer, *poster(emne, b"efter"))
        assert vaerdier(await laes(broker, emne, 1)) == [b"efter"]

    async def test_en_aaben_transaktion_ses_ikke(self, broker: Broker, emne: str, navn: str) -> None:
        producer = await broker.producer(navn)
        async with await broker.reader(emne) as laeser:
            async with producer.transaction() as transaktion:
                transaktion.send(Record(emne, b"1"))
                assert list(await laeser.read(timeout=0.2)) == []
            assert vaerdier(await laeser.read(timeout=self.frist)) == [b"1"]

    async def test_raekkefoelgen_gaar_gennem_transaktioner(self, broker: Broker, emne: str, navn: str) -> None:
        producer = await broker.producer(navn)
        for n in range(10):
            await skriv(producer, *poster(emne, b"%d-a" % n, b"%d-b" % n))
        assert vaerdier(await laes(broker, emne, 20)) == [
            b"%d-%s" % (n, led) for n in range(10) for led in (b"a", b"b")
        ]

    async def test_en_tom_transaktion_er_ingen_fejl(self, broker: Broker, emne: str, navn: str) -> None:
        producer = await broker.producer(navn)
        await skriv(producer)
        await skriv(producer, *poster(emne, b"1"))
        assert vaerdier(await laes(broker, emne, 1)) == [b"1"]

    async def test_en_ny_holder_lukker_den_gamle_ude(self, broker: Broker, emne: str, navn: str, aaben: Aaben) -> None:
        gammel = await broker.producer(navn)
        await skriv(gammel, *poster(emne, b"gammel"))
        ny = await (await aaben()).producer(navn)
        with pytest.raises(Fenced):
            await skriv(gammel, *poster(emne, b"for sent"))
        await skriv(ny, *poster(emne, b"ny"))
        with pytest.raises(Fenced):
            await skriv(gammel, *poster(emne, b"stadig for sent"))
        assert vaerdier(await laes(broker, emne, 2)) == [b"gammel", b"ny"]

    async def test_en_aaben_transaktion_afbrydes_af_en_ny_holder(self, broker: Broker, emne: str, navn: str) -> None:
        gammel = await broker.producer(navn)
        with pytest.raises(Fenced):  # noqa: PT012 - leaving the transaction is what raises
            async with gammel.transaction() as transaktion:
                transaktion.send(Record(emne, b"gammel"))
                ny = await broker.producer(navn)
                await skriv(ny, *poster(emne, b"ny"))
        assert vaerdier(await laes(broker, emne, 1)) == [b"ny"]

    async def test_to_id_er_generer_ikke_hinanden(self, broker: Broker, emne: str, navn: str) -> None:
        en, to = await broker.producer(f"{navn}-1"), await broker.producer(f"{navn}-2")
        await asyncio.gather(
            *(skriv(hver, *poster(emne, tekst)) for hver, tekst in ((en, b"1"), (to, b"2"))),
        )
        assert set(vaerdier(await laes(broker, emne, 2))) == {b"1", b"2"}

    async def test_fejl_i_en_post_siges_straks_og_afbryder(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, max_record_bytes=100))
        producer = await broker.producer(navn)
        for fejl, post in (
            (UnknownTopic, Record(f"{navn}.findes.ikke", b"v")),
            (RecordTooLarge, Record(navn, b"v" * 2_000)),
        ):
            with pytest.raises(fejl):  # noqa: PT012 - leaving the transaction is what raises
                async with producer.transaction() as transaktion:
                    transaktion.send(Record(navn, b"ses ikke"))
                    transaktion.send(post)
        await skriv(producer, Record(navn, b"ses"))
        assert vaerdier(await laes(broker, navn, 1)) == [b"ses"]

    async def test_kun_en_transaktion_ad_gangen(self, broker: Broker, emne: str, navn: str) -> None:
        producer = await broker.producer(navn)
        async with producer.transaction() as transaktion:
            transaktion.send(Record(emne, b"1"))
            with pytest.raises(BrokerError):
                await skriv(producer, *poster(emne, b"2"))
        assert vaerdier(await laes(broker, emne, 1)) == [b"1"]

    async def test_en_afsluttet_transaktion_tager_ikke_mere(self, broker: Broker, emne: str, navn: str) -> None:
        producer = await broker.producer(navn)
        async with producer.transaction() as transaktion:
            transaktion.send(Record(emne, b"1"))
        with pytest.raises(BrokerError):
            transaktion.send(Record(emne, b"2"))

    async def test_en_lukket_producer_skriver_ikke(self, broker: Broker, emne: str, navn: str) -> None:
        producer = await broker.producer(navn)
        await producer.close()
        with pytest.raises(BrokerError):
            await skriv(producer, *poster(emne, b"1"))

    async def test_fremdriften_skrives_med_transaktionen(self, broker: Broker, emner: list[str], navn: str) -> None:
        ind, ud, _ = emner
        await broker.send(*poster(ind, b"1", b"2", b"3"))
        producer = await broker.producer(navn)
        async with await broker.consumer(ind, group=navn) as consumer:
            fundet = await poll_til(consumer, 3, frist=self.frist)
            naeste = fundet[-1].offset + 1
            with pytest.raises(Afbrudt):
                await self._videre(
                    producer, ud, lambda t: t.commit_offset(consumer, fundet[0].place, naeste), afbryd=True
                )
            assert await broker.committed(navn, ind) == {}
            await self._videre(producer, ud, lambda t: t.commit_offset(consumer, fundet[0].place, naeste))
            assert await broker.committed(navn, ind) == {0: naeste}
        assert vaerdier(await laes(broker, ud, 1)) == [b"ud"]

    async def test_det_skrevne_ses_straks_af_den_der_spoerger(
        self, broker: Broker, emner: list[str], navn: str, aaben: Aaben
    ) -> None:
        producer, anden = await broker.producer(navn), await aaben()
        fundet: list[bytes | None] = []
        async with await anden.reader(emner[0]) as laeser:
            for n in range(30):
                await skriv(producer, *(post for emne in emner for post in poster(emne, b"%d" % n)))
                slut = (await anden.end_offsets(emner[0]))[0]
                while laeser.offset < slut:
                    fundet += vaerdier(await laeser.read())
                assert len(fundet) == n + 1

    async def test_fremdrift_for_en_partition_man_ikke_ejer_afvises(
        self, broker: Broker, emner: list[str], navn: str
    ) -> None:
        ind, ud, _ = emner
        await broker.send(*poster(ind, b"1"))
        producer = await broker.producer(navn)
        consumer = await broker.consumer(ind, group=navn)
        [post] = await poll_til(consumer, 1, frist=self.frist)
        await consumer.close()
        with pytest.raises(Fenced):
            await self._videre(producer, ud, lambda t: t.commit_offset(consumer, post.place, post.offset + 1))
        assert await broker.committed(navn, ind) == {}
        await laes(broker, ud, 0)

    async def test_den_der_mister_partitionen_foer_enden_faar_intet_skrevet(
        self, broker: Broker, emner: list[str], navn: str
    ) -> None:
        ind, ud, _ = emner
        await broker.send(*poster(ind, b"1"))
        producer = await broker.producer(navn)
        consumer = await broker.consumer(ind, group=navn)
        [post] = await poll_til(consumer, 1, frist=self.frist)
        with pytest.raises(Fenced):  # noqa: PT012 - leaving the transaction is what raises
            async with producer.transaction() as transaktion:
                transaktion.send(Record(ud, b"for sent"))
                transaktion.commit_offset(consumer, TopicPartition(ind, 0), post.offset + 1)
                await consumer.close()
        assert await broker.committed(navn, ind) == {}
        await laes(broker, ud, 0)

    @staticmethod
    async def _videre(producer: Producer, ud: str, fremdrift: Fremdrift, *, afbryd: bool = False) -> None:
        async with producer.transaction() as transaktion:
            transaktion.send(Record(ud, b"ud"))
            fremdrift(transaktion)
            if afbryd:
                raise Afbrudt
