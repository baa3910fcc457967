"""Messages by the thousand: the contracts' examples and the rules' own, changed as a clumsy or cunning sender would."""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from schemas.catalogue import Katalog
from schemas.codec import pak
from schemas.regler import REGLER, standardlager
from schemas.regler.katalogregler import katalogregler
from tests.hub.kontrakter.opstilling import NU
from tests.hub.kontrakter.orakel_felter import KATALOG, KODER
from tests.schemas.regler.eksempler import indhold

Sted = tuple[Any, Any]
"""The dictionary or list that holds a value, and the value's key in it."""

TEKSTER = [
    "", " ", "x", "x" * 37, "x" * 51, "x" * 256, "x" * 1025, "æøå", "\x00", "02.34.02", "27.12.00", "P19", "G01", "g01",
    "urn:oio:cvr-nr:58271713", "urn:oio:cvr-nr:12345678", "urn:oio:cvr:58271713", "URN:OIO:CVR-NR:58271713",
    "urn:oio:cvr-nr:58271714", "urn:oio:cpr-nr:6101901234", "urn:oio:cpr:610190-1234", "urn:oio:cpr-nr:3113901234",
    "urn:oio:pnr:1003388394", "urn:oio:pnr:1", "urn:oio:p-nummer:1003388394", "urn:oio:ejendom:bfe-nr:0000123456",
    "urn:oio:bfe:123456", "urn:oio:esr:ejendom:101-123456", "urn:oio:fuldtnavn:Karen", "urn:oio:kle:02.34.02",
    "urn:oio:kle:27.12", "urn:oio:us:personid:1234567", "urn:oio:udk:borgerid:123456789012", "urn:a:b", "urn:oio:",
    "0D70E900-DABA-48CF-A7AB-562ABA949103", "0d70e900-daba-48cf-a7ab-562aba949103", "44f4108b-26d4-46de-a90f-35e35b55b8d8",
    "f77bf9e8-8268-4fce-8f73-42943709678a", "58271713", "12345678", "6101901234", "VGVrc3Q=", "ikke base64", "1.0", "9.9",
    "2026-03-02T08:15:00+01:00", "2026-03-02T07:15:00Z", "2026-03-02T08:15:00", "2031-01-01T00:00:00Z", "../plan.pdf",
]  # fmt: skip
XML = [
    "<a></a>", "<a/>", "<a>", "a", "<a></a><b></b>", "<a>&amp;&lt;æ</a>", "<a>\n</a>", "<a>\x01</a>", "<a><!-- a --></a>",
    '<f:a xmlns:f="urn:firma:felt" b="1" f:c="&quot;">1</f:a>', '<f:a xmlns:f="urn:firma:felt" f:c="2" b="1"></f:a>',
    '<f:a xmlns:f="urn:firma:felt" xmlns:g="urn:firma:g">g:type</f:a>', '<a xmlns="urn:firma:felt"><b xmlns=""></b></a>',
    '<a xmlns="urn:firma:felt"><b xmlns="urn:firma:felt"></b></a>', '<f:a xmlns="urn:firma:felt"></f:a>',
    '<f:a xmlns="urn:firma:a" xmlns:f="urn:firma:felt"></f:a>', '<k:a xmlns:k="urn:oio:besked:kuvert:1.0"></k:a>',
    '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"></ds:Signature>', "<!DOCTYPE a><a></a>",
    '<?xml version="1.0"?><a></a>', '<f:a xmlns:f="urn:f">' + "<b>" * 55 + "</b>" * 55 + "</f:a>",
    '<f:a xmlns:f="urn:f">' + "<b>" * 56 + "</b>" * 56 + "</f:a>", "<a>" * 300 + "</a>" * 300,
]  # fmt: skip
KODEVAERDIER = sorted({kode for liste in KODER.values() for kode in liste})
ROLLER = sorted({kode for navn, liste in KODER.items() if navn.endswith("rolle") for kode in liste})
OBJEKTER = [f"08bc9336-a960-4903-9a32-{nummer:012d}" for nummer in range(25)]
DAG = dt.datetime(2026, 3, 2, 7, 15, tzinfo=dt.UTC)
I_MORGEN = NU + dt.timedelta(days=1)


