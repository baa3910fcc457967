"""A small whole contract that breaks no rule, and the ways to change it: what the rules' examples are made of."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import yaml

from schemas.catalogue import Katalog
from schemas.kodeliste import Kodelister
from schemas.lint.skrift import skriv_json
from schemas.skema import PRAEFIKS, RaaSkema, laes_filer

MAPPE: Final = Path("borger")
BESKED: Final = MAPPE / "Fodbad.avsc"
DATA: Final = MAPPE / "FodbadData.avsc"
KATALOG: Final = MAPPE / "Fodbad.yaml"
EKSEMPEL: Final = MAPPE / "eksempler" / "Fodbad.json"
RUM: Final = f"{PRAEFIKS}borger"
DATO: Final = {"type": "int", "logicalType": "date"}
_BESKEDTYPE: Final = "5d0b8f3a-2c6e-4f19-8a47-3e90c1d2b6f5"
DOC: Final = "Given by the citizen who books; shown to the chiropodist."


def felt(navn: str, type_: Any = "string", doc: str = DOC, **andet: Any) -> dict[str, Any]:
    """A field as it is written in a contract."""
    return {"name": navn, "type": type_, "doc": doc, **andet}


def post(navn: str, *felter: dict[str, Any], rum: str = RUM) -> dict[str, Any]:
    """A record as it is written in a contract."""
    doc = f"Part of a foot bath, made up to try the linter ({navn[:1]})."
    return {"type": "record", "name": navn, "namespace": rum, "doc": doc, "fields": list(felter)}


class Proeve:
    """The contract of a foot bath: message, content, catalogue entry and example, each free to be changed."""

    def __init__(self) -> None:
        flytning = _flytning()
        self.besked: RaaSkema = copy.deepcopy(flytning["besked"])
        self.besked |= {"name": "Fodbad", "doc": "A citizen booked a foot bath."}
        self.besked["fields"][3]["type"] = f"{RUM}.FodbadData"
        self.data: RaaSkema = post(
            "FodbadData",
            felt("fodbadId", doc="The booking's id.", format="uuid"),
            felt("person", f"{PRAEFIKS}faelles.Person", doc="Whose feet are washed."),
            felt("pris", f"{PRAEFIKS}faelles.Beloeb", doc="What the citizen pays."),
            felt("bestiltTidspunkt", f"{PRAEFIKS}faelles.Tidspunkt", doc="When the booking was made."),
            felt("udvidelser", {"type": "map", "values": "string"}, doc="A vendor's private fields.", default={}),
        )
        self.katalog: dict[str, Any] = copy.deepcopy(flytning["katalog"])
        self.katalog |= {
            "id": 4711,
            "beskedtype": _BESKEDTYPE,
            "titel": {"da": "Fodbad", "en": "Foot bath"},
            "objektId": "beskeddata.fodbadId",
            "personoplysninger": {"beskeddata.person": "cpr"},
            "eksempel": "eksempler/Fodbad.json",
        }
        self.eksempel: dict[str, Any] = copy.deepcopy(flytning["eksempel"])
        self.eksempel["beskedkuvert"]["filtreringsdata"]["beskedtype"] = {"uuid": _BESKEDTYPE}
        self.eksempel["beskeddata"] = {
            "fodbadId": self.eksempel["beskeddata"]["flytningId"],
            "person": {"cpr": "6101901234", "navn": "Karen Nørgaard"},
            "pris": {"oere": 5000, "valuta": "DKK"},
            "bestiltTidspunkt": {"tidsstempel": "2026-03-01T09:00:00+01:00"},
            "udvidelser": {"urn:leverandoer:saebe": "ja"},
        }
        self.filer: dict[Path, Any] = {
            BESKED: self.besked,
            DATA: self.data,
            KATALOG: self.katalog,
            EKSEMPEL: self.eksempel,
        }
        self.taget = Katalog.standard().poster
        self.kodelister = Kodelister.standard()
        self.kendte: Mapping[str, RaaSkema] = _faelles()

    def felt(self, navn: str, type_: Any = "string", *, vaerdi: Any = "ord", doc: str = DOC, **andet: Any) -> Self:
        """Put a field into the content, before its extensions, and a value of it into the example."""
        self.data["fields"].insert(-1, felt(navn, type_, doc, **andet))
        self.eksempel["beskeddata"][navn] = vaerdi
        return self

    def post(self, navn: str, *felter: dict[str, Any], mappe: str = "borger") -> Self:
        """Put a further record beside the content, in a file of its own."""
        self.filer[Path(mappe) / f"{navn}.avsc"] = post(navn, *felter, rum=f"{PRAEFIKS}{mappe}")
        return self

    def maerk(self, sti: str, slags: str) -> Self:
        """Tag a field with the kind of personal data it holds."""
        self.katalog["personoplysninger"][sti] = slags
        return self

    def tekst(self, fil: Path, foer: str, efter: str) -> None:
        """Write a file as text, with this put in the place of that. Raises LookupError when that is not there."""
        tekst = self.tekster()[fil]
        if foer not in tekst:
            raise LookupError(foer)
        self.filer[fil] = tekst.replace(foer, efter, 1)

    def tekster(self) -> dict[Path, str]:
        """Every file as it would lie on disk."""
        return {fil: som_tekst(vaerdi, yaml_=fil.suffix == ".yaml") for fil, vaerdi in self.filer.items()}


def som_tekst(vaerdi: Any, *, yaml_: bool = False) -> str:
    """A file's text: what is text already stays as it is."""
    if isinstance(vaerdi, str):
        return vaerdi
    return yaml.safe_dump(vaerdi, sort_keys=False, allow_unicode=True) if yaml_ else skriv_json(vaerdi)


@cache
def _faelles() -> Mapping[str, RaaSkema]:
    return {navn: raa for navn, raa in laes_filer().items() if ".faelles." in navn}


@cache
def _flytning() -> dict[str, Any]:
    """The contract that ships from which the envelope and the entry are taken."""
    flytning = Katalog.standard().efter_navn("Flytning")
    return {
        "besked": json.loads(flytning.skemafil.read_bytes()),
        "eksempel": json.loads(flytning.eksempelfil.read_bytes()),
        "katalog": yaml.safe_load(flytning.fil.read_bytes()),
    }
