"""Writing: the records of one send or one transaction, gathered by partition and written whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from brokers.base import Fenced, Headers, Position, Record
from brokers.embedded import groups
from brokers.embedded.groups import Claim
from brokers.embedded.topics import Catalogue
from brokers.embedded.writer import Ledger
from brokers.limits import count_headers


class Append:
    """Records and consumer progress on their way into one commit. Build it, then let the writer call it."""

    def __init__(self, catalogue: Catalogue, holder: tuple[str, int] | None = None) -> None:
        self._catalogue = catalogue
        self._holder = holder
        self._records: defaultdict[int, list[Record]] = defaultdict(list)
        self._headers: Headers = ()
        """Those that were counted last."""
        self._header_bytes = 0
        self._order: list[int] = []
        self._progress: dict[Claim, int] = {}

    def __len__(self) -> int:
        return len(self._order)

    @property
    def empty(self) -> bool:
        """Nothing to write."""
        return not self._order and not self._progress

    def add(self, record: Record) -> None:
        """Check a record and take it in. Raises UnknownTopic, RecordTooLarge or TopicMismatch."""
        headers = record.headers
        if headers is not self._headers:  # a fan-out sends the same ones to many topics
            self._header_bytes = count_headers(headers, record.topic) if headers else 0
            self._headers = headers
        partition = self._catalogue.place(record, self._header_bytes)
        self._order.append(partition)
        self._records[partition].append(record)

    def progress(self, claim: Claim, next_offset: int) -> None:
        """Take in a consumer's progress; the last word per partition counts."""
        self._progress[claim] = next_offset

    def __call__(self, ledger: Ledger) -> list[tuple[int, int]]:
        """Write. Every check comes before the first change. Returns partition id and offset per record, in order."""
        if self._holder is not None:
            _check_holder(ledger, *self._holder)
        groups.check(ledger.db, self._progress)
        for partition in self._records:
            ledger.next_offset(partition)
        groups.store_progress(ledger.db, self._progress.items())
        offsets = {partition: ledger.append(partition, records) for partition, records in self._records.items()}
        written = []
        for partition in self._order:
            written.append((partition, offsets[partition]))
            offsets[partition] += 1
        return written

    def positions(self, records: Sequence[Record], written: Sequence[tuple[int, int]]) -> list[Position]:
        """Where each record was stored, for the sender."""
        number = {
            partition: self._catalogue.topic(record.topic).ids.index(partition)
            for partition, (record, *_) in self._records.items()
        }
        return [
            Position(record.topic, number[partition], offset)
            for record, (partition, offset) in zip(records, written, strict=True)
        ]

    def forget_topics(self) -> None:
        """Look every topic up anew: one of them was deleted, and perhaps made again."""
        for records in self._records.values():
            self._catalogue.forget(records[0].topic)


def _check_holder(ledger: Ledger, transactional_id: str, epoch: int) -> None:
    row = ledger.db.execute("SELECT epoch FROM producer WHERE id = ?", (transactional_id,)).fetchone()
    if row != (epoch,):
        raise Fenced(f"transactional id {transactional_id}: another producer has taken it over; nothing was written")
