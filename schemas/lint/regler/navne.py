"""Lint rules on names: ASCII, the standards' Danish terms, one name per concept, and file, folder and name agreeing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from schemas.formater.fejl import vis_navn
from schemas.lint.begreber import begreber
from schemas.lint.fund import Alvor
from schemas.lint.materiale import Felt, Materiale, Post
from schemas.lint.proeve import DATA, Proeve, felt
from schemas.lint.regel import Brud, Lintregel, lintregler
from schemas.lint.skrift import delt
from schemas.skema import PRAEFIKS

_POST: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_FELT: Final = re.compile(r"[a-z][A-Za-z0-9]*")
_RUM: Final = re.compile(re.escape(PRAEFIKS) + r"[a-z_]+")


def _postnavne(materiale: Materiale) -> Iterator[Brud]:
    return (post.brud() for post in materiale.poster if not _POST.fullmatch(post.kort))


def _feltnavne(materiale: Materiale) -> Iterator[Brud]:
    return (felt.brud() for felt in materiale.felter if not _FELT.fullmatch(felt.navn))


def _filnavne(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt in materiale.kontrakter:
        if kontrakt.fil.stem != kontrakt.post.kort:
            yield kontrakt.post.brud(navn=vis_navn(kontrakt.post.kort))


def _navnerum(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt in materiale.kontrakter:
        if not _RUM.fullmatch(kontrakt.post.rum):
            yield kontrakt.post.brud("namespace")


def _mapper(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt in materiale.kontrakter:
        domaene = kontrakt.post.rum.rpartition(".")[2]
        if kontrakt.fil.parent.name != domaene:
            yield kontrakt.post.brud("namespace", domaene=vis_navn(domaene), fil=kontrakt.fil.name)


def _delte(materiale: Materiale) -> Iterator[Brud]:
    return (post.brud() for post in materiale.poster if delt(post.raa["name"]))


def _kendte_ord(hvad: Felt | Post, navn: str) -> Iterator[Brud]:
    if begreber().rigtigt(navn) is None:
        for ord_, rigtigt in begreber().fremmede(navn):
            yield hvad.brud(ord=ord_, rigtigt=rigtigt)


def _ord(materiale: Materiale) -> Iterator[Brud]:
    for post in materiale.poster:
        yield from _kendte_ord(post, post.kort)
    for felt_ in materiale.felter:
        yield from _kendte_ord(felt_, felt_.navn)


def _synonymer(materiale: Materiale) -> Iterator[Brud]:
    for post in materiale.poster:
        if rigtigt := begreber().rigtigt(post.kort):
            yield post.brud(rigtigt=rigtigt.vist[:1].upper() + rigtigt.vist[1:])
    for felt_ in materiale.felter:
        if rigtigt := begreber().rigtigt(felt_.navn):
            yield felt_.brud(rigtigt=rigtigt.vist)


def _flyt_data(proeve: Proeve, til: Path) -> None:
    proeve.filer[til] = proeve.filer.pop(DATA)


def _andet_rum(proeve: Proeve) -> None:
    proeve.post("Saebe", felt("duft"))
    proeve.filer[DATA.with_name("Saebe.avsc")]["namespace"] = "com.firma.borger"


REGLER = lintregler(
    Lintregel(
        regel="NAVN", kode="NAVN-POST", kilde="S:1326",
        da="Postens navn er ikke ASCII i CamelCase.", en="The record's name is not ASCII CamelCase.",
        ret_da="Brug standardens danske ord med ae, oe, aa, f.eks. Byggeansoegning.",
        ret_en="Use the standard's Danish word with ae, oe, aa, such as Byggeansoegning.",
        find=_postnavne,
        bryder=lambda proeve: proeve.post("fodSaebe", felt("duft")),
        holder=lambda proeve: proeve.post("FodSaebe2", felt("duft")),
    ),
    Lintregel(
        regel="NAVN", kode="NAVN-FELT", kilde="S:1326",
        da="Feltets navn er ikke ASCII i camelCase.", en="The field's name is not ASCII camelCase.",
        ret_da="Brug standardens danske ord med ae, oe, aa, f.eks. ansoegningId.",
        ret_en="Use the standard's Danish word with ae, oe, aa, such as ansoegningId.",
        find=_feltnavne,
        bryder=lambda proeve: proeve.felt("løb"),
        holder=lambda proeve: proeve.felt("loeb2"),
    ),
    Lintregel(
        regel="NAVN", kode="NAVN-FIL", kilde="S:634-638",
        da="Filen hedder ikke som sin post.", en="The file is not named as its record.",
        ret_da="Læg posten i {navn}.avsc.", ret_en="Put the record in {navn}.avsc.",
        find=_filnavne,
        bryder=lambda proeve: _flyt_data(proeve, DATA.with_name("Indhold.avsc")),
        holder=lambda proeve: proeve.post("Saebe", felt("duft")),
    ),
    Lintregel(
        regel="NAVN", kode="NAVN-RUM", kilde="S:634-638",
        da="Navnerummet er ikke dk.faelleshub.<domæne>.", en="The namespace is not dk.faelleshub.<domæne>.",
        ret_da="Sæt namespace til dk.faelleshub. og domænet med små bogstaver; egne felter hører til i udvidelser.",
        ret_en="Set namespace to dk.faelleshub. and the domain in small letters; fields of your own belong in udvidelser.",
        find=_navnerum, bryder=_andet_rum,
        holder=lambda proeve: proeve.post("Saebe", felt("duft"), mappe="borger_pleje"),
    ),
    Lintregel(
        regel="NAVN", kode="NAVN-MAPPE", alvor=Alvor.ADVARSEL, kilde="S:634-638",
        da="Mappen hedder ikke som domænet.", en="The folder is not named as the domain.",
        ret_da="Læg filen i {domaene}/{fil}, når den kommer i kataloget.",
        ret_en="Put the file in {domaene}/{fil} when it enters the catalogue.",
        find=_mapper,
        bryder=lambda proeve: _flyt_data(proeve, Path("udkast") / DATA.name),
        holder=lambda proeve: _flyt_data(proeve, Path("andetsteds") / DATA),
    ),
    Lintregel(
        regel="NAVN", kode="NAVN-DELT", alvor=Alvor.ADVARSEL, kilde="S:1326",
        da="Navnerummet står i name.", en="The namespace stands in name.",
        ret_da="Kør lint med --ret: namespace får sin egen plads.", ret_en="Run lint with --ret: it gets a place of its own.",
        find=_delte, kan_rettes=True,
        bryder=lambda proeve: proeve.data.update(name=f"{proeve.data['namespace']}.FodbadData"),
        holder=lambda proeve: proeve.data.update(name="FodbadData"),
    ),
    Lintregel(
        regel="NAVN", kode="NAVN-ORD", kilde="S:1326, D:234",
        da="«{ord}» er intet dansk standardord.", en="«{ord}» is no Danish standard term.",
        ret_da="Skriv {rigtigt} i stedet, eller standardens eget ord for begrebet.",
        ret_en="Write {rigtigt} instead, or the standard's own word for the concept.",
        find=_ord,
        bryder=lambda proeve: proeve.felt("fodCount", "long", vaerdi=2),
        holder=lambda proeve: proeve.felt("antalFoedder", "long", vaerdi=2),
    ),
    Lintregel(
        regel="RA-32", kode="SYNONYM", kilde="D:234",
        da="Begrebet hedder {rigtigt}.", en="The concept is called {rigtigt}.",
        ret_da="Brug navnet {rigtigt} (gerne med et ord foran) og den fælles type, hvor der er en.",
        ret_en="Use the name {rigtigt} (with a word before it if need be) and the shared type where there is one.",
        find=_synonymer,
        bryder=lambda proeve: proeve.felt("klinikensPostnr"),
        holder=lambda proeve: proeve.felt("postnrigtig"),
    ),
)  # fmt: skip
