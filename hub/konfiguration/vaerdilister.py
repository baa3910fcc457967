"""The values of value lists: kept in the compacted topic `konfig.vaerdi`, looked up in memory for every message.

A value may be a CPR number. So a record's key is the list's id and a keyed hash of the value, memory holds hashes only
(`vaerdisaet`), and no error or log line repeats a value; in the clear it stands in the record's value alone, for the
list's owner to read back. Every instance of the hub follows the topic; a change holds, on the instance that made it,
for every message judged after the call has returned.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
import uuid
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from brokers import Broker, Record, StoredRecord
from hub.konfiguration.foelger import Foelger
from hub.konfiguration.vaerdi import Vaerdifejl, normal
from hub.konfiguration.vaerdiopslag import INGEN_VAERDIER, Vaerdiopslag
from hub.konfiguration.vaerdisaet import HASHLAENGDE, SPANDE, Vaerdisaet

__all__ = [
    "INGEN_VAERDIER",
    "ForkertHemmelighed",
    "UgyldigMarkoer",
    "Vaerdifejl",
    "Vaerdilistelager",
    "Vaerdiopslag",
    "Vaerdiside",
]

LOG = structlog.get_logger(__name__)

EMNE: Final = "konfig.vaerdi"

PR_KALD: Final = 50_000
"""Values that one call may add or take out."""
I_ALT: Final = 20_000_000
"""Values that all lists together may hold: about 600 MB of memory."""
SIDE_MAKS: Final = 5_000
"""Values of the largest page that is read back."""

_LISTELAENGDE: Final = 16
_BLOK: Final = 4_096
"""Offsets of the topic that are read together when a list is read back."""
_BLOKKE_PR_SIDE: Final = 8
_PORTION: Final = 1_000
"""Values handled before other work gets its turn."""
_SPANDE_AD_GANGEN: Final = 16_384


class ForkertHemmelighed(ValueError):
    """The topic's hashes were made with another secret: no value would ever be found."""


class UgyldigMarkoer(ValueError):
    """A cursor that `laes` did not give."""


@dataclass(frozen=True, slots=True)
class Vaerdiside:
    """Some of a list's values. `naeste` is where to read on, None at the end; a page before it may be short."""

    vaerdier: tuple[str, ...]
    naeste: str | None


