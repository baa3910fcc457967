"""An independent, simple statement of what must be refused, and why: the standards read once more.

Shares no code with `schemas.regler` or `hub.kontrakter`; where the two disagree, one of them has misread a standard.
The world it judges in is plain data, from which the test also makes the engine's register.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.hub.kontrakter.orakel_felter import KATALOG, laes, tekst, urn
from tests.hub.kontrakter.orakel_indhold import RANG, indhold

GRADER = ["IKKE_FORTROLIGE_DATA", "FORTROLIGE_PERSONOPLYSNINGER", "FOELSOMME_PERSONOPLYSNINGER", "VIP_SAGER"]
LIVSCYKLUS = {
    None: {"Opstaaet", "Importeret"},
    "Opstaaet": {"Rettet", "Passiveret", "Slettet"},
    "Importeret": {"Rettet", "Passiveret", "Slettet"},
    "Rettet": {"Rettet", "Passiveret", "Slettet"},
    "Passiveret": {"Importeret", "Slettet"},
    "Slettet": {"Importeret"},
}


@dataclass(frozen=True)
class Aftale:
    """May send: these beskedtyper (by contract), subjects, up to this degree, for these authorities, to these."""

    system: str
    kontrakter: Sequence[str] | None
    kle: Sequence[str]
    foelsomhed: str
    myndigheder: Sequence[str] | None
    modtagere: Sequence[str] | None
    trim: bool
    fra: dt.datetime
    til: dt.datetime | None


@dataclass(frozen=True)
class Dom:
    """Reasons to refuse, of content and of circumstance; both empty: accepted. `dublet`: acknowledged, goes no further."""

    indhold: list[str]
    forhold: list[str]
    dublet: bool = False


@dataclass
class Orakel:
    """Judges message by message; `husk` tells it of each that was accepted."""

    systemer: dict[str, str | None]
    """Kind by id, of those that take part."""
    afloeser: dict[str, set[str]]
    """Whom a system has taken over from, directly or through others."""
    aftaler: list[Aftale]
    pause: set[str] = field(default_factory=set)
    """Systems that may send again some day."""
    sete: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    objekter: dict[tuple[str, str], tuple[dt.datetime, str | None, str]] = field(default_factory=dict)
    """Contract and object → newest registration, life cycle, master."""

    def doem(self, raa: bytes, afsender: str, nu: dt.datetime, *, produktion: bool = False) -> Dom:
        """What must be said of these bytes from this system at this moment."""
        fravaer = "paused system" if afsender in self.pause else "unknown system"
        ukendt = [] if afsender in self.systemer else [fravaer]
        laest = laes(raa)
        if laest is None:
            return Dom([], [*ukendt, "unreadable"])
        navn, besked = laest
        brud = indhold(navn, besked)
        typer = {KATALOG[navn]["beskedtype"], *(post["beskedtype"] for post in KATALOG[navn].get("kontrakter", ()))}
        if tekst(besked["beskedkuvert"]["filtreringsdata"]["beskedtype"]) not in typer:
            return Dom(brud, [*ukendt, "unknown beskedtype"])
        if ukendt:
            return Dom(brud, ukendt)
        set_ = self.sete.get(tekst(besked["beskedId"]))
        if set_ == (afsender, raa):
            return Dom([], [], dublet=True)
        forhold = ["BeskedId used before"] if set_ else []
        til = besked["beskedkuvert"]["gyldighedTil"]
        if til and til["tidsstempel"] and til["tidsstempel"] <= nu:
            forhold.append("expired")
        gaeldende = [a for a in self.aftaler if a.system == afsender and a.fra <= nu and (a.til is None or nu < a.til)]
        if not any(_daekker(aftale, navn, besked) for aftale in gaeldende):
            forhold.append("no agreement covers it")
        forhold += ["test number in production"] if produktion and _proevenumre(besked) else []
        forhold += ["registered in the future"] if _fremtidig(besked, nu) else []
        return Dom(brud, forhold + self._sekvens(navn, besked, afsender))

    def _sekvens(self, navn: str, besked: Any, afsender: str) -> list[str]:
        fejl = []
        master = KATALOG[navn]["master"]
        if master not in {"ejersystem", "enhver"} and self.systemer[afsender] != master:
            fejl.append("not the kind of system that is master")
        for nummer, (noegle, tid) in enumerate(_objekter(navn, besked)):
            kendt = self.objekter.get(noegle) if noegle else None
            kode = _livscyklus(besked) if nummer == 0 and noegle and tid else None
            if kode is not None and kode not in LIVSCYKLUS.get(kendt[1] if kendt else None, set()):
                fejl.append("life cycle")
            if kendt and tid and tid < kendt[0]:
                fejl.append("stale")
            mestre = {afsender} | self.afloeser.get(afsender, set())
            if kendt and tid and master != "enhver" and kendt[2] not in mestre:
                fejl.append("another master")
        return fejl

    def husk(self, raa: bytes, afsender: str) -> None:
        """This message was accepted."""
        laest = laes(raa)
        assert laest is not None
        navn, besked = laest
        self.sete[tekst(besked["beskedId"])] = (afsender, raa)
        for nummer, (noegle, tid) in enumerate(_objekter(navn, besked)):
            if noegle and tid:
                kendt = self.objekter.get(noegle)
                livscyklus = _livscyklus(besked) if nummer == 0 else kendt[1] if kendt else None
                self.objekter[noegle] = (max(tid, kendt[0]) if kendt else tid, livscyklus, afsender)


def _objekter(navn: str, besked: Any) -> list[tuple[tuple[str, str] | None, dt.datetime | None]]:
    return [
        (
            (navn, tekst(post["objektId"])) if post["objektId"] else None,
            post["registreringstidspunkt"] and post["registreringstidspunkt"]["tidsstempel"],
        )
        for post in besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]
    ]


def _proevenumre(besked: Any) -> bool:
    """Whether an authority, as sender or receiver, is one that exists only for trials."""
    filtrering = besked["beskedkuvert"]["filtreringsdata"]
    numre = [_cvr(post["objektAnsvarligMyndighed"]) for post in filtrering["objektRegistrering"]]
    return not {"11111111", "12345678", "99999999"}.isdisjoint([*numre, *map(_cvr, filtrering["tilladtModtager"])])


def _fremtidig(besked: Any, nu: dt.datetime) -> bool:
    """Whether something is said to be registered more than a day from now."""
    tider = [post["registreringstidspunkt"] for post in besked["beskedkuvert"]["filtreringsdata"]["objektRegistrering"]]
    return any(tid and tid["tidsstempel"] and tid["tidsstempel"] - nu > dt.timedelta(days=1) for tid in tider)


def _livscyklus(besked: Any) -> str | None:
    data = besked["beskeddata"]
    return data["registrering"]["livscyklusKode"] if isinstance(data, dict) and "registrering" in data else None


def _daekker(aftale: Aftale, navn: str, besked: Any) -> bool:
    filtrering = besked["beskedkuvert"]["filtreringsdata"]
    klasse = besked["beskedkuvert"]["leveranceinformation"]["sikkerhedsklassificering"]
    kle = [
        re.fullmatch(r"urn:oio:kle:(\d\d\.\d\d\.\d\d)", urn(post["opgaveEmne"]), re.ASCII)
        for post in filtrering["objektRegistrering"]
    ]
    emner = [fund[1] for fund in kle if fund]
    myndigheder = [_cvr(post["objektAnsvarligMyndighed"]) for post in filtrering["objektRegistrering"]]
    modtagere = [_cvr(modtager) for modtager in filtrering["tilladtModtager"]]
    return all(
        [
            aftale.kontrakter is None or navn in aftale.kontrakter,
            "*" in aftale.kle
            or (all(any(_rammer(m, emne) for m in aftale.kle) for emne in emner)
                and (bool(emner) or KATALOG[navn]["kle"] == "valgfri")),
            RANG.get(tekst(klasse), 3) <= GRADER.index(aftale.foelsomhed),
            aftale.myndigheder is None or all(cvr in {*aftale.myndigheder, ""} for cvr in myndigheder),
            aftale.trim or aftale.modtagere is None or all(cvr in {*aftale.modtagere, ""} for cvr in modtagere),
        ]
    )  # fmt: skip


def _cvr(ident: Any) -> str:
    """The number of an authority; empty where none is given, which is judged as content."""
    tal = urn(ident).removeprefix("urn:oio:cvr-nr:")
    return tal if urn(ident) != tal and re.fullmatch(r"[1-9][0-9]{7}", tal) else ""


def _rammer(moenster: str, emne: str) -> bool:
    return emne.startswith(moenster[:-1]) if moenster.endswith("*") else emne == moenster
