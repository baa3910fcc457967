"""A broker like one whose leaders are new: of the last record of a topic it knows for a while only that it is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from brokers import EmbeddedBroker, Reader, StoredRecord


class Toevende(EmbeddedBroker):
    """Answers `tomme` reads of the last record of `emne` without any record, then as it should."""

    def __init__(self, mappe: Path, emne: str, tomme: int) -> None:
        super().__init__(mappe)
        self.emne = emne
        self.tomme = tomme

    async def reader(self, topic: str, partition: int = 0, *, offset: int = 0) -> Reader:
        laeser = await super().reader(topic, partition, offset=offset)
        slut = (await self.end_offsets(topic))[partition]
        return _Laeser(self, laeser, slut - 1) if topic == self.emne else laeser


class _Laeser(Reader):
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
        if self.offset == self._sidste and self._broker.tomme:
            self._broker.tomme -= 1
            return ()
        return await self._laeser.read(max_records=max_records, timeout=timeout)

    def seek(self, offset: int) -> None:
        self._laeser.seek(offset)

    async def close(self) -> None:
        await self._laeser.close()
