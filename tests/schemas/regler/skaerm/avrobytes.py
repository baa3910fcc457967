"""Messages by the hundred thousand: changed in their Avro bytes, where parts of one fit into another of the same type."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.codec import HOVED
from schemas.regler import standardlager
from schemas.skema import fuldt_navn
from tests.hub.kontrakter.mutationer import KODEVAERDIER, TEKSTER, XML, _froe, skriv

LAENGDER = (50, 51, 255, 256, 1024, 1025)
"""On both sides of the limits that rules name."""
TAL = (0, 1, -1, 2**31 - 1, 2**31, -(2**31) - 1, 10**13, 10**13 + 1, 2**53, -(2**62), 253_402_300_800_000_000)


@dataclass
class Del:
    """A part of a message: its type, and where it begins and ends; of a list, also where its items do."""

    type: str
    fra: int
    til: int
    poster: list[tuple[int, int]] = field(default_factory=list)


def tal(vaerdi: int) -> bytes:
    """An Avro number."""
    zigzag = vaerdi << 1 if vaerdi >= 0 else (-vaerdi << 1) - 1
    ud = bytearray()
    while zigzag > 0x7F:
        ud.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    return bytes([*ud, zigzag])


def tekst(vaerdi: str) -> bytes:
    """An Avro text."""
    raa = vaerdi.encode()
    return tal(len(raa)) + raa


class Gang:
    """Walks the bytes of a message by its schema and notes every part."""

    def __init__(self, raa: bytes) -> None:
        self.raa = raa
        self.ved = HOVED
        self.poster: dict[str, Any] = {}
        self.dele: list[Del] = []
        skema = standardlager()[int.from_bytes(raa[:HOVED], "big")].raa
        self._kend(skema, "")
        self.gaa(skema)

    def _kend(self, type_: Any, rum: str) -> None:
        """Learn every record first: where one is written out, the message may hold null."""
        match type_:
            case list():
                for gren in type_:
                    self._kend(gren, rum)
            case {"type": "record"}:
                navn = fuldt_navn(type_, rum)
                self.poster[navn] = type_
                for felt in type_["fields"]:
                    self._kend(felt["type"], navn.rpartition(".")[0])
            case {"items": indre}:
                self._kend(indre, rum)

    def laes_tal(self) -> int:
        vaerdi = skift = 0
        while True:
            byte = self.raa[self.ved]
            self.ved += 1
            vaerdi |= (byte & 0x7F) << skift
            skift += 7
            if byte < 0x80:
                return (vaerdi >> 1) ^ -(vaerdi & 1)

    def gaa(self, type_: Any, rum: str = "") -> str:
        """Past one value; the name of its type."""
        fra, plads = self.ved, len(self.dele)
        fundet = Del("", fra, fra)
        self.dele.append(fundet)
        fundet.type = self._gaa(type_, rum, fundet)
        fundet.til = self.ved
        assert self.dele[plads] is fundet
        return fundet.type

    def _gaa(self, type_: Any, rum: str, her: Del) -> str:  # noqa: C901, PLR0912 - one case per kind of Avro type
        match type_:
            case ["null", indre]:
                if self.laes_tal():
                    self.gaa(indre, rum)
                return f"null|{self.navn(indre, rum)}"
            case "string":
                laengde = self.laes_tal()
                self.ved += laengde
            case "boolean":
                self.ved += 1
            case "int" | "long" | {"type": "int" | "long"}:
                self.laes_tal()
            case {"type": "record"}:
                navn = fuldt_navn(type_, rum)
                for felt in type_["fields"]:
                    self.gaa(felt["type"], navn.rpartition(".")[0])
            case {"type": "array", "items": indre}:
                while antal := self.laes_tal():
                    for _ in range(antal):
                        fra = self.ved
                        self.gaa(indre, rum)
                        her.poster.append((fra, self.ved))
            case {"type": "map"}:
                while antal := self.laes_tal():
                    for _ in range(2 * antal):
                        self.gaa("string")
            case str():
                self._gaa(self.poster[type_], rum, her)
        return self.navn(type_, rum)

    def navn(self, type_: Any, rum: str) -> str:
        match type_:
            case str():
                return type_
            case {"type": "record"}:
                return fuldt_navn(type_, rum)
            case {"type": "array", "items": indre}:
                return f"array|{self.navn(indre, rum)}"
            case _:
                return str(type_.get("logicalType", type_["type"]))


class Bytemutator:
    """Draws messages of all contracts from one random source."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.froe: list[tuple[bytes, list[Del]]] = []
        samling: dict[str, set[bytes]] = defaultdict(set)
        for navn, data in _froe():
            raa = skriv(navn, data)
            if raa is None:
                continue
            if self.froe and raa == self.froe[-1][0]:  # what stands there many times is drawn more often
                self.froe.append(self.froe[-1])
                continue
            dele = Gang(raa).dele[1:]
            self.froe.append((raa, dele))
            for et in dele:
                samling[et.type].add(raa[et.fra : et.til])
        for vaerdi in _tekster():
            samling["string"].add(tekst(vaerdi))
            samling["null|string"].add(b"\x02" + tekst(vaerdi))
        for type_ in ("long", "int", "date", "timestamp-micros"):
            samling[type_].update(map(tal, TAL))
        self.samling = {type_: sorted(dele) for type_, dele in samling.items()}

    def naeste(self) -> bytes:
        """A seed with up to three parts changed; a twentieth of them broken as bytes."""
        raa, dele = self.rng.choice(self.froe)
        valgte = self.rng.sample(dele, min(len(dele), self.rng.choice((0, 1, 1, 1, 1, 2, 3))))
        graense = len(raa)
        for et in sorted(valgte, key=lambda et: -et.fra):
            if et.til <= graense:
                raa = raa[: et.fra] + self._andet(raa, et) + raa[et.til :]
                graense = et.fra
        return raa if self.rng.random() < 0.95 else self._oedelagt(raa)

    def _andet(self, raa: bytes, et: Del) -> bytes:
        if et.type.startswith("null|") and self.rng.random() < 0.2:
            return b"\x00"
        if et.poster and self.rng.random() < 0.6:
            poster = [raa[fra:til] for fra, til in et.poster]
            valgte = self.rng.choices(poster, k=self.rng.choice((0, 1, len(poster), len(poster), len(poster) + 1)))
            return tal(len(valgte)) + b"".join(valgte) + b"\x00" if valgte else b"\x00"
        return self.rng.choice(self.samling[et.type])

    def _oedelagt(self, raa: bytes) -> bytes:
        rng = self.rng
        sted = rng.randrange(HOVED, len(raa))
        foer, midt, efter = raa[:sted], raa[sted], raa[sted + 1 :]
        return rng.choice(
            (
                foer,
                raa + rng.randbytes(rng.randrange(1, 4)),
                foer + bytes([midt ^ 1 << rng.randrange(8)]) + efter,
                foer + bytes([midt | 0x80, 0]) + efter,  # a number of more bytes than it needs
                foer + rng.randbytes(rng.randrange(1, 9)) + efter,
                foer
                + rng.choice((b"\xc3", b"\xed\xa0\x80", b"\xff", b"\x00", b"\xef\xbf\xbf", "æ😀".encode()))
                + efter,
            )
        )


def _tekster() -> Iterator[str]:
    yield from TEKSTER
    yield from KODEVAERDIER
    yield from XML
    yield from ("æ" * laengde for laengde in LAENGDER)
    yield from ("x" * laengde for laengde in LAENGDER)
