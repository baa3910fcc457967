"""Lint rules on examples: there is one, the contract reads it, and the judge has nothing to say against it (RA-02)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.catalogue import Katalog
from schemas.lint.eksempel import KAN_IKKE_DOEMMES
from schemas.lint.materiale import Materiale
from schemas.lint.proeve import EKSEMPEL, Proeve
from schemas.lint.regel import Brud, Lintregel, lintregler
from schemas.lint.regler.kuvert import uden_navnerum
from schemas.lint.steder import Sti
from schemas.regler import forklaring


def _uden_eksempel(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt in materiale.kontrakter:
        if kontrakt.katalog and kontrakt.eksempel is None and kontrakt.eksempelfil not in kontrakt.ulaest:
            yield kontrakt.post.brud(fil=f"eksempler/{kontrakt.eksempelfil.name}")


def _ulaeselige(materiale: Materiale) -> Iterator[Brud]:
    for eksempel in materiale.eksempler:
        for fejl in eksempel.fejl:
            yield Brud(eksempel.kilde, _sti(fejl.sti), fejl.sti, {"da": fejl.da, "en": fejl.en})


def _doemte(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt, kilde, skema, indhold, fejl in materiale.eksempler:
        if fejl:
            continue
        katalog = Katalog([kontrakt.katalogpost] if kontrakt.katalogpost else [])
        try:
            aarsager = forklaring(skema, katalog, materiale.kodelister)(indhold)
        except KAN_IKKE_DOEMMES:
            continue
        sagt = {"RA-04"} if uden_navnerum(kilde.steder.vaerdi) else set[str]()
        for aarsag in aarsager:
            if aarsag.kode not in sagt:  # said already, and of each key
                ord_ = {"regel": aarsag.kode, "da": aarsag.tekst, "en": aarsag.text}
                yield Brud(kilde, _sti(aarsag.sti), aarsag.sti, ord_)


def _sti(tekst: str) -> Sti:
    """The path that a reader sees, `a.b[2].c`, as a path in the file."""
    led = re.findall(r"\[(\d+)\]|([^.\[\]]+)", tekst)
    return tuple(int(nummer) if nummer else navn for nummer, navn in led)


def _uden_eksempelfil(proeve: Proeve) -> None:
    del proeve.filer[EKSEMPEL]


REGLER = lintregler(
    Lintregel(
        regel="RA-02", kode="EKSEMPEL-MANGLER", kilde="S:634-638",
        da="Beskeden har intet eksempel.", en="The message has no example.",
        ret_da="Skriv {fil}: en hel besked med opdigtede personer.", ret_en="Write {fil}: a whole message with invented people.",
        find=_uden_eksempel,
        bryder=_uden_eksempelfil,
        holder=lambda proeve: proeve.eksempel["beskeddata"].pop("udvidelser"),
    ),
    Lintregel(
        regel="RA-02", kode="EKSEMPEL-FORM", kilde="S:634-638",
        da="Kontrakten kan ikke læse eksemplet: {da}", en="The contract cannot read the example: {en}",
        ret_da="Ret eksemplet; det er det første, en leverandør kopierer.",
        ret_en="Mend the example; it is the first thing a vendor copies.",
        find=_ulaeselige,
        bryder=lambda proeve: proeve.eksempel["beskeddata"].update(skum=1),
        holder=lambda proeve: proeve.felt("skum", "long", vaerdi=1),
    ),
    Lintregel(
        regel="RA-02", kode="EKSEMPEL-DOEMT", kilde="S:634-638, E:128",
        da="Eksemplet bryder {regel}: {da}", en="The example breaks {regel}: {en}",
        ret_da="Ret eksemplet; det er det første, en leverandør kopierer.",
        ret_en="Mend the example; it is the first thing a vendor copies.",
        find=_doemte,
        bryder=lambda proeve: proeve.eksempel["beskeddata"]["pris"].update(valuta="GYLDEN"),
        holder=lambda proeve: proeve.eksempel["beskeddata"]["pris"].update(valuta="EUR"),
    ),
)  # fmt: skip
