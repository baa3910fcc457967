"""Lint rules on concepts: one concept is one shared named type, defined once (RA-09)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemas.formater.fejl import vis_navn
from schemas.lint.begreber import Begreb, begreber
from schemas.lint.materiale import NAVNGIVNE, Felt, Materiale, navngivne
from schemas.lint.proeve import RUM, Proeve, felt, post
from schemas.lint.regel import Brud, Lintregel, lintregler
from schemas.skema import PRAEFIKS

_FAELLES: Final = f"{PRAEFIKS}faelles."


def _navne(materiale: Materiale) -> Iterator[Brud]:
    hjem = {navn.rpartition(".")[2]: navn for navn in materiale.kendte}
    set_: set[str] = set()
    for post_ in sorted(materiale.poster, key=lambda post_: (len(post_.sti), not post_.navn.startswith(_FAELLES))):
        if hjem.setdefault(post_.kort, post_.navn) != post_.navn or post_.navn in set_:
            yield post_.brud(andet=vis_navn(hjem[post_.kort]))
        set_.add(post_.navn)


def _felter(materiale: Materiale) -> Iterator[Brud]:
    former = {_form(raa): navn for navn, raa in materiale.kendte.items() if navn.startswith(_FAELLES)}
    for kontrakt in sorted(materiale.kontrakter, key=lambda k: not k.navn.startswith(_FAELLES)):
        if kontrakt.er_besked or not kontrakt.post.felter:
            continue
        tvilling = former.setdefault(_form(kontrakt.raa), kontrakt.navn)
        if tvilling != kontrakt.navn and tvilling.rpartition(".")[2] != kontrakt.post.kort:
            yield kontrakt.post.brud("fields", andet=vis_navn(tvilling))


def _form(raa: Mapping[str, Any]) -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(repr(felt.get(led)) for led in ("name", "type", "kodeliste", "format")) for felt in raa.get("fields", ())
    )


def _indlejrede(materiale: Materiale) -> Iterator[Brud]:
    return (felt_.brud("type") for felt_ in materiale.felter if any(navngivne(felt_.raa["type"])))


def _andre_typer(materiale: Materiale) -> Iterator[Brud]:
    for felt_ in materiale.felter:
        begreb = begreber().find(felt_.navn)
        if begreb and begreb.type and not begreb.i and not _er_af_typen(felt_, begreb):
            yield felt_.brud("type", type=_vist(begreb))


def _er_af_typen(felt_: Felt, begreb: Begreb) -> bool:
    if felt_.elementtype != begreb.type:
        return isinstance(felt_.elementtype, dict) and felt_.elementtype.get("type") in NAVNGIVNE
    return (begreb.format or felt_.raa.get("format")) == felt_.raa.get("format") and (
        begreb.kodeliste or felt_.raa.get("kodeliste")
    ) == felt_.raa.get("kodeliste")


def _vist(begreb: Begreb) -> str:
    ekstra = {"format": begreb.format, "kodeliste": begreb.kodeliste}
    return ", ".join([f"type {begreb.type}", *(f"{led} {vaerdi}" for led, vaerdi in ekstra.items() if vaerdi)])


def _fuldt_kle(proeve: Proeve) -> None:
    proeve.felt("kle", f"{PRAEFIKS}faelles.Kle", vaerdi={"emne": "00.01.00"})


REGLER = lintregler(
    Lintregel(
        regel="RA-09", kode="BEGREB-NAVN", kilde="S:1326, H:1546",
        da="Begrebet findes allerede som {andet}.", en="The concept exists already as {andet}.",
        ret_da="Brug {andet}, eller giv posten et navn, som siger forskellen.",
        ret_en="Use {andet}, or give the record a name that says the difference.",
        find=_navne,
        bryder=lambda proeve: proeve.post("Person", felt("hue")),
        holder=lambda proeve: proeve.post("Personhue", felt("hue")),
    ),
    Lintregel(
        regel="RA-09", kode="BEGREB-FELTER", kilde="S:1326, H:1546",
        da="Posten har de samme felter som {andet}.", en="The record has the same fields as {andet}.",
        ret_da="Brug {andet}, eller giv posten det indhold, som gør den til noget andet.",
        ret_en="Use {andet}, or give the record the content that makes it something else.",
        find=_felter,
        bryder=lambda proeve: proeve.post(
            "Opgave",
            felt("emne", format="kle-emne", doc="Which task."),
            felt("facet", ["null", "string"], format="kle-facet", doc="Which kind of work.", default=None),
            felt("titel", ["null", "string"], doc="What it is called by people.", default=None),
        ),
        holder=lambda proeve: proeve.post("Opgave", felt("emne", format="kle-emne")),
    ),
    Lintregel(
        regel="RA-09", kode="BEGREB-INDLEJRET", kilde="S:1326, H:1546",
        da="En navngiven type er defineret inde i feltet.", en="A named type is defined inside the field.",
        ret_da="Læg typen i sin egen fil, og henvis til den ved fuldt navn.",
        ret_en="Put the type in a file of its own and refer to it by full name.",
        find=_indlejrede,
        bryder=lambda proeve: proeve.felt("saebe", post("Saebe", felt("duft")), vaerdi={"duft": "rose"}),
        holder=lambda proeve: proeve.felt("saebe", f"{RUM}.Saebe", vaerdi={"duft": "rose"}).post("Saebe", felt("duft")),
    ),
    Lintregel(
        regel="RA-09", kode="BEGREB-TYPE", kilde="S:1326, H:1546",
        da="Feltet bærer et begrebs navn, men ikke dets type.", en="The field bears a concept's name, but not its type.",
        ret_da="Giv feltet {type}, eller et navn, som siger, hvad der er anderledes.",
        ret_en="Give the field {type}, or a name that says what is different.",
        find=_andre_typer,
        bryder=lambda proeve: proeve.felt("kle"),
        holder=_fuldt_kle,
    ),
)  # fmt: skip
