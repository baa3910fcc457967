"""Reading up to a place that is known, and not one record less: restoring, verifying, catching up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from brokers.base import Reader, StoredRecord, Unavailable

_WAIT = 1.0


async def read_to(
    reader: Reader, end: int, *, max_records: int = 5_000, patience: float = 30.0
) -> AsyncIterator[Sequence[StoredRecord]]:
    """The records before offset `end`, in batches; ends when the reader stands at `end` or behind it.

    An empty answer is not the end: a broker that changes leader has none for a while. Raises Unavailable when nothing
    moved for `patience` seconds, so that nobody goes on with half of what there is.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    wait = 0.0
    while (before := reader.offset) < end:
        found = await reader.read(max_records=max_records, timeout=wait)
        wait = 0.0 if reader.offset > before else _WAIT  # what holds no record is passed over; nobody waits for it
        if reader.offset > before:
            deadline = loop.time() + patience
        elif loop.time() >= deadline:
            raise Unavailable(f"stopped at offset {before} of {end}: nothing came for {patience:g} seconds; try again")
        if wanted := [record for record in found if record.offset < end]:
            yield wanted
