"""The message log as one file, to be checked or kept elsewhere: an Avro container that any Avro reader opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, Self

import fastavro
from fastavro.write import Writer

_SKEMA: Final = fastavro.parse_schema(
    {
        "type": "record",
        "name": "Eksportpost",
        "namespace": "dk.faelleshub.log",
        "doc": "One record of besked.log, levering.log or log.hoved, as it lies on the bus.",
        "fields": [
            {"name": "emne", "type": "string", "doc": "Its topic."},
            {"name": "partition", "type": "int", "doc": "Its partition."},
            {"name": "offset", "type": "long", "doc": "Its offset."},
            {"name": "noegle", "type": ["null", "bytes"], "doc": "Its key."},
            {"name": "vaerdi", "type": ["null", "bytes"], "doc": "Its value: a link, or a head."},
        ],
    }
)


class Eksportfejl(ValueError):
    """The file is no export of the log, or is cut off."""


class Eksportpost(NamedTuple):
    """One record, as it lies on the bus."""

    emne: str
    partition: int
    offset: int
    noegle: bytes | None
    vaerdi: bytes | None


class Eksportskriver:
    """Writes records to a file, one after the other, in little memory. A context manager."""

    def __init__(self, fil: Path) -> None:
        self.antal = 0
        """Records written."""
        self._fil = fil.open("wb")
        self._skriver = Writer(self._fil, _SKEMA, codec="deflate")

    def skriv(self, post: Eksportpost) -> None:
        """Write the next record."""
        self._skriver.write(post._asdict())
        self.antal += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            self._skriver.flush()
        finally:
            self._fil.close()


def laes_eksport(fil: Path) -> Iterator[Eksportpost]:
    """The records of a file, in their order. Raises Eksportfejl, OSError."""
    with fil.open("rb") as ind:
        try:
            for data in fastavro.reader(ind):
                yield Eksportpost(**data)  # type: ignore[arg-type] # the reader's union covers every schema; ours is a record
        except OSError:
            raise
        except Exception as fejl:
            raise Eksportfejl(f"{fil}: not an export of the log, or cut off ({type(fejl).__name__})") from fejl
