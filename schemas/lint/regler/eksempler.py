"""Lint rules on examples: there is one, the contract reads it, and the judge has nothing to say against it (RA-02)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from schemas.catalogue import Katalog
from schemas.formater.fejl import Formatfejl
from schemas.formater.jsonform import fra_json
from schemas.lint.materiale import Kontrakt, Materiale
from schemas.lint.proeve import EKSEMPEL, Proeve
from schemas.lint.regel import Brud, Kilde, Lintregel, lintregler
from schemas.lint.regler.kuvert import uden_navnerum
from schemas.lint.steder import Sti
from schemas.regler import dommer
from schemas.skema import Skema, saml

_NAVN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*", re.ASCII)
_KAN_IKKE_DOEMMES: Final = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What an odd contract may make the compilers of readers and judges raise; the other rules say what is odd in it."""


def _beskeder(materiale: Materiale) -> Iterator[tuple[Kontrakt, Kilde, Skema]]:
    """Every message that has an example, with its whole schema."""
    for kontrakt in materiale.kontrakter:
        if kontrakt.er_besked and kontrakt.eksempel and (skema := _skema(kontrakt, materiale)):
            yield kontrakt, kontrakt.eksempel, skema


def _skema(kontrakt: Kontrakt, materiale: Materiale) -> Skema | None:
    brugte = {kontrakt.navn, *(gang.post for gang in materiale.gennemgaa(kontrakt.navn))}
    if not all(_NAVN.fullmatch(navn) for navn in brugte):
        return None  # the judge is compiled to source in which these names stand: what is foreign never gets there
    try:
        skema = Skema(1, saml(kontrakt.navn, materiale.typer))
        skema.parset  # noqa: B018 - read here, where it may fail
    except _KAN_IKKE_DOEMMES:  # also Skemafejl, which is a ValueError
        return None
    return skema


def _uden_eksempel(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt in materiale.kontrakter:
        if kontrakt.katalog and kontrakt.eksempel is None and kontrakt.eksempelfil not in kontrakt.ulaest:
            yield kontrakt.post.brud(fil=f"eksempler/{kontrakt.eksempelfil.name}")


def _laes(kilde: Kilde, skema: Skema) -> tuple[Any, list[Formatfejl]]:
    try:
        return fra_json(kilde.steder.tekst.encode(), skema), []
    except Formatfejl as fejl:
        return None, list(fejl.fejl)
    except _KAN_IKKE_DOEMMES:
        return None, []


def _ulaeselige(materiale: Materiale) -> Iterator[Brud]:
    for _, kilde, skema in _beskeder(materiale):
        for fejl in _laes(kilde, skema)[1]:
            yield Brud(kilde, _sti(fejl.sti), fejl.sti, {"da": fejl.da, "en": fejl.en})


def _doemte(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt, kilde, skema in _beskeder(materiale):
        indhold, _ = _laes(kilde, skema)
        if indhold is None:
            continue
        katalog = Katalog([kontrakt.katalogpost] if kontrakt.katalogpost else [])
        try:
            aarsager = dommer(skema, katalog, materiale.kodelister).forklar(indhold)
        except _KAN_IKKE_DOEMMES:
            continue
        sagt = {"RA-04"} if uden_navnerum(kilde.steder.vaerdi) else set[str]()
        for aarsag in aarsager:
            if aarsag.kode in sagt:
                continue  # said already, and of each key
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
