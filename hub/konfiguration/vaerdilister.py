"""The values of value lists: kept in the compacted topic `konfig.vaerdi`, looked up in memory for every message.

A value may be a CPR number. So a record's key is the list's id and a keyed hash of the value, memory holds hashes only
(`vaerdisaet`), and no error or log line repeats a value; in the clear it stands in the record's value alone, for the
list's owner to read back. Every instance of the hub follows the topic; a change holds, on the instance that made it,
for every message judged after the call has returned.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import uuid
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from brokers import Broker, Record, StoredRecord
from hub.konfiguration.foelger import Foelger
from hub.konfiguration.vaerdiopslag import INGEN_VAERDIER, Vaerdiopslag
from hub.konfiguration.vaerdisaet import HASHLAENGDE, SPANDE, Vaerdisaet
from schemas.identifikatorer import tekst_af, unik_id

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

VAERDI_MAKS: Final = 255
"""Characters of the longest value, as of a UnikId."""
PR_KALD: Final = 50_000
"""Values that one call may add or take out."""
I_ALT: Final = 20_000_000
"""Values that all lists together may hold: 600 MB of memory, more or less."""
SIDE_MAKS: Final = 5_000

_LISTELAENGDE: Final = 16
_BLOK: Final = 4_096
"""Offsets of the topic that are read together when a list is read back."""
_BLOKKE_PR_SIDE: Final = 8
_PORTION: Final = 1_000
"""Values handled before other work gets its turn."""
_SPANDE_AD_GANGEN: Final = 16_384


class Vaerdifejl(ValueError):  # noqa: N818 - in Danish an error ends in -fejl
    """A value or number of values that no list takes. `nummer` is the value's place in the call, from 0, if it is one
    value; the value itself is not repeated."""

    def __init__(self, da: str, en: str, nummer: int | None = None) -> None:
        super().__init__(en if nummer is None else f"value no. {nummer + 1}: {en}")
        self.da = da
        self.en = en
        self.nummer = nummer


class ForkertHemmelighed(ValueError):  # noqa: N818 - a domain word, not an -Error
    """The topic's hashes were made with another secret: no value would ever be found."""


class UgyldigMarkoer(ValueError):  # noqa: N818 - a domain word, not an -Error
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
        nummer = self._numre.get(uuid.UUID(liste_id).bytes)
        return 0 if nummer is None else self._antal[nummer]

    def lister_med(self, objekt_id: str) -> tuple[str, ...]:
        """The ids of the lists that hold this object id, which is canonical text."""
        beregning = self._hash.copy()
        beregning.update(objekt_id.encode())
        numre = self._saet.numre(beregning.digest())
        return tuple([self._navne[nummer] for nummer in numre]) if numre else ()

    def soeg(self, liste_id: str, vaerdi: str) -> bool:
        """Whether the list holds the value, however it is written. Raises Vaerdifejl."""
        nummer = self._nummer(liste_id)
        return nummer is not None and self._saet.plads(self._hash_af(normal(vaerdi)), nummer) is not None

    async def tilfoej(self, liste_id: str, vaerdier: Sequence[str]) -> int:
        """Put values in; how many were new. All or none are refused. Raises Vaerdifejl, BrokerError.

        On return the change is durable and holds for every later look-up on this instance. On the embedded broker
        a call is written whole or not at all; repeating a call does no harm.
        """
        nye = {hash_: vaerdi for hash_, vaerdi in await self._hashede(vaerdier) if not self._har(liste_id, hash_)}
        if len(self) + len(nye) > I_ALT:
            raise Vaerdifejl(
                f"Alle værdilister må tilsammen rumme {I_ALT} værdier; fjern først dem, der ikke bruges.",
                f"all value lists together may hold {I_ALT} values; first take out those that are not used",
            )
        return await self._skriv(liste_id, nye)

    async def fjern(self, liste_id: str, vaerdier: Sequence[str]) -> int:
        """Take values out; how many were there. As `tilfoej`."""
        return await self._skriv(
            liste_id, {hash_: None for hash_, _ in await self._hashede(vaerdier) if self._har(liste_id, hash_)}
        )

    async def slet(self, liste_id: str) -> int:
        """Take all values of a list out; how many there were. In several writes when there are very many."""
        fjernet = 0
        nummer = self._nummer(liste_id)
        for fra in range(0, SPANDE if nummer is not None else 0, _SPANDE_AD_GANGEN):
            assert nummer is not None  # noqa: S101 - the range is empty otherwise; this tells the type checker
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
        nummer = self._nummer(liste_id)
        if nummer is None:
            return Vaerdiside((), None)
        maks = max(1, min(maks, SIDE_MAKS))
        fundne: list[str] = []
        blokke = self._blokke[nummer]
        foerste = bisect_left(blokke, fra // _BLOK)
        for blok in blokke[foerste : foerste + _BLOKKE_PR_SIDE]:
            for offset, vaerdi in await self._i_blok(nummer, liste_id, blok):
                if offset < fra:
                    continue
                if len(fundne) == maks:
                    return Vaerdiside(tuple(fundne), str(offset))
                fundne.append(vaerdi)
        rest = blokke[foerste + _BLOKKE_PR_SIDE : foerste + _BLOKKE_PR_SIDE + 1]
        return Vaerdiside(tuple(fundne), str(rest[0] * _BLOK) if rest else None)

    async def _i_blok(self, nummer: int, liste_id: str, blok: int) -> list[tuple[int, str]]:
        """The values whose newest record lies in this block, with its offset."""
        slut = (blok + 1) * _BLOK
        fundne: dict[bytes, tuple[int, str]] = {}
        async with await self._broker.reader(EMNE, offset=blok * _BLOK) as laeser:
            while laeser.offset < slut and (poster := await laeser.read(max_records=slut - laeser.offset)):
                for post in poster:
                    liste, hash_ = _del(post.key)
                    if liste != uuid.UUID(liste_id).bytes or post.offset >= slut:
                        continue
                    if post.value is not None and self._saet.plads(hash_, nummer) == blok:
                        fundne[hash_] = post.offset, post.value.decode()
        return sorted(fundne.values())
