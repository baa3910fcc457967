"""What routing remembers of one input partition: the store behind `hub.kontrakter.historik.Historik`.

Beside the decision on the way of a message. What a batch adds lies in an overlay: later messages of the batch see it,
`bekraeft` keeps it, `fortryd` drops it. The same changes go to the compacted topic `historik` in the batch's own
transaction, and are restored from there when the partition is taken over (`historikfil` shortens that). Ids are kept
as keyed hashes only. A BeskedId is looked for in the partition of its message's first object: sent again about another
object, it may not be seen.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from brokers import Broker, Record, read_to
from hub.beskedfordeler import emner, historikfil
from hub.beskedfordeler.historikfil import Indhold
from hub.kontrakter.afgoerelse import Objektpost, Spor
from hub.kontrakter.historik import noegle

_BESKED: Final = b"b"
_OBJEKT: Final = b"o"
_TID: Final = 8
"""Bytes of a time in front of a value: microseconds since 1970, big-endian."""
_RYD_PR_BATCH: Final = 1_000
"""Old BeskedIds let go per batch at most, so that no batch pays for a pause of days."""


class Historiklager:
    """The history of one partition. Memory: about 200 bytes per remembered BeskedId and per object."""

    def __init__(self, hemmelighed: bytes, partition: int, *, dage: int, maks: int) -> None:
        self.hemmelighed = hemmelighed
        self._partition = partition
        self._bevares_us = dage * 86_400_000_000
        self._maks = maks
        self._beskeder: dict[bytes, bytes] = {}
        self._objekter: dict[bytes, bytes] = {}
        self._raekkefoelge: deque[bytes] = deque()
        self._nye_beskeder: dict[bytes, bytes] = {}
        self._nye_objekter: dict[bytes, bytes] = {}
        self._ryddes = 0
        self._noegler: dict[str, bytes] = {}
        """Of the ids that the open batch asked for: each is asked for again when it is to be remembered."""

    @property
    def antal(self) -> int:
        """How many BeskedIds and objects are remembered."""
        return len(self._beskeder) + len(self._objekter)

    def besked(self, besked_id: str) -> bytes | None:
        """The content hash of the message with this id, or None."""
        hashet = self._noegle(besked_id)
        vaerdi = self._nye_beskeder.get(hashet) or self._beskeder.get(hashet)
        return None if vaerdi is None else vaerdi[_TID:]

    def objekt(self, objekt_id: str) -> Objektpost | None:
        """The newest registration of this object, or None."""
        hashet = self._noegle(objekt_id)
        vaerdi = self._nye_objekter.get(hashet) or self._objekter.get(hashet)
        return None if vaerdi is None else _laes_objekt(vaerdi)

    def husk(self, spor: Spor, nu: dt.datetime) -> None:
        """Remember an accepted message, until `bekraeft` or `fortryd` says whether it counts."""
        tid = _us(nu).to_bytes(_TID, "big")
        self._nye_beskeder[self._noegle(spor.besked_id)] = tid + spor.aftryk
        for objekt_id, post in spor.objekter:
            self._nye_objekter[self._noegle(objekt_id)] = _skriv_objekt(post)

    def aendringer(self, nu: dt.datetime) -> list[Record]:
        """What the open batch changes, as records of the changelog; what has grown old is removed by it."""
        self._ryddes = self._for_gamle(_us(nu))
        poster = [self._post(_BESKED + n, v) for n, v in self._nye_beskeder.items()]
        poster += [self._post(_OBJEKT + n, v) for n, v in self._nye_objekter.items()]
        poster += [self._post(_BESKED + self._raekkefoelge[i], None) for i in range(self._ryddes)]
        return poster

    def bekraeft(self) -> None:
        """The batch is durable: keep what it added, let go of what it removed."""
        for _ in range(self._ryddes):
            self._beskeder.pop(self._raekkefoelge.popleft(), None)
        self._raekkefoelge.extend(self._nye_beskeder)
        self._beskeder.update(self._nye_beskeder)
        self._objekter.update(self._nye_objekter)
        self.fortryd()

    def fortryd(self) -> None:
        """The batch did not happen: drop what it added."""
        self._nye_beskeder.clear()
        self._nye_objekter.clear()
        self._noegler.clear()
        self._ryddes = 0

    def uddrag(self) -> Indhold:
        """All that is durable, for a checkpoint; a copy that later batches do not touch."""
        beskeder = zip(self._raekkefoelge, map(self._beskeder.__getitem__, self._raekkefoelge), strict=True)
        return Indhold(list(beskeder), list(self._objekter.items()))

    def indlaes(self, indhold: Indhold) -> None:
        """Begin with what a checkpoint holds."""
        self._beskeder = dict(indhold.beskeder)
        self._objekter = dict(indhold.objekter)
        self._raekkefoelge = deque(self._beskeder)

    def genindlaes(self, poster: Iterable[tuple[bytes, bytes | None]]) -> None:
        """Take in keys and values of the changelog, in its order."""
        for noegle_, vaerdi in poster:
            samling = self._beskeder if noegle_[:1] == _BESKED else self._objekter
            hashet = noegle_[1:]
            if vaerdi is None:
                samling.pop(hashet, None)
            else:
                if samling is self._beskeder and hashet not in samling:
                    self._raekkefoelge.append(hashet)
                samling[hashet] = vaerdi

    def afslut_genindlaesning(self) -> None:
        """Bring the order of age in line with what is left after removals."""
        # A removed id that came again stands twice in the order; its last place counts.
        senest = dict.fromkeys(reversed(self._raekkefoelge))
        self._raekkefoelge = deque(n for n in reversed(senest) if n in self._beskeder)

    def _noegle(self, id_: str) -> bytes:
        hashet = self._noegler.get(id_)
        if hashet is None:
            hashet = self._noegler[id_] = noegle(self.hemmelighed, id_)
        return hashet

    def _for_gamle(self, nu_us: int) -> int:
        tilovers = len(self._raekkefoelge) + len(self._nye_beskeder) - self._maks
        antal = 0
        for hashet in self._raekkefoelge:
            if antal >= _RYD_PR_BATCH:
                break
            if antal >= tilovers and _tid(self._beskeder[hashet]) > nu_us - self._bevares_us:
                break
            antal += 1
        return antal

    def _post(self, noegle_: bytes, vaerdi: bytes | None) -> Record:
        return Record(emner.HISTORIK, vaerdi, noegle_, partition=self._partition)


async def genskab(lager: Historiklager, broker: Broker, partition: int, fil: Path | None = None) -> int:
    """Fill an empty store from its changelog, up to the end as it is now; how many records were read for that.

    With `fil`, from the checkpoint there and what came after it, if the checkpoint fits. Raises BrokerError.
    """
    fundet = None if fil is None else await asyncio.to_thread(historikfil.laes, fil, lager.hemmelighed)
    fra = 0
    if fundet is not None and await historikfil.gaelder(broker, partition, fundet[0]):
        fra = fundet[0].historik
        lager.indlaes(fundet[1])
    slut = (await broker.end_offsets(emner.HISTORIK)).get(partition, 0)
    antal = 0
    async with await broker.reader(emner.HISTORIK, partition, offset=fra) as laeser:
        async for poster in read_to(laeser, slut):
            antal += len(poster)
            lager.genindlaes((post.key, post.value) for post in poster if post.key is not None)
    lager.afslut_genindlaesning()
    return antal


def _skriv_objekt(post: Objektpost) -> bytes:
    tekst = f"{post.livscyklus or ''}\n{post.master or ''}"
    return post.tidspunkt_us.to_bytes(_TID, "big", signed=True) + tekst.encode()


def _laes_objekt(vaerdi: bytes) -> Objektpost:
    livscyklus, _, master = vaerdi[_TID:].decode().partition("\n")
    return Objektpost(int.from_bytes(vaerdi[:_TID], "big", signed=True), livscyklus or None, master or None)


def _tid(vaerdi: bytes) -> int:
    return int.from_bytes(vaerdi[:_TID], "big")


def _us(tid: dt.datetime) -> int:
    return int(tid.timestamp() * 1_000_000)
