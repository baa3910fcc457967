"""Lint rules on a message's frame: the envelope first, and one namespaced place for a vendor's own fields (RA-04)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from schemas.formater.fejl import vis_navn
from schemas.lint.materiale import Kontrakt, Materiale, Post
from schemas.lint.proeve import felt
from schemas.lint.regel import Brud, Lintregel, lintregler
from schemas.regler.felter import NAVNERUM
from schemas.skema import KUVERT_FELTER, PRAEFIKS

_TEKSTMAP: Final = {"type": "map", "values": "string"}
_KUVERTTYPER: Final = (f"{PRAEFIKS}faelles.UnikId", "string", f"{PRAEFIKS}faelles.Beskedkuvert")
_DATA: Final = 3
_POSTLED: Final = frozenset({"type", "name", "namespace", "doc", "fields", "aliases"})
_FELTLED: Final = frozenset(
    {"name", "type", "doc", "default", "order", "aliases", "kodeliste", "kodelisteUndtaget", "format"}
)


def _uden_kuvert(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt in materiale.kontrakter:
        if not kontrakt.er_besked:
            continue
        felter = kontrakt.post.felter
        navne = tuple(felt.navn for felt in felter)
        typer = tuple(felt.raa.get("type") for felt in felter[:_DATA])
        if navne != (*KUVERT_FELTER, "beskeddata") or typer != _KUVERTTYPER:
            yield kontrakt.post.brud("fields", felter=", ".join(KUVERT_FELTER))


def _beskeder(materiale: Materiale) -> Iterator[tuple[Kontrakt, Any]]:
    """Each message, with the type of its content."""
    for kontrakt in materiale.kontrakter:
        felter = kontrakt.post.felter
        if kontrakt.er_besked and len(felter) > _DATA and felter[_DATA].navn == "beskeddata":
            yield kontrakt, felter[_DATA].elementtype


def _uden_datapost(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt, type_ in _beskeder(materiale):
        if "fields" not in materiale.typer.get(materiale.find(type_, kontrakt.post.rum) or "", {}) and not _ukendt(
            type_
        ):
            yield kontrakt.post.felter[_DATA].brud("type")


def _ukendt(type_: Any) -> bool:
    """A name that nobody has defined; another rule says so."""
    return isinstance(type_, str) and "." in type_


def _dataposter(materiale: Materiale) -> Iterator[Post]:
    """The records that are the content of a message; of a list of blocks (a foreign message) none."""
    indhold = {
        materiale.find(kontrakt.post.felter[_DATA].type, kontrakt.post.rum) for kontrakt, _ in _beskeder(materiale)
    }
    return (post for post in materiale.poster if post.navn in indhold)


def _uden_udvidelser(materiale: Materiale) -> Iterator[Brud]:
    for post in _dataposter(materiale):
        sidste = post.felter[-1].raa if post.felter else {}
        if (sidste.get("name"), sidste.get("type"), sidste.get("default")) != ("udvidelser", _TEKSTMAP, {}):
            yield post.brud("fields")


def _andre_map(materiale: Materiale) -> Iterator[Brud]:
    for felt_ in materiale.felter:
        type_ = felt_.elementtype
        if isinstance(type_, dict) and type_.get("type") == "map" and felt_.navn != "udvidelser":
            yield felt_.brud("type")


def uden_navnerum(eksempel: Any) -> list[str]:
    """The keys of an example's extensions that have no namespace."""
    data = eksempel.get("beskeddata") if isinstance(eksempel, dict) else None
    udvidelser = data.get("udvidelser") if isinstance(data, dict) else None
    return [noegle for noegle in udvidelser if not NAVNERUM.fullmatch(noegle)] if isinstance(udvidelser, dict) else []


def _noegler(materiale: Materiale) -> Iterator[Brud]:
    for kontrakt in materiale.kontrakter:
        if eksempel := kontrakt.eksempel:
            for noegle in uden_navnerum(eksempel.steder.vaerdi):
                yield Brud(eksempel, ("beskeddata", "udvidelser", noegle), f"{kontrakt.post.hvor}.udvidelser", {})


def _ukendte_led(materiale: Materiale) -> Iterator[Brud]:
    for post in materiale.poster:
        for led in post.raa.keys() - _POSTLED:
            if not NAVNERUM.fullmatch(led):
                yield post.brud(led, led=vis_navn(led))
        for felt_ in post.felter:
            for led in felt_.raa.keys() - _FELTLED:
                if not NAVNERUM.fullmatch(led):
                    yield felt_.brud(led, led=vis_navn(led))


