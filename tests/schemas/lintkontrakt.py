"""A small contract with everything beside it, and the ways in which the lint tests make it wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from schemas.catalogue import Katalog
from schemas.kodeliste import Kodelister
from schemas.lint import Fund, lint
from schemas.skema import laes_filer

LISTER = Kodelister.standard()
KENDTE = {navn: raa for navn, raa in laes_filer().items() if ".faelles." in navn}
BESKED, DATA = Path("borger/Fodbad.avsc"), Path("borger/FodbadData.avsc")
KATALOG, EKSEMPEL = Path("borger/Fodbad.yaml"), Path("borger/eksempler/Fodbad.json")
RUM = "dk.faelleshub.borger"
Filer = dict[Path, Any]


def felt(
    navn: str, type_: Any = "string", doc: str = "Set by the test to see what is found.", **andet: Any
) -> dict[str, Any]:
    return {"name": navn, "type": type_, "doc": doc, **andet}


def post(navn: str, *felter: dict[str, Any], rum: str = RUM) -> dict[str, Any]:
    return {
        "type": "record",
        "name": navn,
        "namespace": rum,
        "doc": "Made up for the tests of the linter.",
        "fields": list(felter),
    }


def rigtige() -> Filer:
    """A small contract with everything beside it, made of the Flytning that ships."""
    flytning = Katalog.standard().efter_navn("Flytning")
    besked = json.loads(flytning.skemafil.read_text(encoding="utf-8"))
    besked |= {
        "name": "Fodbad",
        "fields": [*besked["fields"][:3], {**besked["fields"][3], "type": f"{RUM}.FodbadData"}],
    }
    eksempel = json.loads(flytning.eksempelfil.read_text(encoding="utf-8"))
    eksempel["beskeddata"] = {
        "fodbadId": eksempel["beskeddata"]["flytningId"],
        "person": {"cpr": "6101901234", "navn": "Karen Nørgaard"},
        "pris": {"oere": 5000, "valuta": "DKK"},
        "bestiltTidspunkt": {"tidsstempel": "2026-03-01T09:00:00+01:00"},
        "udvidelser": {"urn:leverandoer:saebe": "ja"},
    }
    data = post(
        "FodbadData",
        felt("fodbadId", format="uuid"),
        felt("person", "dk.faelleshub.faelles.Person"),
        felt("pris", "dk.faelleshub.faelles.Beloeb"),
        felt("bestiltTidspunkt", "dk.faelleshub.faelles.Tidspunkt"),
        felt("udvidelser", {"type": "map", "values": "string"}, default={}),
    )
    tekst = flytning.fil.read_text(encoding="utf-8")
    hoved = tekst[: tekst.index("personoplysninger:")].replace("flytningId", "fodbadId")
    maerker = "personoplysninger:\n  beskeddata.person: cpr\nopbevaring: P1Y\neksempel: eksempler/Fodbad.json\n"
    return {BESKED: besked, DATA: data, KATALOG: hoved + maerker, EKSEMPEL: eksempel}


def som_tekst(filer: Filer) -> dict[Path, str]:
    return {fil: vaerdi if isinstance(vaerdi, str) else json.dumps(vaerdi, indent=2) for fil, vaerdi in filer.items()}


def proev(filer: Filer) -> list[Fund]:
    return lint(som_tekst(filer), kodelister=LISTER, kendte=KENDTE)


def data(**aendring: Any) -> Callable[[Filer], None]:
    """Add a field to beskeddata's record, but not to the example."""

    def goer(filer: Filer) -> None:
        filer[DATA]["fields"].insert(0, felt(**aendring))

    return goer


def saet(fil: Path, *sti: Any, vaerdi: Any) -> Callable[[Filer], None]:
    def goer(filer: Filer) -> None:
        sted = filer[fil]
        for led in sti[:-1]:
            sted = sted[led]
        sted[sti[-1]] = vaerdi

    return goer


def erstat(foer: str, efter: str) -> Callable[[Filer], None]:
    def goer(filer: Filer) -> None:
        assert foer in filer[KATALOG]
        filer[KATALOG] = filer[KATALOG].replace(foer, efter, 1)

    return goer


def fjern(fil: Path) -> Callable[[Filer], None]:
    def goer(filer: Filer) -> None:
        del filer[fil]

    return goer


def ny_post(navn: str, *felter: dict[str, Any], mappe: str = "borger") -> Callable[[Filer], None]:
    def goer(filer: Filer) -> None:
        filer[Path(mappe) / f"{navn}.avsc"] = post(navn, *felter, rum=f"dk.faelleshub.{mappe}")

    return goer
