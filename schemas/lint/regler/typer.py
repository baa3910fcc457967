"""Lint rules on types: only what every reader takes, also a columnar one (RA-12), and defaults that hold (RA-13)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, Final

from schemas.formater.fejl import vis_navn
from schemas.lint.default import passer
from schemas.lint.fund import Alvor
from schemas.lint.materiale import NAVNGIVNE, Felt, Materiale
from schemas.lint.proeve import DATO, RUM
from schemas.lint.regel import Brud, Lintregel, lintregler
from schemas.lint.steder import Sti

PRIMITIVE: Final = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
_SOEJLER: Final = frozenset({"null", "boolean", "int", "long", "string", "float", "double"})
"""What a columnar reader takes; that money is no floating-point number is another rule."""
_LOGISKE: Final = {("int", "date"), ("long", "timestamp-micros")}
_KENDTE_LOGISKE: Final = frozenset(
    {
        "date",
        "time-millis",
        "time-micros",
        "timestamp-millis",
        "timestamp-micros",
        "local-timestamp-millis",
        "local-timestamp-micros",
    }
)


def _dele(type_: Any, sti: Sti) -> Iterator[tuple[Sti, Any]]:
    """Every part of a type that is a name or a type of its own, with its path; a type written inside is one part."""
    match type_:
        case list():
            for i, gren in enumerate(type_):
                yield from _dele(gren, (*sti, i))
        case {"type": "array", "items": indre}:
            yield from _dele(indre, (*sti, "items"))
        case {"type": "map", "values": indre}:
            yield from _dele(indre, (*sti, "values"))
        case {"type": dict() as indre} if len(type_) == 1:
            yield from _dele(indre, (*sti, "type"))
        case {"type": str() as navn} if navn not in PRIMITIVE | NAVNGIVNE:
            yield (*sti, "type"), navn
        case _:
            yield sti, type_


def _feltdele(materiale: Materiale) -> Iterator[tuple[Felt, Sti, Any]]:
    for felt in materiale.felter:
        yield from ((felt, sti, del_) for sti, del_ in _dele(felt.raa["type"], (*felt.sti, "type")))


def _navn(del_: Any) -> str | None:
    """The name that a part refers to another type by; None when it is something else."""
    return del_ if isinstance(del_, str) and del_ not in PRIMITIVE else None


def _ukendte(materiale: Materiale) -> Iterator[Brud]:
    for felt, sti, del_ in _feltdele(materiale):
        navn = _navn(del_)
        if navn and materiale.find(navn, felt.post.rum) is None:
            naer = difflib.get_close_matches(navn, materiale.typer, 1) or ["den fælles types fulde navn"]
            yield felt.brud()._replace(sti=sti, ord={"navn": vis_navn(navn), "naer": vis_navn(naer[0])})


def _korte(materiale: Materiale) -> Iterator[Brud]:
    for felt, sti, del_ in _feltdele(materiale):
        navn = _navn(del_)
        if navn and "." not in navn and (fuldt := materiale.find(navn, felt.post.rum)) and fuldt != navn:
            yield felt.brud()._replace(sti=sti, ord={"fuldt": vis_navn(fuldt)})


def _pakkede(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        for sti, type_ in pakkede(felt.raa["type"], (*felt.sti, "type")):
            yield felt.brud()._replace(sti=(*sti, "type") if isinstance(type_["type"], str) else sti)


def pakkede(type_: Any, sti: Sti) -> Iterator[tuple[Sti, dict[str, Any]]]:
    """Every object that says nothing but the name or the type inside it, such as `{"type": "string"}`."""
    match type_:
        case list():
            for i, gren in enumerate(type_):
                yield from pakkede(gren, (*sti, i))
        case {"type": "array", "items": indre}:
            yield from pakkede(indre, (*sti, "items"))
        case {"type": "map", "values": indre}:
            yield from pakkede(indre, (*sti, "values"))
        case {"type": str() | dict() as indre} if len(type_) == 1:
            yield sti, type_
            yield from pakkede(indre, (*sti, "type"))


def _uden_soejle(materiale: Materiale) -> Iterator[Brud]:
    for felt, sti, del_ in _feltdele(materiale):
        if not _har_soejle(del_):
            yield felt.brud()._replace(sti=sti)


def _har_soejle(del_: Any) -> bool:
    match del_:
        case {"type": str() as bund, "logicalType": str() as logisk}:
            # another time is asked about by the rules of time
            return (bund, logisk) in _LOGISKE or (bund in {"int", "long"} and logisk in _KENDTE_LOGISKE)
        case {"type": str() as slags} if slags in NAVNGIVNE:
            return slags != "fixed"  # what stands for codes is asked about by the rules of codes
        case {"type": str() as navn} | str(navn):
            return navn not in PRIMITIVE or navn in _SOEJLER
        case _:
            return False


def _unioner(type_: Any, sti: Sti) -> Iterator[tuple[Sti, list[Any]]]:
    match type_:
        case list():
            yield sti, type_
        case {"type": "array", "items": indre}:
            yield from _unioner(indre, (*sti, "items"))
        case {"type": "map", "values": indre}:
            yield from _unioner(indre, (*sti, "values"))


def _andre_unioner(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        for sti, union in _unioner(felt.raa["type"], (*felt.sti, "type")):
            if len(union) != 2 or union[0] != "null" or union[1] == "null":
                yield felt.brud()._replace(sti=sti)


def _rekursive(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        maal, set_ = felt.post.navn, set[str]()
        venter = [(felt.raa["type"], felt.post.rum)]
        while venter:
            type_, rum = venter.pop()
            for _, del_ in _dele(type_, ()):
                navn = materiale.find(_navn(del_) or del_, rum)
                if navn == maal:
                    yield felt.brud("type")
                    venter.clear()
                    break
                if navn and navn not in set_:
                    set_.add(navn)
                    under = materiale.typer.get(navn, {}).get("fields", ())
                    venter.extend((felt_["type"], navn.rpartition(".")[0]) for felt_ in under)


def _uden_default(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        if isinstance(felt.raa["type"], list) and felt.raa["type"][0] == "null" and "default" not in felt.raa:
            yield felt.brud("type")


def _forkerte_defaults(materiale: Materiale) -> Iterator[Brud]:
    for felt in materiale.felter:
        if "default" in felt.raa and not passer(felt.raa["default"], felt.raa["type"], felt.post.rum, materiale):
            yield felt.brud("default")


REGLER = lintregler(
    Lintregel(
        regel="RA-12", kode="TYPE-UKENDT", kilde="S:1351-1354",
        da="Typen {navn} findes ikke.", en="There is no type {navn}.",
        ret_da="Ret navnet, måske til {naer}, eller læg typen i sin egen fil ved siden af.",
        ret_en="Mend the name, perhaps to {naer}, or put the type in a file of its own beside it.",
        find=_ukendte,
        bryder=lambda proeve: proeve.felt("saebe", f"{RUM}.Saebe"),
        holder=lambda proeve: proeve.felt("klinik", "dk.faelleshub.faelles.Virksomhed", vaerdi={"cvr": "11111111"}),
    ),
    Lintregel(
        regel="RA-12", kode="TYPE-KORTNAVN", alvor=Alvor.ADVARSEL, kilde="S:1351-1354",
        da="Typen er nævnt uden sit navnerum.", en="The type is named without its namespace.",
        ret_da="Skriv {fuldt}; lint med --ret gør det.", ret_en="Write {fuldt}; lint with --ret does it.",
        find=_korte, kan_rettes=True,
        bryder=lambda proeve: proeve.besked["fields"][3].update(type="FodbadData"),
        holder=lambda proeve: proeve.besked["fields"][3].update(type=f"{RUM}.FodbadData"),
    ),
    Lintregel(
        regel="RA-12", kode="TYPE-PAKKET", alvor=Alvor.ADVARSEL, kilde="S:1351-1354",
        da="Typen er pakket ind i et objekt, der ikke siger mere.", en="The type is wrapped in an object that says no more.",
        ret_da="Skriv typen bar; lint med --ret gør det.", ret_en="Write the type bare; lint with --ret does it.",
        find=_pakkede, kan_rettes=True,
        bryder=lambda proeve: proeve.felt("skum", {"type": "string"}),
        holder=lambda proeve: proeve.felt("badedag", DATO, vaerdi="2026-03-02"),
    ),
    Lintregel(
        regel="RA-12", kode="TYPE-SOEJLE", kilde="S:1351-1354",
        da="Typen kan ikke læses i kolonner og af alle sprog.", en="The type cannot be read in columns and by every language.",
        ret_da="Brug boolean, int, long, string, date, lister og navngivne poster; filer sendes ved siden af som Filreference.",
        ret_en="Use boolean, int, long, string, date, arrays and named records; files travel beside, as Filreference.",
        find=_uden_soejle,
        bryder=lambda proeve: proeve.felt("aftryk", "bytes"),
        holder=lambda proeve: proeve.felt("aftryk", "dk.faelleshub.faelles.UnikId", vaerdi="urn:firma:aftryk:1"),
    ),
    Lintregel(
        regel="RA-12", kode="TYPE-UNION", kilde="S:1351-1354",
        da='Den eneste union er ["null", X].', en='The only union is ["null", X].',
        ret_da="Del feltet i et for hver type, eller sæt null først.",
        ret_en="Split the field into one for each type, or put null first.",
        find=_andre_unioner,
        bryder=lambda proeve: proeve.felt("skum", ["string", "null"]),
        holder=lambda proeve: proeve.felt("skum", ["null", "string"], default=None),
    ),
    Lintregel(
        regel="RA-12", kode="TYPE-REKURSION", kilde="S:1351-1354",
        da="Typen henviser til sig selv.", en="The type refers to itself.",
        ret_da="Henvis med et id i stedet for at lægge posten i sig selv.",
        ret_en="Refer by an id instead of putting the record inside itself.",
        find=_rekursive,
        bryder=lambda proeve: proeve.felt("foer", ["null", f"{RUM}.FodbadData"], vaerdi=None, default=None),
        holder=lambda proeve: proeve.felt("forrigeFodbadId", ["null", "string"], vaerdi=None, format="uuid", default=None),
    ),
    Lintregel(
        regel="RA-13", kode="DEFAULT-MANGLER", alvor=Alvor.ADVARSEL, kilde="S:609-612, K:232",
        da="Feltet kan mangle, men har ingen default.", en="The field may be absent, but has no default.",
        ret_da="Sæt default til null, så ældre beskeder stadig kan læses.",
        ret_en="Set default to null, so that older messages can still be read.",
        find=_uden_default,
        bryder=lambda proeve: proeve.felt("skum", ["null", "string"]),
        holder=lambda proeve: proeve.felt("skum", ["null", "string"], default=None),
    ),
    Lintregel(
        regel="RA-13", kode="DEFAULT-FORKERT", kilde="S:609-612; Avro 1.12, default",
        da="Default er ikke af feltets type.", en="The default is not of the field's type.",
        ret_da="Giv en værdi af typen; i en union hører den til den første gren.",
        ret_en="Give a value of the type; in a union it belongs to the first branch.",
        find=_forkerte_defaults,
        bryder=lambda proeve: proeve.felt("antalFoedder", "long", vaerdi=2, default="to"),
        holder=lambda proeve: proeve.felt("antalFoedder", "long", vaerdi=2, default=2),
    ),
)  # fmt: skip