REGLER = lintregler(
    Lintregel(
        regel="KUVERT", kode="KUVERT-FOERST", kilde="Beskedkuvert 1.0; S:1084-1087",
        da="Beskeden er ikke kuverten og så beskeddata.", en="The message is not the envelope and then beskeddata.",
        ret_da="Lad felterne være {felter} af de fælles typer og til sidst beskeddata, og ingen andre.",
        ret_en="Let the fields be {felter} of the shared types and last beskeddata, and no others.",
        find=_uden_kuvert,
        bryder=lambda proeve: proeve.besked["fields"].insert(0, felt("loebenummer", "long", default=0)),
        holder=lambda proeve: proeve.besked["fields"][1].update(doc="The version of the envelope that is used."),
        ufravigelig=True,
    ),
    Lintregel(
        regel="KUVERT", kode="KUVERT-DATA", kilde="Beskedkuvert 1.0",
        da="beskeddata er ikke en navngiven post.", en="beskeddata is not a named record.",
        ret_da="Giv indholdet sin egen post, f.eks. FlytningData, i sin egen fil.",
        ret_en="Give the content a record of its own, such as FlytningData, in a file of its own.",
        find=_uden_datapost,
        bryder=lambda proeve: (
            proeve.besked["fields"][_DATA].update(type="string"),
            proeve.katalog.update(objektId=None, personoplysninger={}),
            proeve.eksempel.update(beskeddata="ord"),
        )[0],
        holder=lambda proeve: proeve.besked["fields"][_DATA].update(doc="What was booked, and by whom."),
        ufravigelig=True,
    ),
    Lintregel(
        regel="RA-04", kode="UDVIDELSER-SIDST", kilde="S:547-552, H:3175",
        da="Der er intet sted til en leverandørs egne felter.", en="There is no place for a vendor's own fields.",
        ret_da='Slut posten med feltet udvidelser: {{"type": "map", "values": "string"}}, default {{}}.',
        ret_en='End the record with the field udvidelser: {{"type": "map", "values": "string"}}, default {{}}.',
        find=_uden_udvidelser,
        bryder=lambda proeve: proeve.data["fields"].reverse(),
        holder=lambda proeve: proeve.felt("skum", vaerdi="meget"),
    ),
    Lintregel(
        regel="RA-04", kode="UDVIDELSER-NOEGLE", kilde="S:547-552, H:3175",
        da="Udvidelsens nøgle har intet navnerum.", en="The extension's key has no namespace.",
        ret_da="Skriv nøglen som urn:leverandoer:felt eller dk.leverandoer/felt.",
        ret_en="Write the key as urn:leverandoer:felt or dk.leverandoer/felt.",
        find=_noegler,
        bryder=lambda proeve: proeve.eksempel["beskeddata"].update(udvidelser={"saebe": "ja"}),
        holder=lambda proeve: proeve.eksempel["beskeddata"].update(udvidelser={"dk.firma/saebe": "ja"}),
    ),
    Lintregel(
        regel="RA-04", kode="UDVIDELSER-MAP", kilde="S:547-552, H:3175",
        da="Et map skjuler felter, som kontrakten så ikke siger noget om.",
        en="A map hides fields, of which the contract then says nothing.",
        ret_da="Skriv felterne ud, eller lad dem stå i udvidelser.",
        ret_en="Write the fields out, or let them stand in udvidelser.",
        find=_andre_map,
        bryder=lambda proeve: proeve.felt("oensker", {"type": "map", "values": "string"}, vaerdi={}, default={}),
        holder=lambda proeve: proeve.felt("oensker", {"type": "array", "items": "string"}, vaerdi=["skum"], default=[]),
    ),
    Lintregel(
        regel="RA-04", kode="ATTRIBUT-UKENDT", kilde="S:547-552",
        da="Attributten {led} læses ikke af nogen.", en="The attribute {led} is read by nobody.",
        ret_da="Ret stavemåden (kodeliste, kodelisteUndtaget, format), eller giv den et navnerum: dk.firma/{led}.",
        ret_en="Mend the spelling (kodeliste, kodelisteUndtaget, format), or give it a namespace: dk.firma/{led}.",
        find=_ukendte_led,
        bryder=lambda proeve: proeve.felt("skum", kodeList="skumtype"),
        holder=lambda proeve: proeve.felt("skum", **{"dk.firma/skaerm": "2"}),
    ),
)  # fmt: skip
