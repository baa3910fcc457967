"""The end of a chain as a new owner finds it: the true end, or an error, never an earlier link."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from brokers import EmbeddedBroker, Reader, Record, StoredRecord, TopicSpec, Unavailable
from hub.log.hoveder import sidste_post

EMNE = "besked.log"


class Toevende(EmbeddedBroker):
    """A broker whose leader is new: it has answers without records, before it gives the newest one, if it ever does."""

    tomme = 3

    async def reader(self, topic: str, partition: int = 0, *, offset: int = 0) -> Reader:
        laeser = await super().reader(topic, partition, offset=offset)
        return Toevendelaeser(self, laeser, (await self.end_offsets(topic))[partition] - 1)


class Toevendelaeser(Reader):
    def __init__(self, broker: Toevende, laeser: Reader, sidste: int) -> None:
        self._broker = broker
        self._laeser = laeser
        self._sidste = sidste

    @property
    def offset(self) -> int:
        return self._laeser.offset

    async def read(self, *, max_records: int = 500, timeout: float = 0.0) -> Sequence[StoredRecord]:  # noqa: ASYNC109 - the port's way
        if self.offset < self._sidste:
            return await self._laeser.read(max_records=min(max_records, self._sidste - self.offset), timeout=timeout)
        if self._broker.tomme:
            self._broker.tomme -= 1
            return ()
        return await self._laeser.read(max_records=max_records, timeout=timeout)

    def seek(self, offset: int) -> None:
        self._laeser.seek(offset)

    async def close(self) -> None:
        await self._laeser.close()


@pytest.mark.parametrize("antal", [1, 2, 30])
async def test_et_tomt_svar_er_ikke_enden_paa_kaeden(tmp_path: Path, antal: int) -> None:
    async with Toevende(tmp_path) as broker:
        await broker.ensure_topics(TopicSpec(EMNE))
        await broker.send(*(Record(EMNE, str(nr).encode()) for nr in range(antal)))
        post = await sidste_post(broker, EMNE, 0)
    assert post is not None
    assert post.offset == antal - 1


async def test_en_kaede_hvis_ende_ikke_kommer_er_en_fejl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brokers.catchup._WAIT", 0.01)
    async with Toevende(tmp_path) as broker:
        broker.tomme = 1_000_000
        await broker.ensure_topics(TopicSpec(EMNE))
        await broker.send(Record(EMNE, b"0"), Record(EMNE, b"1"))
        with pytest.raises(Unavailable, match="stopped at offset 1 of 2"):
            await sidste_post(broker, EMNE, 0, taalmod=0.2)