class Vaerdilistelager:
    """The running hub's value lists; a `Vaerdiopslag`. Knows values by list id, not whether a list is configured."""

    def __init__(self, broker: Broker, hemmelighed: bytes) -> None:
        self._broker = broker
        self._hash = hashlib.blake2b(key=hemmelighed, digest_size=HASHLAENGDE, person=b"vaerdiliste")
        self._saet = Vaerdisaet()
        self._numre: dict[bytes, int] = {}
        self._navne: list[str] = []
        self._antal: list[int] = []
        self._blokke: list[array[int]] = []
        self._startet = False
        self._foelger = Foelger(broker, [EMNE], self._anvend)

    async def start(self) -> None:
        """Restore all lists and follow what any process changes. Raises BrokerError, ForkertHemmelighed."""
        await self._foelger.start()
        self._startet = True
        LOG.info("value lists restored", lister=len(self._navne), vaerdier=len(self._saet))

    async def stop(self) -> None:
        """Follow no more; what was written stays."""
        await self._foelger.stop()

    def __len__(self) -> int:
        """How many values all lists hold together."""
        return len(self._saet)

    def antal(self, liste_id: str) -> int:
        """How many values a list holds."""
        nummer = self._nummer(liste_id)
        return 0 if nummer is None else self._antal[nummer]

    def lister_med(self, objekt_id: str) -> tuple[str, ...]:
        """The ids of the lists that hold this object id, which is canonical text."""
        numre = self._saet.numre(self._hash_af(objekt_id))
        return tuple([self._navne[nummer] for nummer in numre]) if numre else ()

    def soeg(self, liste_id: str, vaerdi: str) -> bool:
        """Whether the list holds the value, however it is written. Raises Vaerdifejl."""
        return self._har(liste_id, self._hash_af(normal(vaerdi)))

    async def tilfoej(self, liste_id: str, vaerdier: Sequence[str]) -> int:
        """Put values in; how many were new. Raises Vaerdifejl before anything is written, BrokerError.

        On return the change is durable, and holds for every later look-up on this instance. The embedded broker
        writes a call whole or not at all; repeating a call does no harm.
        """
        hashede = await self._hashede(vaerdier)
        nye = {hash_: vaerdi for hash_, vaerdi in hashede.items() if not self._har(liste_id, hash_)}
        if len(self) + len(nye) > I_ALT:
            raise Vaerdifejl(
                f"Alle værdilister må tilsammen rumme {I_ALT} værdier; fjern først dem, der ikke bruges.",
                f"all value lists together may hold {I_ALT} values; first take out those that are not used",
            )
        return await self._skriv(liste_id, nye)

    async def fjern(self, liste_id: str, vaerdier: Sequence[str]) -> int:
        """Take values out; how many were there. As `tilfoej`."""
        hashede = await self._hashede(vaerdier)
        return await self._skriv(liste_id, {hash_: None for hash_ in hashede if self._har(liste_id, hash_)})

    async def slet(self, liste_id: str) -> int:
        """Take all values of a list out; how many there were. In several writes when there are very many."""
        await self._foelger.indhent()
        nummer = self._nummer(liste_id)
        if nummer is None:
            return 0
        fjernet = 0
        for fra in range(0, SPANDE, _SPANDE_AD_GANGEN):
            hashes = self._saet.hashes(nummer, fra, fra + _SPANDE_AD_GANGEN)
            fjernet += await self._skriv(liste_id, dict.fromkeys(hashes))
            await asyncio.sleep(0)
        return fjernet

    async def laes(self, liste_id: str, markoer: str | None = None, maks: int = 500) -> Vaerdiside:
        """Values of a list in the clear, from the topic, in the order in which they were put in.

        At most `maks` (1 to 5,000); each value once, unless the list is changed between pages. Raises
        UgyldigMarkoer, BrokerError.
        """
        fra = _offset(markoer)
        liste = uuid.UUID(liste_id).bytes
        nummer = self._nummer(liste_id)
        if nummer is None:
            return Vaerdiside((), None)
        maks = max(1, min(maks, SIDE_MAKS))
        fundne: list[str] = []
        blokke = self._blokke[nummer]
        foerste = bisect_left(blokke, fra // _BLOK)
        for blok in blokke[foerste : foerste + _BLOKKE_PR_SIDE]:
            for offset, vaerdi in await self._i_blok(nummer, liste, blok):
                if offset < fra:
                    continue
                if len(fundne) == maks:
                    return Vaerdiside(tuple(fundne), str(offset))
                fundne.append(vaerdi)
        rest = blokke[foerste + _BLOKKE_PR_SIDE : foerste + _BLOKKE_PR_SIDE + 1]
        return Vaerdiside(tuple(fundne), str(rest[0] * _BLOK) if rest else None)

    async def _i_blok(self, nummer: int, liste: bytes, blok: int) -> list[tuple[int, str]]:
        """The values whose newest record lies in this block, with its offset."""
        slut = (blok + 1) * _BLOK
        fundne: dict[bytes, tuple[int, str]] = {}
        async with await self._broker.reader(EMNE, offset=blok * _BLOK) as laeser:
            while laeser.offset < slut and (poster := await laeser.read(max_records=slut - laeser.offset)):
                for post in poster:
                    if post.key is None or post.value is None or post.offset >= slut:
                        continue
                    hash_ = post.key[_LISTELAENGDE:]
                    if post.key.startswith(liste) and self._saet.plads(hash_, nummer) == blok:
                        fundne[hash_] = post.offset, post.value.decode()
        return sorted(fundne.values())

    async def _hashede(self, vaerdier: Sequence[str]) -> dict[bytes, str]:
        """The values in normal form by their hash, each once, when all that was written before is known."""
        if len(vaerdier) > PR_KALD:
            raise Vaerdifejl(
                f"Et kald må højst have {PR_KALD} værdier; del dem i flere kald.",
                f"a call may have {PR_KALD} values at most; divide them into several calls",
            )
        hashede: dict[bytes, str] = {}
        for nummer, vaerdi in enumerate(vaerdier):
            tekst = normal(vaerdi, nummer)
            hashede[self._hash_af(tekst)] = tekst
            if not nummer % _PORTION:
                await asyncio.sleep(0)
        await self._foelger.indhent()
        return hashede

    async def _skriv(self, liste_id: str, vaerdier: Mapping[bytes, str | None]) -> int:
        """Write one record per hash and wait until it holds."""
        liste = uuid.UUID(liste_id).bytes
        if vaerdier:
            await self._broker.send(
                *(
                    Record(EMNE, None if tekst is None else tekst.encode(), liste + hash_)
                    for hash_, tekst in vaerdier.items()
                )
            )
            await self._foelger.indhent()
        return len(vaerdier)

    async def _anvend(self, poster: Sequence[StoredRecord]) -> None:
        """Bring memory in step with records of the topic, in their order."""
        self._proev_hemmeligheden(poster)
        for post in poster:
            noegle = post.key
            if noegle is None or len(noegle) != _LISTELAENGDE + HASHLAENGDE:
                LOG.error("a record of a value list cannot be used", topic=post.topic, offset=post.offset)
                continue
            nummer = self._numre.get(noegle[:_LISTELAENGDE])
            if nummer is None:
                nummer = self._ny_liste(noegle[:_LISTELAENGDE])
            hash_ = noegle[_LISTELAENGDE:]
            if post.value is None:
                self._antal[nummer] -= self._saet.fjern(hash_, nummer)
                continue
            blok = post.offset // _BLOK
            self._antal[nummer] += self._saet.tilfoej(hash_, nummer, blok)
            blokke = self._blokke[nummer]
            if not blokke or blokke[-1] != blok:
                blokke.append(blok)

    def _proev_hemmeligheden(self, poster: Sequence[StoredRecord]) -> None:
        """One record tells: every hash is made with the same secret."""
        post = next((post for post in poster if post.key and post.value), None)
        if post is None or post.key is None or post.value is None:
            return
        if post.key[_LISTELAENGDE:] == self._hash_af(post.value.decode(errors="replace")):
            return
        raad = f"{EMNE} was written with another FAELLESHUB_HEMMELIGHED; start the hub with the one that was used then"
        if not self._startet:
            raise ForkertHemmelighed(raad)
        LOG.error(raad, offset=post.offset)

    def _ny_liste(self, liste: bytes) -> int:
        nummer = self._numre[liste] = len(self._navne)
        self._navne.append(sys.intern(str(uuid.UUID(bytes=liste))))  # as the index does: equal by identity
        self._antal.append(0)
        self._blokke.append(array("Q"))
        return nummer

    def _nummer(self, liste_id: str) -> int | None:
        return self._numre.get(uuid.UUID(liste_id).bytes)

    def _har(self, liste_id: str, hash_: bytes) -> bool:
        nummer = self._nummer(liste_id)
        return nummer is not None and self._saet.plads(hash_, nummer) is not None

    def _hash_af(self, tekst: str) -> bytes:
        beregning = self._hash.copy()
        beregning.update(tekst.encode())
        return beregning.digest()


def _offset(markoer: str | None) -> int:
    if markoer is None:
        return 0
    if not markoer.isascii() or not markoer.isdecimal() or len(markoer) > 18:
        raise UgyldigMarkoer("the cursor is not one that a page gave; begin again without it")
    return int(markoer)
