"""Lint rules on docs: everything has one, and it says more than the name (RA-10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from schemas.lint.begreber import ord_i
from schemas.lint.fund import Alvor
from schemas.lint.materiale import Felt, Materiale, Post
from schemas.lint.regel import Brud, Lintregel, lintregler
from schemas.lint.skrift import uden_luft

_MINDST_ORD: Final = 2
_MINDST_TEGN: Final = 8
_PLADSHOLDER: Final = re.compile(
    r"(?i)\W*(?:(?:todo|tbd|tba|fixme|xxx+|lorem ipsum)\b.*|n/?a|\W*|doc(?:umentation)?|description|beskrivelse"
    r"|(?:skal )?(?:udfyldes|beskrives)(?: senere)?|kommer(?: senere)?|mangler|to be (?:defined|documented|described))\W*"
)
_FYLD: Final = frozenset({"the", "a", "an", "of", "id", "en", "et", "den", "det", "for", "felt", "field", "value", "s"})


def _alt(materiale: Materiale) -> Iterator[tuple[Felt | Post, str, str]]:
    """Everything that has a name: itself, its name, and its doc, empty when there is none."""
    for post in materiale.poster:
        yield post, post.kort, post.raa.get("doc") or ""
    for felt in materiale.felter:
        yield felt, felt.navn, felt.raa.get("doc") or ""


def _skrevne(materiale: Materiale) -> Iterator[tuple[Felt | Post, str, str]]:
    """As `_alt`, where a doc says something at all."""
    return (en for en in _alt(materiale) if en[2].strip() and not _PLADSHOLDER.fullmatch(en[2]))


def _ord(tekst: str) -> set[str]:
    return {ord_.lower() for del_ in re.findall(r"\w+", tekst) for ord_ in ord_i(_ascii(del_))}


def _ascii(tekst: str) -> str:
    """A Danish word as a name writes it."""
    for tegn, skrevet in {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"}.items():
        tekst = tekst.replace(tegn, skrevet)
    return tekst


def _gentager(navn: str, doc: str) -> bool:
    return _ord(doc) - _FYLD <= _ord(navn)


def _er_kort(doc: str) -> bool:
    return len(doc.split()) < _MINDST_ORD or len(doc.strip()) < _MINDST_TEGN


def _korte(materiale: Materiale) -> Iterator[Brud]:
    return (en.brud("doc") for en, navn, doc in _skrevne(materiale) if _er_kort(doc) and not _gentager(navn, doc))


def _ens(materiale: Materiale) -> Iterator[Brud]:
    for post in materiale.poster:
        foerste: dict[str, str] = {}
        for felt in post.felter:
            doc = uden_luft(felt.raa.get("doc") or "")
            if doc and not _PLADSHOLDER.fullmatch(doc) and foerste.setdefault(doc, felt.navn) != felt.navn:
                yield felt.brud("doc", andet=felt.brud()._replace(hvor=foerste[doc]).hvor)


REGLER = lintregler(
    Lintregel(
        regel="RA-10", kode="DOC-MANGLER", kilde="S:1338-1345",
        da="Mangler doc.", en="Has no doc.",
        ret_da="Skriv i doc, hvad det betyder, i hvilken enhed, og hvornår det mangler.",
        ret_en="Say in doc what it means, in which unit, and when it is absent.",
        find=lambda materiale: (en.brud() for en, _, doc in _alt(materiale) if not doc.strip()),
        bryder=lambda proeve: proeve.felt("plads", doc=""),
        holder=lambda proeve: proeve.felt("plads", doc="Where the citizen sits."),
    ),
    Lintregel(
        regel="RA-10", kode="DOC-PLADSHOLDER", kilde="S:1338-1345",
        da="Doc er en pladsholder.", en="The doc is a placeholder.",
        ret_da="Skriv i doc, hvad det betyder, i hvilken enhed, og hvornår det mangler.",
        ret_en="Say in doc what it means, in which unit, and when it is absent.",
        find=lambda materiale: (
            en.brud("doc") for en, _, doc in _alt(materiale) if doc.strip() and _PLADSHOLDER.fullmatch(doc)
        ),
        bryder=lambda proeve: proeve.felt("plads", doc="TODO: beskrives senere"),
        holder=lambda proeve: proeve.felt("plads", doc="What the citizen still has to do."),
    ),
    Lintregel(
        regel="RA-10", kode="DOC-GENTAGER", alvor=Alvor.ADVARSEL, kilde="S:1338-1345",
        da="Doc gentager kun navnet.", en="The doc only repeats the name.",
        ret_da="Skriv det, navnet ikke siger: betydning, enhed, hvornår det mangler.",
        ret_en="Say what the name does not: meaning, unit, when it is absent.",
        find=lambda materiale: (en.brud("doc") for en, navn, doc in _skrevne(materiale) if _gentager(navn, doc)),
        bryder=lambda proeve: proeve.felt("antalPladser", "long", vaerdi=2, doc="The antal pladser."),
        holder=lambda proeve: proeve.felt("antalPladser", "long", vaerdi=2, doc="How many may sit at once."),
    ),
    Lintregel(
        regel="RA-10", kode="DOC-KORT", alvor=Alvor.ADVARSEL, kilde="S:1338-1345",
        da="Doc er for kort til at sige noget.", en="The doc is too short to say anything.",
        ret_da="Skriv en sætning: betydning, enhed, hvornår det mangler.",
        ret_en="Write a sentence: meaning, unit, when it is absent.",
        find=_korte,
        bryder=lambda proeve: proeve.felt("plads", doc="Stolen."),
        holder=lambda proeve: proeve.felt("plads", doc="Which chair."),
    ),
    Lintregel(
        regel="RA-10", kode="DOC-ENS", alvor=Alvor.ADVARSEL, kilde="S:1338-1345",
        da="Doc er den samme som feltet {andet}s.", en="The doc is the same as that of {andet}.",
        ret_da="Skriv, hvad der skiller de to.", ret_en="Say what tells the two apart.",
        find=_ens,
        bryder=lambda proeve: proeve.felt("plads").felt("stol"),
        holder=lambda proeve: proeve.felt("plads").felt("stol", doc="The chair's number, if it has one."),
    ),
    Lintregel(
        regel="RA-10", kode="DOC-LUFT", alvor=Alvor.ADVARSEL, kilde="egen",
        da="Doc har luft for og bag, linjeskift eller flere mellemrum på rad.",
        en="The doc has space around it, line breaks or several spaces in a row.",
        ret_da="Kør lint med --ret.", ret_en="Run lint with --ret.",
        find=lambda materiale: (
            en.brud("doc") for en, _, doc in _alt(materiale) if doc.strip() and doc != uden_luft(doc)
        ),
        bryder=lambda proeve: proeve.felt("plads", doc=" Where the  citizen sits.\n"),
        holder=lambda proeve: proeve.felt("plads", doc="Where the citizen sits."),
        kan_rettes=True,
    ),
)  # fmt: skip
