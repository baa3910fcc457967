"""Mends what can be mended without asking: how a contract is written, never what it says.

Safe is what leaves Avro's canonical form and every attribute as they were: layout, space in a doc, a namespace inside a
name, a short name for a type, a wrapper around a type. The order of a union, a missing default or a tag are not: they
change bytes on the wire, who can read them, or what someone answers for. What is mended is written once and stays.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.kodeliste import Kodelister
from schemas.lint.laesning import YAML, laes_materiale
from schemas.lint.materiale import Materiale
from schemas.lint.regel import Kilde
from schemas.lint.skrift import delt, ret_yaml, skriv_json, uden_luft
from schemas.skema import RaaSkema, fuldt_navn


def ret(
    filer: Mapping[Path, str | bytes], koder: Collection[str], *, kodelister: Kodelister, kendte: Mapping[str, RaaSkema]
) -> dict[Path, str]:
    """The files that change when the rules `koder` are mended where they can be, with their new text.

    Layout comes with every other change: a file that is written is written as the contracts are.
    """
    materiale = laes_materiale(filer, kodelister, kendte, ())
    retter = _Retter(materiale, frozenset(koder))
    rettede: dict[Path, str] = {}
    for kontrakt in materiale.kontrakter:
        raa = retter.post(kontrakt.raa, "")
        if raa != kontrakt.raa or "SKRIFT-JSON" in koder:
            rettede[kontrakt.fil] = skriv_json(raa)
        for kilde in (kontrakt.katalog, kontrakt.eksempel):
            if kilde and (tekst := _skrift(kilde, koder)):
                rettede[kilde.fil] = tekst
    tekster = {kilde.fil: kilde.tekst for kilde in materiale.kilder}
    return {fil: tekst for fil, tekst in rettede.items() if tekst != tekster[fil]}


def _skrift(kilde: Kilde, koder: Collection[str]) -> str | None:
    if kilde.fil.suffix in YAML:
        return ret_yaml(kilde) if "SKRIFT-YAML" in koder else None
    return skriv_json(kilde.steder.vaerdi) if "SKRIFT-JSON" in koder else None


@dataclass(frozen=True)
class _Retter:
    materiale: Materiale
    koder: frozenset[str]

    def post(self, raa: RaaSkema, rum: str) -> RaaSkema:
        """A record mended, keys in their order; `rum` is the namespace around it."""
        inde = fuldt_navn(raa, rum).rpartition(".")[0]
        ud: RaaSkema = {}
        for led, vaerdi in raa.items():
            match led:
                case "name" if "NAVN-DELT" in self.koder and (dele := delt(vaerdi)):
                    ud["name"] = dele[1]
                    ud["namespace"] = dele[0]
                case "namespace" if "namespace" in ud:
                    continue  # the one inside the name went before it
                case "fields":
                    ud["fields"] = [self.felt(felt, inde) for felt in vaerdi]
                case _:
                    ud[led] = self.doc(vaerdi) if led == "doc" else vaerdi
        if (dele := delt(raa["name"])) and "NAVN-DELT" in self.koder:
            ud["namespace"] = dele[0]
        return ud

    def felt(self, felt: Mapping[str, Any], rum: str) -> dict[str, Any]:
        return {
            led: self.type(vaerdi, rum) if led == "type" else self.doc(vaerdi) if led == "doc" else vaerdi
            for led, vaerdi in felt.items()
        }

    def doc(self, doc: Any) -> Any:
        return uden_luft(doc) if "DOC-LUFT" in self.koder and isinstance(doc, str) and doc.strip() else doc

    def type(self, type_: Any, rum: str) -> Any:
        match type_:
            case str():
                return self.navn(type_, rum)
            case list():
                return [self.type(gren, rum) for gren in type_]
            case {"type": "record"}:
                return self.post(type_, rum)
            case {"type": indre} if len(type_) == 1:
                rettet = self.type(indre, rum)
                return rettet if "TYPE-PAKKET" in self.koder else {"type": rettet}
            case _:
                return {led: self.led(led, vaerdi, type_, rum) for led, vaerdi in type_.items()}

    def led(self, led: str, vaerdi: Any, type_: Mapping[str, Any], rum: str) -> Any:
        """One attribute of an array, a map, or a type that says more of the one it names."""
        inde = {"array": "items", "map": "values"}.get(str(type_["type"]), "type")
        # what a wrapper with attributes of its own means is read differently by different readers: it stays
        return self.type(vaerdi, rum) if led == inde and (led != "type" or isinstance(vaerdi, str)) else vaerdi

    def navn(self, navn: str, rum: str) -> str:
        """The name of a type with its namespace; a primitive, or one that nobody knows, as it is."""
        return self.materiale.find(navn, rum) or navn if "TYPE-KORTNAVN" in self.koder and "." not in navn else navn
