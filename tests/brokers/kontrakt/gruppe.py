"""Promises about consumer groups: who reads what, and whose progress counts."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter

import pytest

from brokers import Broker, Consumer, Fenced, Record, StoredRecord, TopicPartition, TopicSpec

from .grund import Aaben, Brokerkontrakt, laes, poll_til, poster, vaerdier, vent_til


class Arbejder:
    """Polls a consumer in a task of its own, and remembers what it was told and what it got."""

    def __init__(self) -> None:
        self.haendelser: list[tuple[str, frozenset[TopicPartition]]] = []
        self.fundet: list[StoredRecord] = []
        self.consumer: Consumer | None = None
        self._opgave: asyncio.Task[None] | None = None

    async def begynd(self, broker: Broker, *emner: str, group: str) -> Arbejder:
        async def tildelt(pladser: frozenset[TopicPartition]) -> None:
            self.haendelser.append(("tildelt", pladser))

        async def frataget(pladser: frozenset[TopicPartition]) -> None:
            self.haendelser.append(("frataget", pladser))

        self.consumer = await broker.consumer(*emner, group=group, on_assigned=tildelt, on_revoked=frataget)
        self._opgave = asyncio.create_task(self._poll(self.consumer))
        return self

    @property
    def ejer(self) -> frozenset[TopicPartition]:
        assert self.consumer is not None
        return self.consumer.assignment

    async def slut(self) -> None:
        assert self._opgave is not None
        assert self.consumer is not None
        self._opgave.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._opgave
        await self.consumer.close()

    async def _poll(self, consumer: Consumer) -> None:
        while True:
            for plads, bid in (await consumer.poll(timeout=0.2)).items():
                self.fundet += bid
                await consumer.commit({plads: bid[-1].offset + 1})


class GruppeKontrakt(Brokerkontrakt):
    @pytest.fixture
    async def delt(self, broker: Broker, navn: str) -> str:
        """A topic of six partitions."""
        await broker.ensure_topics(TopicSpec(navn, partitions=6))
        return navn

    async def test_en_ny_gruppe_begynder_forfra(self, broker: Broker, emne: str, navn: str) -> None:
        await broker.send(*poster(emne, b"1", b"2"))
        async with await broker.consumer(emne, group=navn) as consumer:
            assert vaerdier(await poll_til(consumer, 2, frist=self.frist)) == [b"1", b"2"]
            assert consumer.assignment == {TopicPartition(emne, 0)}

    async def test_den_naeste_gaar_videre_efter_det_sidst_meldte(
        self, broker: Broker, emne: str, navn: str, aaben: Aaben
    ) -> None:
        pladser = await broker.send(*poster(emne, b"1", b"2", b"3"))
        async with await broker.consumer(emne, group=navn) as consumer:
            await poll_til(consumer, 3, frist=self.frist)
            await consumer.commit({TopicPartition(emne, 0): pladser[2].offset})
        assert await broker.committed(navn, emne) == {0: pladser[2].offset}
        async with await (await aaben()).consumer(emne, group=navn) as consumer:
            assert vaerdier(await poll_til(consumer, 1, frist=self.frist)) == [b"3"]

    async def test_to_grupper_faar_hver_det_hele(self, broker: Broker, emne: str, navn: str) -> None:
        await broker.send(*poster(emne, b"1"))
        for gruppe in (f"{navn}-a", f"{navn}-b"):
            async with await broker.consumer(emne, group=gruppe) as consumer:
                assert vaerdier(await poll_til(consumer, 1, frist=self.frist)) == [b"1"]

    async def test_en_poll_giver_hoejst_det_den_maa(self, broker: Broker, delt: str, navn: str) -> None:
        await broker.send(*(Record(delt, b"%d" % n, partition=n % 6) for n in range(60)))
        antal: list[int] = []
        async with await broker.consumer(delt, group=navn) as consumer:
            while sum(antal) < 60:
                bid = await consumer.poll(max_records=7, timeout=self.frist)
                antal.append(sum(map(len, bid.values())))
        assert max(antal) <= 7
        assert sum(antal) == 60

    async def test_den_der_venter_vaekkes(self, broker: Broker, emne: str, navn: str) -> None:
        async with await broker.consumer(emne, group=navn) as consumer:
            assert await consumer.poll(timeout=0.05) == {}
            ventende = asyncio.create_task(poll_til(consumer, 1, frist=self.frist))
            await asyncio.sleep(0)
            await broker.send(*poster(emne, b"1"))
            assert vaerdier(await ventende) == [b"1"]

    async def test_to_medlemmer_deler_ligeligt(self, broker: Broker, delt: str, navn: str, aaben: Aaben) -> None:
        en = await Arbejder().begynd(broker, delt, group=navn)
        to = await Arbejder().begynd(await aaben(), delt, group=navn)
        await vent_til(lambda: len(en.ejer) == len(to.ejer) == 3, frist=self.frist)
        assert not en.ejer & to.ejer
        await broker.send(*(Record(delt, b"%d" % n, partition=n % 6) for n in range(60)))
        await vent_til(lambda: len(en.fundet) + len(to.fundet) == 60, frist=self.frist)
        assert Counter(vaerdier(en.fundet + to.fundet)) == Counter(b"%d" % n for n in range(60))
        await en.slut()
        await vent_til(lambda: len(to.ejer) == 6, frist=self.frist)
        await to.slut()

    async def test_der_siges_til_foer_den_foerste_post_og_foer_afgivelsen(
        self, broker: Broker, delt: str, navn: str
    ) -> None:
        en = await Arbejder().begynd(broker, delt, group=navn)
        await vent_til(lambda: len(en.ejer) == 6, frist=self.frist)
        to = await Arbejder().begynd(broker, delt, group=navn)
        await vent_til(lambda: len(en.ejer) == len(to.ejer) == 3, frist=self.frist)
        flyttet = to.ejer
        assert en.haendelser[0][0] == "tildelt"
        assert flyttet <= frozenset().union(*(pladser for hvad, pladser in en.haendelser if hvad == "frataget"))
        assert flyttet == frozenset().union(*(pladser for hvad, pladser in to.haendelser if hvad == "tildelt"))
        await to.slut()
        await en.slut()
        assert to.haendelser[-1] == ("frataget", flyttet)

    async def test_hvad_der_kaldes_tilbage_mens_der_siges_til_afgives_foerst_bagefter(
        self, broker: Broker, delt: str, navn: str
    ) -> None:
        """A worker that is taking partitions over when the group asks for some of them hears of that, too."""
        maa, spurgt = asyncio.Event(), asyncio.Event()
        har: set[TopicPartition] = set()

        async def tildelt(pladser: frozenset[TopicPartition]) -> None:
            spurgt.set()
            await maa.wait()
            har.update(pladser)

        async def frataget(pladser: frozenset[TopicPartition]) -> None:
            har.difference_update(pladser)

        en = await broker.consumer(delt, group=navn, on_assigned=tildelt, on_revoked=frataget)
        polles = asyncio.create_task(self._poll_stadig(en))
        await asyncio.wait_for(spurgt.wait(), self.frist)
        to = await Arbejder().begynd(broker, delt, group=navn)
        with contextlib.suppress(TimeoutError, AssertionError):
            await vent_til(lambda: bool(to.ejer), frist=3.0)
        assert not to.ejer
        maa.set()
        await vent_til(lambda: len(en.assignment) == len(to.ejer) == 3, frist=self.frist)
        assert har == en.assignment
        polles.cancel()
        await asyncio.wait([polles])
        await en.close()
        await to.slut()

    async def test_afgivelsen_venter_paa_at_der_er_ryddet_op(self, broker: Broker, delt: str, navn: str) -> None:
        faerdig, spurgt = asyncio.Event(), asyncio.Event()

        async def frataget(_: frozenset[TopicPartition]) -> None:
            spurgt.set()
            await faerdig.wait()

        en = await broker.consumer(delt, group=navn, on_revoked=frataget)
        await vent_til(lambda: self._har(en, 6), frist=self.frist)
        to = await Arbejder().begynd(broker, delt, group=navn)
        polles = asyncio.create_task(self._poll_stadig(en))
        await asyncio.wait_for(spurgt.wait(), self.frist)
        assert not to.ejer
        faerdig.set()
        await vent_til(lambda: len(to.ejer) == 3, frist=self.frist)
        polles.cancel()
        await asyncio.wait([polles])
        await en.close()
        await to.slut()

    async def test_fremdrift_fra_en_tidligere_ejer_afvises(self, broker: Broker, emne: str, navn: str) -> None:
        await broker.send(*poster(emne, b"1", b"2"))
        en = await broker.consumer(emne, group=navn)
        plads = (await poll_til(en, 2, frist=self.frist))[0].place
        await en.close()
        async with await broker.consumer(emne, group=navn) as to:
            fundet = await poll_til(to, 2, frist=self.frist)
            await to.commit({plads: fundet[1].offset})
            with pytest.raises(Fenced):
                await en.commit({plads: fundet[1].offset + 1})
        assert await broker.committed(navn, emne) == {0: fundet[1].offset}

    async def test_nye_emner_dukker_op(self, broker: Broker, navn: str) -> None:
        senere = [f"{navn}.{n}" for n in range(2)]
        arbejder = await Arbejder().begynd(broker, *senere, group=navn)
        for emne in senere:
            await broker.ensure_topics(TopicSpec(emne))
            await broker.send(*poster(emne, emne.encode()))
        await vent_til(lambda: len(arbejder.fundet) == 2, frist=max(self.frist, 15.0))
        assert set(vaerdier(arbejder.fundet)) == {emne.encode() for emne in senere}
        await arbejder.slut()

    async def test_seek_laeser_igen(self, broker: Broker, emne: str, navn: str) -> None:
        pladser = await broker.send(*poster(emne, b"1", b"2", b"3"))
        async with await broker.consumer(emne, group=navn) as consumer:
            await poll_til(consumer, 3, frist=self.frist)
            consumer.seek(TopicPartition(emne, 0), pladser[1].offset)
            assert vaerdier(await poll_til(consumer, 2, frist=self.frist)) == [b"2", b"3"]

    async def test_seek_midt_i_en_hentet_bid(self, broker: Broker, emne: str, navn: str) -> None:
        pladser = await broker.send(*poster(emne, b"1", b"2", b"3"))
        async with await broker.consumer(emne, group=navn) as consumer:
            while not (bid := await consumer.poll(max_records=1, timeout=self.frist)):
                pass
            assert vaerdier(bid[TopicPartition(emne, 0)]) == [b"1"]
            consumer.seek(TopicPartition(emne, 0), pladser[0].offset)
            assert vaerdier(await poll_til(consumer, 3, frist=self.frist)) == [b"1", b"2", b"3"]

    async def test_en_partition_paa_pause_springes_over(self, broker: Broker, delt: str, navn: str) -> None:
        async with await broker.consumer(delt, group=navn) as consumer:
            await vent_til(lambda: self._har(consumer, 6), frist=self.frist)
            paa_pause = TopicPartition(delt, 2)
            consumer.pause([paa_pause])
            await broker.send(*(Record(delt, b"%d" % n, partition=n) for n in range(6)))
            assert {post.partition for post in await poll_til(consumer, 5, frist=self.frist)} == {0, 1, 3, 4, 5}
            assert await consumer.poll(timeout=0.2) == {}
            consumer.resume([paa_pause])
            assert vaerdier(await poll_til(consumer, 1, frist=self.frist)) == [b"2"]

    async def test_hver_post_netop_en_gang_mens_medlemmer_kommer_og_gaar(
        self, broker: Broker, delt: str, navn: str, aaben: Aaben
    ) -> None:
        ud = f"{navn}.ud"
        await broker.ensure_topics(TopicSpec(ud))
        antal = 300
        stop = asyncio.Event()
        anden = await aaben()
        faste = [
            asyncio.create_task(_videresend(b, delt, ud, navn, f"{navn}-{n}", stop))
            for n, b in ((0, broker), (1, anden))
        ]
        for start in range(0, antal, 30):
            await broker.send(*(Record(delt, b"%d" % n, key=b"%d" % (n % 17)) for n in range(start, start + 30)))
            gaest_stop = asyncio.Event()
            gaest = asyncio.create_task(_videresend(anden, delt, ud, navn, f"{navn}-gaest", gaest_stop))
            await asyncio.sleep(0.02)
            gaest_stop.set()
            await gaest

        async def alt_er_kommet() -> bool:
            slut = await broker.end_offsets(delt)
            return await broker.committed(navn, delt) == {nr: offset for nr, offset in slut.items() if offset}

        await vent_til(alt_er_kommet, frist=self.frist * 3)
        stop.set()
        await asyncio.gather(*faste)
        fundet = await laes(broker, ud, antal, frist=self.frist)
        assert Counter(vaerdier(fundet)) == Counter(b"%d" % n for n in range(antal))
        for noegle in {post.key for post in fundet}:
            raekke = [int(post.value or b"") for post in fundet if post.key == noegle]
            assert raekke == sorted(raekke)

    @staticmethod
    async def _har(consumer: Consumer, antal: int) -> bool:
        await consumer.poll(timeout=0.1)
        return len(consumer.assignment) == antal

    @staticmethod
    async def _poll_stadig(consumer: Consumer) -> None:
        while True:
            await consumer.poll(timeout=0.1)


async def _videresend(broker: Broker, ind: str, ud: str, gruppe: str, id_: str, stop: asyncio.Event) -> None:
    """Copy from `ind` to `ud`, each batch one transaction; what is fenced starts over where the group stands."""
    producer = await broker.producer(id_)
    async with await broker.consumer(ind, group=gruppe) as consumer:
        while not stop.is_set():
            bidder = await consumer.poll(max_records=5, timeout=0.1)
            for plads, bid in bidder.items():
                try:
                    async with producer.transaction() as transaktion:
                        for post in bid:
                            transaktion.send(Record(ud, post.value, key=post.key))
                        transaktion.commit_offset(consumer, plads, bid[-1].offset + 1)
                except Fenced:
                    # Either given away (the new owner does it) or not ours any more: nothing was written.
                    continue
    await producer.close()