class Mutator:
    """Draws messages from one random source. `naeste()` is a contract and its data, which may not fit the contract."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.froe = list(_froe())
        self.dele: dict[str, list[Any]] = defaultdict(list)
        for _, data in self.froe:
            for holder, noegle in steder(data):
                if isinstance(noegle, str):
                    self.dele[noegle].append(holder[noegle])

    def naeste(self) -> tuple[str, Any]:
        """A seed of any kind, changed in up to four places."""
        navn, data = self.rng.choice(self.froe)
        data = copy.deepcopy(data)
        self.ny_sammenhaeng(navn, data)
        for _ in range(self.rng.choice((0, 0, 1, 1, 1, 2, 3, 4))):
            alle = list(steder(data))
            relationer = [sted for sted in alle if isinstance(sted[0], list)]
            holder, noegle = self.rng.choice(relationer if relationer and self.rng.random() < 0.2 else alle)
            self.rng.choice(self.GREB)(self, holder, noegle)
        return navn, data

    def ny_sammenhaeng(self, navn: str, data: Any) -> None:
        """Mostly a BeskedId of its own, and one of a few objects, at a time of its own; now and then for a few only."""
        if self.rng.random() < 0.95:
            data["beskedId"] = {"uuid": _uuid(self.rng), "urn": None, "original": None}
        if self.rng.random() < 0.1:
            numre = self.rng.sample(("58271713", "12345678", "99999999"), self.rng.randrange(1, 4))
            modtagere = [{"uuid": None, "urn": f"urn:oio:cvr-nr:{cvr}", "original": None} for cvr in numre]
            data["beskedkuvert"]["filtreringsdata"]["tilladtModtager"] = modtagere
        registreringer = data["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]
        if not registreringer or self.rng.random() < 0.2:
            return
        if self.rng.random() < 0.04:
            registreringer[0]["objektAnsvarligMyndighed"] = {
                "uuid": None,
                "urn": "urn:oio:cvr-nr:12345678",
                "original": None,
            }
        objekt = self.rng.choice(OBJEKTER)
        if (sti := KATALOG[navn]["objektId"]) and data["beskeddata"][sti.split(".")[1]] is not None:
            data["beskeddata"][sti.split(".")[1]] = objekt
        if registreringer[0]["objektId"] is not None:
            registreringer[0]["objektId"] = {"uuid": objekt, "urn": None, "original": None}
        if (tid := registreringer[0]["registreringstidspunkt"]) and tid["tidsstempel"]:
            tid["tidsstempel"] += dt.timedelta(seconds=self.rng.randrange(-3, 60))
            if self.rng.random() < 0.01:
                tid["tidsstempel"] = I_MORGEN + dt.timedelta(microseconds=self.rng.randrange(-2, 3))
        if "registrering" in data["beskeddata"] and self.rng.random() < 0.6:
            data["beskeddata"]["registrering"]["livscyklusKode"] = self.rng.choice(
                ("Opstaaet", "Importeret", "Rettet", "Rettet", "Rettet", "Passiveret", "Slettet")
            )

    # --- one change at one place ---

    def fjern(self, holder: Any, noegle: Any) -> None:
        if isinstance(holder, list):
            del holder[noegle]
        else:
            holder[noegle] = [] if isinstance(holder[noegle], list) else None

    def dobl(self, holder: Any, noegle: Any) -> None:
        if isinstance(holder, list):
            holder.insert(self.rng.randrange(len(holder) + 1), copy.deepcopy(holder[noegle]))
        elif isinstance(holder[noegle], list):
            holder[noegle] = holder[noegle] * self.rng.choice((2, 2, 3, 60))

    def byt(self, holder: Any, noegle: Any) -> None:
        """Swap with a neighbour: two items of a list, or two fields of a record."""
        andre = range(len(holder)) if isinstance(holder, list) else list(holder)
        anden = self.rng.choice(andre)
        holder[noegle], holder[anden] = holder[anden], holder[noegle]

    def kryds(self, holder: Any, noegle: Any) -> None:
        """What stands under the same name in some other message."""
        andre = holder if isinstance(holder, list) else self.dele.get(noegle) or [holder[noegle]]
        holder[noegle] = copy.deepcopy(self.rng.choice(andre))

    def vaerdi(self, holder: Any, noegle: Any) -> None:
        """Another value of the same kind."""
        match holder[noegle]:
            case bool() as foer:
                holder[noegle] = not foer
            case int() as foer:
                holder[noegle] = self.rng.choice((foer + 1, foer - 1, 0, -1, 2**31 - 1, 2**31, 2**62, 10**13 + 1))
            case dt.datetime() as foer:
                skridt = dt.timedelta(days=self.rng.choice((0, 0, 1, 400)), microseconds=self.rng.randrange(-2, 3))
                holder[noegle] = self.rng.choice((foer + skridt, foer - skridt, DAG, DAG + skridt))
            case dt.date() as foer:
                holder[noegle] = foer + dt.timedelta(days=self.rng.choice((-3000, -1, 1, 30_000)))
            case dict() as foer if "tidsstempel" in foer:
                graense = self.rng.choice((True, True, False))
                holder[noegle] = {"tidsstempel": None, "graense": graense, "original": None}
            case str() | None if noegle == "rolle":
                holder[noegle] = self.rng.choice(ROLLER)
            case dict() | None if noegle == "lokalUdvidelse":
                holder[noegle] = self._udvidelse()
            case str() | None as foer:
                holder[noegle] = self._tekst(foer)
            case dict() as foer if noegle == "udvidelser":
                navn = self.rng.choice(("dk.firma/felt", "urn:firma:felt", "dk.firma/fe\x0blt", "felt", ""))
                holder[noegle] = {} if foer else {navn: self.rng.choice(("v", "v\n", "\x02"))}

    def _tekst(self, foer: str | None) -> str:
        """Another text, or a character more in this one: some that XML can hold, some that it cannot."""
        if foer is not None and self.rng.random() < 0.1:
            sted = self.rng.randrange(len(foer) + 1)
            tegn = self.rng.choice("\x01\x0b\x1f\x7f\x85\ufffe\uffff\U0001fffe\t\r\n")
            return foer[:sted] + tegn + foer[sted:]
        return self.rng.choice(XML if foer and foer[0] == "<" else self.rng.choice((TEKSTER, KODEVAERDIER)))

    def _udvidelse(self) -> dict[str, Any]:
        return {
            "antalLeveranceforsoeg": self.rng.choice((None, None, 1)),
            "signatur": self.rng.choice((None, None, *XML)),
            "elementer": self.rng.sample(XML, self.rng.choice((0, 1, 1, 2))),
        }

    def ident(self, holder: Any, noegle: Any) -> None:
        """Another identifier, where one stands."""
        if isinstance(holder[noegle], dict) and "urn" in holder[noegle]:
            ny = self.rng.choice(TEKSTER)
            slags = "urn" if ny.lower().startswith("urn:") else "uuid"
            holder[noegle] = {"uuid": None, "urn": None, "original": None} | {slags: ny}
        else:
            self.vaerdi(holder, noegle)

    def afloes(self, holder: Any, noegle: Any) -> None:
        """A relation that is closed; most often another opens there, or a little before or after."""
        post = holder[noegle]
        if not (isinstance(post, dict) and post.get("virkning") and post["virkning"].get("fra")):
            self.vaerdi(holder, noegle)
            return
        slut = DAG + dt.timedelta(seconds=self.rng.choice((-5, 0, 30, 86_400)))
        naeste = copy.deepcopy(post)
        post["virkning"]["til"] = {"tidsstempel": slut, "graense": None, "original": None}
        if isinstance(holder, list) and self.rng.random() < 0.8:
            forskydning = dt.timedelta(seconds=self.rng.choice((0, 0, 0, -1, 1)))
            naeste["virkning"]["fra"] = {"tidsstempel": slut + forskydning, "graense": None, "original": None}
            if naeste.get("reference") and self.rng.random() < 0.5:
                naeste["reference"] = {"uuid": None, "urn": "urn:oio:cvr-nr:12345678", "original": None}
            holder.insert(self.rng.randrange(len(holder) + 1), naeste)

    GREB: tuple[Callable[[Mutator, Any, Any], None], ...] = (fjern, dobl, byt, kryds, vaerdi, vaerdi, ident, afloes)

    # --- bytes ---

    def oedelagt(self, raa: bytes) -> bytes:
        """The bytes of a message flipped, cut, filled, spliced or replaced."""
        rng, sted = self.rng, self.rng.randrange(5, len(raa))
        slut = min(len(raa), sted + rng.randrange(1, 9))
        foer, midt, efter = raa[:sted], raa[sted:slut], raa[slut:]
        return rng.choice(
            (
                foer + bytes([midt[0] ^ 1 << rng.randrange(8)]) + midt[1:] + efter,
                foer + rng.randbytes(len(midt)) + efter,
                foer,
                foer + rng.randbytes(rng.randrange(1, 12)) + midt + efter,
                foer + efter,
                foer + raa[rng.randrange(len(raa)) :],
                rng.choice((raa[:5], b"", b"\x00\x00\x00\x00\x01")) + rng.randbytes(rng.randrange(200)),
            )
        )


def _froe() -> Iterator[tuple[str, Any]]:
    """The contracts' examples, many times over, and what keeps or breaks each rule."""
    for post in Katalog.standard():
        kort = post.navn.removeprefix("dk.faelleshub.")
        yield from [(kort, indhold(post.navn))] * 12
        for regel in katalogregler(post):
            yield kort, indhold(regel.besked, regel.bryder)
    for regel in REGLER:
        kort = regel.besked.removeprefix("dk.faelleshub.")
        yield kort, indhold(regel.besked, regel.bryder)
        yield from [(kort, indhold(regel.besked, regel.holder))] * 3


def steder(data: Any) -> Iterator[Sted]:
    """Every place in a message that holds a value, a record or an item."""
    match data:
        case dict():
            for noegle, vaerdi in data.items():
                yield data, noegle
                yield from steder(vaerdi)
        case list():
            for nummer, vaerdi in enumerate(data):
                yield data, nummer
                yield from steder(vaerdi)


def skriv(navn: str, data: Any) -> bytes | None:
    """The message on the wire; None where the data fits no message of this contract."""
    try:
        return pak(standardlager().nyeste(f"dk.faelleshub.{navn}"), data)
    except ValueError:
        return None


def _uuid(rng: random.Random) -> str:
    tekst = rng.randbytes(16).hex()
    return "-".join((tekst[:8], tekst[8:12], tekst[12:16], tekst[16:20], tekst[20:]))
