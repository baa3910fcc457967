"""Local freedom (RA-27): a kommune may hold a rule looser, as far as a dispensation of the council's reaches.

The kommune writes what it wants in its configuration; the council writes what it has granted in the dispensations. The
first is honoured only where the second covers it and has not run out. To hold a rule harder needs nobody's leave.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from schemas.lint.fund import Alvor, Fund, Ord
from schemas.lint.regel import Kilde, Lintregel

FRA: Final = "fra"
"""In a configuration: the rule is not held at all."""


class Dispensation(NamedTuple):
    """What the council granted: to whom, from which rule (or one code of it), why, through which day, by which decision."""

    kommune: str
    regel: str
    begrundelse: str
    udloeber: dt.date
    afgoerelse: str


@dataclass(frozen=True)
class Konfiguration:
    """What a kommune wants: each rule or code with the weight it should have there, None for not at all."""

    kommune: str
    regler: Mapping[str, Alvor | None]
    kilde: Kilde

    def oensket(self, fund: Fund) -> str | None:
        """The name under which the configuration speaks of a finding, its code before its rule; None when it does not."""
        return next((navn for navn in (fund.kode, fund.regel) if navn in self.regler), None)


class Anvendt(NamedTuple):
    """Findings as they weigh in a kommune: those that stand, those that were let go and why, and what is to be said."""

    fund: tuple[Fund, ...]
    lettede: tuple[tuple[Fund, Dispensation], ...]
    bemaerkninger: tuple[Fund, ...]


ORD: Final[Mapping[str, Ord]] = {
    "DISPENSATION-MANGLER": Ord(
        "Ingen dispensation lader kommune {kommune} lempe {regel}; reglen holdes, som den er.",
        "No dispensation lets kommune {kommune} ease {regel}; the rule is held as it is.",
        "Søg arkitekturrådet om en dispensation, eller tag linjen ud.",
        "Ask the architecture council for a dispensation, or take the line out.",
    ),
    "DISPENSATION-UDLOEBET": Ord(
        "Dispensationen fra {regel} ({afgoerelse}) udløb {udloeber}; reglen holdes igen.",
        "The dispensation from {regel} ({afgoerelse}) ran out on {udloeber}; the rule is held again.",
        "Ret fundene, eller søg om en ny dispensation.",
        "Mend the findings, or ask for a new dispensation.",
    ),
    "DISPENSATION-UMULIG": Ord(
        "{regel} har regler, som ingen dispensation kan lempe: {koder}.",
        "{regel} has rules that no dispensation can ease: {koder}.",
        "Nævn de øvrige koder enkeltvis, eller tag linjen ud.",
        "Name the other codes one by one, or take the line out.",
    ),
}
"""What is said of a configuration's own lines, as warnings under RA-27."""


def anvend(
    fund: Collection[Fund],
    konfiguration: Konfiguration,
    dispensationer: Collection[Dispensation],
    regler: Collection[Lintregel],
    dag: dt.date,
) -> Anvendt:
    """The findings as the configuration has them, so far as it may on that day."""
    faste = {regel.kode for regel in regler if regel.ufravigelig}
    staar: list[Fund] = []
    lettede: list[tuple[Fund, Dispensation]] = []
    for et in fund:
        navn = konfiguration.oensket(et)
        oensket = et.alvor if navn is None else konfiguration.regler[navn]
        if oensket is et.alvor or oensket is Alvor.FEJL:
            staar.append(replace(et, alvor=oensket))
        elif et.kode in faste or not (
            lov := _gaeldende(konfiguration.kommune, (et.kode, et.regel), dispensationer, dag)
        ):
            staar.append(et)
        elif oensket is None:
            lettede.append((et, lov))
        else:
            staar.append(replace(et, alvor=oensket))
    return Anvendt(tuple(staar), tuple(lettede), tuple(_bemaerkninger(konfiguration, dispensationer, regler, dag)))


def _for(kommune: str, navne: Collection[str], dispensationer: Collection[Dispensation]) -> list[Dispensation]:
    return [en for en in dispensationer if en.kommune == kommune and en.regel in navne]


def _gaeldende(
    kommune: str, navne: Collection[str], dispensationer: Collection[Dispensation], dag: dt.date
) -> Dispensation | None:
    """The dispensation that lasts longest of those that hold on that day."""
    alle = [en for en in _for(kommune, navne, dispensationer) if dag <= en.udloeber]
    return max(alle, key=lambda en: en.udloeber, default=None)


def _bemaerkninger(
    konfiguration: Konfiguration, dispensationer: Collection[Dispensation], regler: Collection[Lintregel], dag: dt.date
) -> Iterator[Fund]:
    for navn, oensket in konfiguration.regler.items():
        ramte = [regel for regel in regler if navn in {regel.kode, regel.regel}]
        lempede = [
            regel for regel in ramte if oensket is None or (oensket, regel.alvor) == (Alvor.ADVARSEL, Alvor.FEJL)
        ]
        faste = [regel.kode for regel in lempede if regel.ufravigelig]
        navne = {navn, *(regel.regel for regel in ramte)}
        if faste:
            yield _bemaerk(konfiguration, "DISPENSATION-UMULIG", navn, koder=", ".join(faste))
        if len(faste) == len(lempede) or _gaeldende(konfiguration.kommune, navne, dispensationer, dag):
            continue
        if udloebne := _for(konfiguration.kommune, navne, dispensationer):
            sidste = max(udloebne, key=lambda en: en.udloeber)
            ord_ = {"afgoerelse": sidste.afgoerelse, "udloeber": sidste.udloeber.isoformat()}
            yield _bemaerk(konfiguration, "DISPENSATION-UDLOEBET", navn, **ord_)
        else:
            yield _bemaerk(konfiguration, "DISPENSATION-MANGLER", navn)


def _bemaerk(konfiguration: Konfiguration, kode: str, regel: str, **ord_: str) -> Fund:
    sti = ("regler", regel)
    tekster = (tekst.format(regel=regel, kommune=konfiguration.kommune, **ord_) for tekst in ORD[kode])
    fil: Path = konfiguration.kilde.fil
    return Fund(
        fil, konfiguration.kilde.steder.sted(sti), "RA-27", kode, f"regler.{regel}", sti, Ord(*tekster), Alvor.ADVARSEL
    )
