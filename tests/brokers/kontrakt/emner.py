"""Promises about topics."""

from __future__ import annotations

import pytest

from brokers import Broker, Cleanup, TopicMismatch, TopicSpec, UnknownTopic

from .grund import Aaben, Brokerkontrakt, laes, poster, vaerdier, vent_til


class EmneKontrakt(Brokerkontrakt):
    async def test_et_emne_findes_med_det_der_blev_bedt_om(self, broker: Broker, navn: str, aaben: Aaben) -> None:
        spec = TopicSpec(navn, 4, Cleanup.COMPACT, max_record_bytes=300_000)
        await broker.ensure_topics(spec)
        await broker.ensure_topics(spec)
        anden = await aaben()
        for fundet in ((await broker.topics())[navn], (await anden.topics())[navn]):
            assert (fundet.partitions, fundet.cleanup, fundet.max_record_bytes) == (4, Cleanup.COMPACT, 300_000)

    async def test_hver_afvigelse_naevnes(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, 2, retention_ms=60_000, max_record_bytes=1_000))
        for andet, naevnt in (
            (TopicSpec(navn, 3, max_record_bytes=1_000), "partitions"),
            (TopicSpec(navn, 2, Cleanup.COMPACT, max_record_bytes=1_000), "cleanup"),
            (TopicSpec(navn, 2, retention_ms=90_000, max_record_bytes=1_000), "retention_ms"),
            (TopicSpec(navn, 2, max_record_bytes=2_000), "max_record_bytes"),
        ):
            with pytest.raises(TopicMismatch, match=naevnt):
                await broker.ensure_topics(andet)
        assert (await broker.topics())[navn].partitions == 2

    async def test_none_beder_ikke_om_noget(self, broker: Broker, navn: str) -> None:
        await broker.ensure_topics(TopicSpec(navn, retention_ms=60_000))
        await broker.ensure_topics(TopicSpec(navn))
        assert (await broker.topics())[navn].retention_ms == 60_000

    @pytest.mark.parametrize("daarligt", ["", "med mellemrum", "..", "æøå", "x" * 250])
    async def test_et_daarligt_navn_afvises(self, broker: Broker, daarligt: str) -> None:
        with pytest.raises(TopicMismatch):
            await broker.ensure_topics(TopicSpec(daarligt))

    async def test_et_emne_uden_partitioner_afvises(self, broker: Broker, navn: str) -> None:
        with pytest.raises(TopicMismatch, match="partitions"):
            await broker.ensure_topics(TopicSpec(navn, partitions=0))

    async def test_et_slettet_emne_er_vaek_og_kan_begynde_forfra(self, broker: Broker, emne: str, aaben: Aaben) -> None:
        anden = await aaben()
        await broker.send(*poster(emne, b"gammel"))
        await anden.send(*poster(emne, b"gammel"))
        await broker.delete_topic(emne)
        await broker.delete_topic(emne)

        async def er_vaek() -> bool:
            return emne not in await broker.topics()

        await vent_til(er_vaek, frist=self.frist)
        with pytest.raises(UnknownTopic):
            await broker.send(*poster(emne, b"vaek"))
        await broker.ensure_topics(TopicSpec(emne))
        await anden.send(*poster(emne, b"ny"))
        assert vaerdier(await laes(broker, emne, 1)) == [b"ny"]

    async def test_en_gruppes_fremdrift_slettes_med_emnet(self, broker: Broker, emne: str, navn: str) -> None:
        await broker.send(*poster(emne, b"1"))
        async with await broker.consumer(emne, group=navn) as consumer:
            while not (fundet := await consumer.poll(timeout=self.frist)):
                pass
            await consumer.commit({plads: poster_[-1].offset + 1 for plads, poster_ in fundet.items()})
        assert await broker.committed(navn, emne)
        await broker.delete_topic(emne)
        await broker.ensure_topics(TopicSpec(emne))
        assert await broker.committed(navn, emne) == {}

    async def test_spoergsmaal_om_et_ukendt_emne_afvises(self, broker: Broker, navn: str) -> None:
        with pytest.raises(UnknownTopic):
            await broker.end_offsets(navn)
        with pytest.raises(UnknownTopic):
            await broker.reader(navn)
