"""Lint rules on what lies beside a contract: its catalogue entry is there, whole, and its own (RA-02, RA-11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schemas.catalogue import Katalogpost
from schemas.formater.fejl import vis_navn
from schemas.lint.fund import Alvor
from schemas.lint.materiale import Kontrakt, Materiale
from schemas.lint.proeve import EKSEMPEL, KATALOG, Proeve
from schemas.lint.regel import Brud, Kilde, Lintregel, lintregler
from schemas.lint.regler.person import uden_maerke
from schemas.lint.steder import Sti

_FRIE_MASTERE: Final = frozenset({"ejersystem", "enhver"})
_KENDT_TEKST: Final = 8
"""Characters from which the same text in both languages is rather a text not translated than a word they share."""


def _uden_post(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt in materiale.kontrakter:
        if kontrakt.er_besked and kontrakt.katalog is None and kontrakt.katalogfil not in kontrakt.ulaest:
            fundne = [f"{sti}: {slags}" for sti, slags in uden_maerke(materiale, kontrakt, ())]
            yield kontrakt.post.brud(
                fil=kontrakt.katalogfil.name,
                da=f" Den skal mærke personoplysninger: {', '.join(fundne)}." if fundne else "",
                en=f" It has to tag personal data: {', '.join(fundne)}." if fundne else "",
            )


def _formfejl(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt in materiale.kontrakter:
        for fejl in kontrakt.katalogfejl:
            if kontrakt.katalog:
                yield Brud(
                    kontrakt.katalog, fejl.sti, fejl.felt, {"felt": vis_navn(fejl.felt), "da": fejl.da, "en": fejl.en}
                )


def _poster(materiale: Materiale) -> Iterator[tuple[Kontrakt, Katalogpost, Kilde]]:
    """Every contract whose entry can be read, with the entry and its file."""
    for kontrakt in materiale.kontrakter:
        if kontrakt.katalogpost and kontrakt.katalog:
            yield kontrakt, kontrakt.katalogpost, kontrakt.katalog


def _delte(materiale: Materiale) -> Iterator[Brud]:
    taget: dict[object, str] = {}
    linted = {post.navn for _, post, _ in _poster(materiale)}
    for post in materiale.katalog:
        if post.navn not in linted:
            taget |= dict.fromkeys(_egne(post).values(), post.navn)
    for _, post, kilde in _poster(materiale):
        for sti, egen in _egne(post).items():
            if (anden := taget.setdefault(egen, post.navn)) != post.navn:
                yield Brud(kilde, sti, str(sti[0]), {"felt": str(sti[0]), "anden": vis_navn(anden)})


def _egne(post: Katalogpost) -> dict[Sti, object]:
    """What an entry has alone: its id, and the beskedtyper whose messages it is about."""
    fremmede: dict[Sti, object] = {
        ("kontrakter", i, "beskedtype"): en.beskedtype for i, en in enumerate(post.kontrakter)
    }
    return {("id",): post.id, ("beskedtype",): post.beskedtype, **fremmede}


def _ukendte_koder(materiale: Materiale) -> Iterator[Brud]:
    for _, post, kilde in _poster(materiale):
        for sti, liste, kode in _koder(post):
            if kode is None or (liste in materiale.kodelister and kode in materiale.kodelister[liste]):
                continue
            naere = materiale.kodelister[liste].naermeste(kode) if liste in materiale.kodelister else ()
            ord_ = {
                "liste": liste,
                "naer": f", måske {', '.join(naere)}" if naere else "",
                "near": f", perhaps {', '.join(naere)}" if naere else "",
            }
            yield Brud(kilde, sti, str(sti[0]), ord_)


def _koder(post: Katalogpost) -> Iterator[tuple[Sti, str, str | None]]:
    yield ("foelsomhed",), "foelsomhed", post.foelsomhed
    yield ("objekttype",), "objekttype", post.objekttype
    yield ("arkitekturmaal",), "arkitekturmaal", post.arkitekturmaal
    yield ("master",), "systemtype", None if post.master in _FRIE_MASTERE else post.master
    for i, handling in enumerate(post.handlinger):
        yield ("handlinger", i), "objekthandling", handling


def _andet_objekt_id(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt, post, kilde in _poster(materiale):
        stier = {gang.sti for gang in materiale.gennemgaa(kontrakt.navn)}
        if post.objekt_id is not None and post.objekt_id not in stier:
            yield Brud(kilde, ("objektId",), "objektId", {"sti": vis_navn(post.objekt_id)})


def _uoversatte(materiale: Materiale) -> Iterator[Brud]:
    for _, post, kilde in _poster(materiale):
        for felt in ("titel", "beskrivelse"):
            tekst = getattr(post, felt)
            if tekst.da.strip() == tekst.en.strip() and len(tekst.da.strip()) >= _KENDT_TEKST:
                yield Brud(kilde, (felt, "en"), felt, {"felt": felt})


def _uden_katalog(proeve: Proeve) -> None:
    del proeve.filer[KATALOG], proeve.filer[EKSEMPEL]


REGLER = lintregler(
    Lintregel(
        regel="RA-02", kode="KATALOG-MANGLER", kilde="S:634-638",
        da="Beskeden har ingen katalogpost.", en="The message has no catalogue entry.",
        ret_da="Skriv {fil} ved siden af, som de øvrige beskeders.{da}", ret_en="Write {fil} beside it, like those of the other messages.{en}",
        find=_uden_post,
        bryder=_uden_katalog,
        holder=lambda proeve: proeve.katalog.update(tilstand="udkast"),
    ),
    Lintregel(
        regel="RA-02", kode="KATALOG-FELT", kilde="S:634-638",
        da="Katalogpostens felt {felt} {da}.", en="The entry's field {felt}: {en}.",
        ret_da="Ret feltet; de øvrige poster i kataloget er forbilleder.",
        ret_en="Mend the field; the other entries of the catalogue show how.",
        find=_formfejl,
        bryder=lambda proeve: proeve.katalog.update(opbevaring="fem år"),
        holder=lambda proeve: proeve.katalog.update(opbevaring="P1Y6M"),
    ),
    Lintregel(
        regel="RA-02", kode="KATALOG-DELT", kilde="S:634-638, RA-01",
        da="{felt} hører allerede til {anden}.", en="{felt} belongs to {anden} already.",
        ret_da="Tag det næste ledige id, og find på et nyt UUID til beskedtypen; ingen af dem bruges to gange.",
        ret_en="Take the next free id, and invent a new UUID for the beskedtype; neither is used twice.",
        find=_delte,
        bryder=lambda proeve: proeve.katalog.update(id=1),
        holder=lambda proeve: proeve.katalog.update(id=4712),
    ),
    Lintregel(
        regel="RA-02", kode="KATALOG-OBJEKTID", kilde="S:634-638",
        da="Kontrakten har intet felt {sti}.", en="The contract has no field {sti}.",
        ret_da="Lad objektId være stien til objektets id i beskeden, f.eks. beskeddata.sagId, eller null.",
        ret_en="Let objektId be the path of the object's id in the message, such as beskeddata.sagId, or null.",
        find=_andet_objekt_id,
        bryder=lambda proeve: proeve.katalog.update(objektId="beskeddata.flytteId"),
        holder=lambda proeve: proeve.katalog.update(objektId=None),
    ),
    Lintregel(
        regel="RA-02", kode="KATALOG-TEKST", alvor=Alvor.ADVARSEL, kilde="S:634-638",
        da="{felt} er den samme på dansk og engelsk.", en="{felt} is the same in Danish and English.",
        ret_da="Oversæt den; kataloget læses på begge sprog.", ret_en="Translate it; the catalogue is read in both languages.",
        find=_uoversatte,
        bryder=lambda proeve: proeve.katalog.update(beskrivelse={"da": "En borger bader.", "en": "En borger bader."}),
        holder=lambda proeve: proeve.katalog.update(titel={"da": "Fodbad", "en": "Fodbad"}),
    ),
    Lintregel(
        regel="RA-11", kode="KATALOG-KODE", kilde="S:1347, S:2458",
        da="Koden står ikke i kodelisten «{liste}».", en="The code is not in the code list «{liste}».",
        ret_da="Brug en kode fra listen{naer}.", ret_en="Use a code from the list{near}.",
        find=_ukendte_koder,
        bryder=lambda proeve: proeve.katalog.update(master="alle"),
        holder=lambda proeve: proeve.katalog.update(master="enhver"),
    ),
)  # fmt: skip
