"""The newest accepted messages of the log, found from its end: what a replay is made of."""

from __future__ import annotations

import asyncio
import datetime as dt
import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from brokers import Broker, StoredRecord, TopicPartition, read_to
from hub.log.haendelse import UlaeseligtLed, laes_led

VINDUE: Final = 2_000
"""Records that are read in one step, from the end towards the beginning."""


class Accepteret(NamedTuple):
    """An accepted message as it was sent: when it was decided, by whom it was sent, and its bytes in the wire format."""

    tidspunkt: dt.datetime
    system: str
    besked: bytes


@dataclass(frozen=True, slots=True)
class Seneste:
    """What was found, the newest first. `hele`: these are the newest; else the search ended at a limit before it knew."""

    beskeder: tuple[Accepteret, ...]
    gennemset: int
    """Records of the log that were looked at."""
    hele: bool


@dataclass(frozen=True, slots=True)
class Graenser:
    """Where the search ends: so many messages, so many records looked at, so many bytes kept, so many seconds."""

    antal: int
    poster: int = 200_000
    bytes: int = 100_000_000
    sekunder: float = 20.0


async def find_seneste(
    broker: Broker, emne: str, vil_have: Callable[[Accepteret], bool], graenser: Graenser
) -> Seneste:
    """The newest messages that `vil_have` wants, of all partitions of the log `emne` together.

    The links' hashes are not checked here (`faelleshub log verificer` does); a record that is no link is passed over.
    Raises BrokerError.
    """
    slut = asyncio.get_running_loop().time() + graenser.sekunder
    naaet = dict(await broker.end_offsets(emne))
    fundne: list[Accepteret] = []
    gennemset = 0
    while naaet:
        # the partition of which most is left: a step back in each in turn keeps their times side by side
        nummer = max(naaet, key=lambda en: naaet[en])
        til = naaet.pop(nummer)
        fra = max(0, til - VINDUE)
        vindue = await _laes(broker, TopicPartition(emne, nummer), fra, til, vil_have)
        gennemset += vindue.antal
        fundne = heapq.nlargest(graenser.antal, [*fundne, *vindue.fundne], key=lambda en: en.tidspunkt)
        if fra > 0 and not (len(fundne) == graenser.antal and vindue.er_aeldre_end(fundne[-1].tidspunkt)):
            naaet[nummer] = fra
        for_meget = gennemset >= graenser.poster or sum(len(en.besked) for en in fundne) > graenser.bytes
        if naaet and (for_meget or asyncio.get_running_loop().time() > slut):
            return Seneste(tuple(fundne), gennemset, hele=False)
    return Seneste(tuple(fundne), gennemset, hele=True)


@dataclass
class _Vindue:
    """What a stretch of one partition holds."""

    antal: int = 0
    foerste: dt.datetime | None = None
    fundne: list[Accepteret] = field(default_factory=list)

    def er_aeldre_end(self, tidspunkt: dt.datetime) -> bool:
        """Whether all that lies before it is older: decisions of one partition come in the order of their times."""
        return self.foerste is not None and self.foerste < tidspunkt

    def tag(self, poster: Sequence[StoredRecord], vil_have: Callable[[Accepteret], bool]) -> None:
        """Take the next records in."""
        self.antal += len(poster)
        for post in poster:
            try:
                haendelse = laes_led(post.value or b"").haendelse
            except UlaeseligtLed:
                continue
            self.foerste = self.foerste or haendelse.tidspunkt
            if haendelse.besked is not None:
                en = Accepteret(haendelse.tidspunkt, haendelse.system or "", haendelse.besked)
                if vil_have(en):
                    self.fundne.append(en)


async def _laes(
    broker: Broker, sted: TopicPartition, fra: int, til: int, vil_have: Callable[[Accepteret], bool]
) -> _Vindue:
    vindue = _Vindue()
    async with await broker.reader(sted.topic, sted.partition, offset=fra) as laeser:
        async for poster in read_to(laeser, til, max_records=VINDUE):
            await asyncio.to_thread(vindue.tag, poster, vil_have)
    return vindue
