"""The values of value lists: kept in the compacted topic `konfig.vaerdi`, looked up in memory for every message.

A value may be a CPR number. So a record's key is the list's id and a keyed hash of the value, memory holds hashes only
(`vaerdihukommelse`), and no error or log line repeats a value; in the clear it stands in the record's value alone, for
the list's owner to read back. Every instance of the hub follows the topic; a change holds, on the instance that made
it, for every message judged after the call has returned.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

import structlog

from brokers import Broker, Record, StoredRecord, read_to
from hub.konfiguration.foelger import Foelger
from hub.konfiguration.vaerdi import Vaerdifejl, normal
from hub.konfiguration.vaerdihukommelse import BLOK, LISTELAENGDE, Vaerdihukommelse, liste_bytes
from hub.konfiguration.vaerdiopslag import INGEN_VAERDIER, Vaerdiopslag

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
"""Values that all lists together may hold: about 700 MB of memory."""
SIDE_MAKS: Final = 5_000
"""Values of the largest page that is read back."""

_BLOKKE_PR_SIDE: Final = 8
_PORTION: Final = 1_000
"""Values handled before other work gets its turn."""


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
        self._hukommelse = Vaerdihukommelse(hemmelighed)
        self._startet = False
        self._foelger = Foelger(broker, [EMNE], self._anvend)
        self.lister_med = self._hukommelse.lister_med
        """The ids of the lists that hold an object id (canonical text); asked for every object of every message."""

    async def start(self) -> None:
        """Restore all lists and follow what any process changes. Raises BrokerError, ForkertHemmelighed."""
        await self._foelger.start()
        self._startet = True
        LOG.info("value lists restored", lister=len(self._hukommelse.lister), vaerdier=len(self))

    async def stop(self) -> None:
        """Follow no more; what was written stays."""
        await self._foelger.stop()

    def __len__(self) -> int:
        """How many values all lists hold together."""
        return len(self._hukommelse)

    def antal(self, liste_id: str) -> int:
        """How many values a list holds."""
        return self._hukommelse.antal(liste_id)

    def soeg(self, liste_id: str, vaerdi: str) -> bool:
        """Whether the list holds the value, however it is written. Raises Vaerdifejl."""
        return self._hukommelse.har(liste_id, self._hukommelse.hash_af(normal(vaerdi)))

    async def tilfoej(self, liste_id: str, vaerdier: Sequence[str]) -> int:
        """Put values in; how many were new. Raises Vaerdifejl before anything is written, BrokerError.

        On return the change is durable, and holds for every later look-up on this instance. The embedded broker
        writes a call whole or not at all; repeating a call does no harm.
        """
        hashede = await self._hashede(vaerdier)
        nye = {hash_: tekst for hash_, tekst in hashede.items() if not self._hukommelse.har(liste_id, hash_)}
        if self._hukommelse.fuld(liste_id) or len(self) + len(nye) > I_ALT:
            raise Vaerdifejl(
                f"Alle værdilister må tilsammen rumme {I_ALT} værdier; fjern først dem, der ikke bruges.",
                f"all value lists together may hold {I_ALT} values; first take out those that are not used",
            )
        return await self._skriv(liste_id, nye)

    async def fjern(self, liste_id: str, vaerdier: Sequence[str]) -> int:
        """Take values out; how many were there. As `tilfoej`."""
        hashede = await self._hashede(vaerdier)
        return await self._udskriv(liste_id, [hash_ for hash_ in hashede if self._hukommelse.har(liste_id, hash_)])

    async def slet(self, liste_id: str) -> int:
        """Take all values of a list out; how many there were. In several writes where there are many."""
        await self._foelger.indhent()
        fjernet = 0
        for blok in tuple(self._hukommelse.blokke(liste_id)):
            fjernet += await self._udskriv(liste_id, [hash_ for hash_, _, _ in await self._i_blok(liste_id, blok)])
        return fjernet

    async def laes(self, liste_id: str, markoer: str | None = None, maks: int = 500) -> Vaerdiside:
        """Values of a list in the clear, from the topic, in the order in which they were put in.

        At most `maks` (1 to 5,000); each value once, unless the list is changed between pages. Raises
        UgyldigMarkoer, BrokerError.
        """
        fra = _offset(markoer)
        maks = max(1, min(maks, SIDE_MAKS))
        blokke = self._hukommelse.blokke(liste_id)
        foerste = bisect_left(blokke, fra // BLOK)
        fundne: list[str] = []
        for blok in blokke[foerste : foerste + _BLOKKE_PR_SIDE]:
            for _, offset, vaerdi in await self._i_blok(liste_id, blok):
                if offset < fra:
                    continue
                if len(fundne) == maks:
                    return Vaerdiside(tuple(fundne), str(offset))
                fundne.append(vaerdi)
        rest = blokke[foerste + _BLOKKE_PR_SIDE : foerste + _BLOKKE_PR_SIDE + 1]
        return Vaerdiside(tuple(fundne), str(rest[0] * BLOK) if rest else None)

    async def _i_blok(self, liste_id: str, blok: int) -> list[tuple[bytes, int, str]]:
        """Hash, offset and text of the values whose newest record lies in this block of the topic, by offset."""
        liste = liste_bytes(liste_id)
        slut = min((blok + 1) * BLOK, (await self._broker.end_offsets(EMNE))[0])
        fundne: dict[bytes, tuple[bytes, int, str]] = {}
        async with await self._broker.reader(EMNE, offset=blok * BLOK) as laeser:
            async for poster in read_to(laeser, slut, max_records=BLOK):
                for post in poster:
                    if post.key is None or post.value is None or not post.key.startswith(liste):
                        continue
                    hash_ = post.key[LISTELAENGDE:]
                    if self._hukommelse.blok(liste_id, hash_) == blok:
                        fundne[hash_] = hash_, post.offset, post.value.decode()
        return sorted(fundne.values(), key=itemgetter(1))

    async def _hashede(self, vaerdier: Sequence[str]) -> dict[bytes, str]:
        """The values in normal form by their hash, each once; what was written before the call is known after it."""
        if len(vaerdier) > PR_KALD:
            raise Vaerdifejl(
                f"Et kald må højst have {PR_KALD} værdier; del dem i flere kald.",
                f"a call may have {PR_KALD} values at most; divide them into several calls",
            )
        hashede: dict[bytes, str] = {}
        for nummer, vaerdi in enumerate(vaerdier):
            tekst = normal(vaerdi, nummer)
            hashede[self._hukommelse.hash_af(tekst)] = tekst
            if not nummer % _PORTION:
                await asyncio.sleep(0)
        await self._foelger.indhent()
        return hashede

    async def _udskriv(self, liste_id: str, hashes: Iterable[bytes]) -> int:
        return await self._skriv(liste_id, dict.fromkeys(hashes))

    async def _skriv(self, liste_id: str, vaerdier: Mapping[bytes, str | None]) -> int:
        """Write one record per hash, None to take the value out, and wait until it holds."""
        liste = liste_bytes(liste_id)
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
        for fra in range(0, len(poster), _PORTION):
            self._hukommelse.anvend(poster[fra : fra + _PORTION])
            await asyncio.sleep(0)

    def _proev_hemmeligheden(self, poster: Sequence[StoredRecord]) -> None:
        """One record tells: every hash is made with the same secret."""
        post = next((post for post in poster if post.key and post.value), None)
        if post is None or post.key is None or post.value is None:
            return
        if post.key[LISTELAENGDE:] == self._hukommelse.hash_af(post.value.decode(errors="replace")):
            return
        raad = f"{EMNE} was written with another FAELLESHUB_HEMMELIGHED; start the hub with the one that was used then"
        if not self._startet:
            raise ForkertHemmelighed(raad)
        LOG.error(raad, offset=post.offset)


def _offset(markoer: str | None) -> int:
    if markoer is None:
        return 0
    if not markoer.isascii() or not markoer.isdecimal() or len(markoer) > 18:
        raise UgyldigMarkoer("the cursor is not one that a page gave; begin again without it")
    return int(markoer)
