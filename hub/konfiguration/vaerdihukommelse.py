"""What an instance knows of all value lists, from the records of their topic alone: the core of `vaerdilister`.

Values are known by keyed hashes, and by where in the topic they can be read back. Pure: the shell reads and writes.
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from array import array
from collections.abc import Mapping, Sequence
from typing import Final

import structlog

from brokers import StoredRecord
from hub.konfiguration.vaerdisaet import HASHLAENGDE, LISTER_MAKS, Vaerdisaet

LOG = structlog.get_logger(__name__)

LISTELAENGDE: Final = 16
"""Bytes of a list's id, with which a record's key begins; the hash follows."""
BLOK: Final = 4_096
"""Offsets of the topic that are read back together."""
ARTER_MAKS: Final = 64
"""With so many kinds of ids in the lists, the kind of an id says little, and all are looked up."""


class Vaerdihukommelse:
    """The lists as the records so far have made them. List ids are UUIDs as text."""

    def __init__(self, hemmelighed: bytes) -> None:
        self._hash = hashlib.blake2b(key=hemmelighed, digest_size=HASHLAENGDE, person=b"vaerdiliste")
        self._saet = Vaerdisaet()
        self._numre: dict[bytes, int] = {}
        self._navne: list[str] = []
        self._antal: list[int] = []
        self._blokke: list[array[int]] = []
        self._arter: set[bytes] = set()

    def __len__(self) -> int:
        """How many values all lists hold together."""
        return len(self._saet)

    @property
    def lister(self) -> Mapping[str, int]:
        """How many values each list holds that ever held any, by id."""
        return dict(zip(self._navne, self._antal, strict=True))

    def hash_af(self, tekst: str) -> bytes:
        """The keyed hash of a value in normal form."""
        beregning = self._hash.copy()
        beregning.update(tekst.encode())
        return beregning.digest()

    def lister_med(self, objekt_id: str) -> tuple[str, ...]:
        """The ids of the lists that hold this object id, which is canonical text.

        Most lists are of persons, while every message also names things of other kinds: a kind of id that never stood
        in a list is not looked up.
        """
        tekst = objekt_id.encode()
        if tekst[: tekst.rfind(b":") + 1] not in self._arter and len(self._arter) < ARTER_MAKS:
            return ()
        beregning = self._hash.copy()
        beregning.update(tekst)
        numre = self._saet.numre(beregning.digest())
        return tuple([self._navne[nummer] for nummer in numre]) if numre else ()

    def antal(self, liste_id: str) -> int:
        """How many values a list holds."""
        nummer = self._numre.get(liste_bytes(liste_id))
        return 0 if nummer is None else self._antal[nummer]

    def har(self, liste_id: str, hash_: bytes) -> bool:
        """Whether a list holds the value of this hash."""
        return self.blok(liste_id, hash_) is not None

    def blok(self, liste_id: str, hash_: bytes) -> int | None:
        """The block of the topic in which the newest record of this value of the list lies; None: not in the list."""
        nummer = self._numre.get(liste_bytes(liste_id))
        return None if nummer is None else self._saet.plads(hash_, nummer)

    def blokke(self, liste_id: str) -> Sequence[int]:
        """The blocks in which there may be values of this list, in order."""
        nummer = self._numre.get(liste_bytes(liste_id))
        return () if nummer is None else self._blokke[nummer]

    def anvend(self, poster: Sequence[StoredRecord]) -> None:
        """Take in records, in the order of their topic. One that cannot be used is logged and passed over."""
        for post in poster:
            noegle = post.key or b""
            nummer = self._nummer(noegle[:LISTELAENGDE]) if len(noegle) == LISTELAENGDE + HASHLAENGDE else None
            if nummer is None:
                LOG.error("a record of a value list cannot be used", topic=post.topic, offset=post.offset)
                continue
            hash_ = noegle[LISTELAENGDE:]
            if post.value is None:
                self._antal[nummer] -= self._saet.fjern(hash_, nummer)
                continue
            if len(self._arter) < ARTER_MAKS:
                self._arter.add(post.value[: post.value.rfind(b":") + 1])
            blok = post.offset // BLOK
            self._antal[nummer] += self._saet.tilfoej(hash_, nummer, blok)
            blokke = self._blokke[nummer]
            if not blokke or blokke[-1] != blok:
                blokke.append(blok)

    def fuld(self, liste_id: str) -> bool:
        """Whether there are so many lists that this one, a new one, has no number left."""
        return len(self._navne) >= LISTER_MAKS and liste_bytes(liste_id) not in self._numre

    def _nummer(self, liste: bytes) -> int | None:
        """The number of a list, given to it when it is first met."""
        nummer = self._numre.get(liste)
        if nummer is None and len(self._navne) < LISTER_MAKS:
            nummer = self._numre[liste] = len(self._navne)
            self._navne.append(sys.intern(str(uuid.UUID(bytes=liste))))  # the index interns them too: equal at a glance
            self._antal.append(0)
            self._blokke.append(array("Q"))
        return nummer


def liste_bytes(liste_id: str) -> bytes:
    """A list's id as it begins a record's key. Raises ValueError for what is no UUID."""
    return uuid.UUID(liste_id).bytes
