"""The work that every peer does, and what it is told on its command line.

Consume SagRegistreret from four partitions; decode and check it, where the peer checks; write it to three receivers, a
log and a receipt: five records for each one that came, bytes unchanged. Exactly once where the peer can. A peer goes on
until it is ended; how fast it is, is read from the broker (`bench.sidevaerts.tur`), the same way for all.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import fastavro

from schemas.regler import standardlager

KONTRAKT: Final = "dk.faelleshub.sag.SagRegistreret"
PARTITIONER: Final = 4
"""Of the input, and of the log."""
UD: Final[Mapping[str, int]] = {"modtager-1": 1, "modtager-2": 1, "modtager-3": 1, "log": PARTITIONER, "kvittering": 1}
"""What is written for each message: a topic each, with as many partitions as the hub's own has."""
BATCH: Final = 500
"""Records that a peer asks its client for at a time."""


@dataclass(frozen=True)
class Opgave:
    """Where a peer finds its work, and how it commits. `gruppe` is its transactional id too."""

    bootstrap: str
    ind: str
    ud: str
    gruppe: str
    millisekunder: int
    """How long a transaction stays open at most; one ends at once when nothing more waits."""

    @property
    def emner(self) -> Mapping[str, int]:
        """The five topics and how many partitions each has."""
        return emner(self.ud)

    def argumenter(self) -> Sequence[str]:
        """What `laes_opgave` reads."""
        felter = {**vars(self), "millisekunder": str(self.millisekunder)}
        return [led for navn, vaerdi in felter.items() for led in (f"--{navn}", vaerdi)]


def emner(ud: str) -> Mapping[str, int]:
    """The five topics that begin with `ud`, and how many partitions each has."""
    return {f"{ud}.{navn}": partitioner for navn, partitioner in UD.items()}


def laes_opgave() -> tuple[Opgave, list[str]]:
    """The work from the command line, and what else stands there."""
    argumenter = argparse.ArgumentParser()
    for navn in ("bootstrap", "ind", "ud", "gruppe"):
        argumenter.add_argument(f"--{navn}", required=True)
    argumenter.add_argument("--millisekunder", type=int, required=True)
    kendte, resten = argumenter.parse_known_args()
    return Opgave(**vars(kendte)), resten


@cache
def skema() -> Any:
    """The contract, parsed."""
    return fastavro.parse_schema(standardlager().nyeste(KONTRAKT).raa)


def afkod(vaerdi: bytes) -> Any:
    """Decode as a user of fastavro would, and look at two fields, as the simplest of checks."""
    besked: Any = fastavro.schemaless_reader(io.BytesIO(memoryview(vaerdi)[5:]), skema(), None)
    if not besked["beskedId"]["uuid"] or not besked["beskeddata"]["egenskaber"]:
        raise ValueError("not a Sag")
    return besked
