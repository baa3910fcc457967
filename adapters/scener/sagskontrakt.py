"""The Sag contract as a vendor changes it: the file, the linter's word on it, and the schema standing alone. Pure."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any, Final

from schemas.kodeliste import Kodelister
from schemas.lint import Fund, lint
from schemas.lint.filer import laes_mapper
from schemas.models import SagRegistreret
from schemas.skema import AVRO_ROD, RaaSkema, laes_filer, saml

SAG: Final = "dk.faelleshub.sag.Sag"
SUBJECT: Final = SagRegistreret.skema_navn

_FIL: Final = Path("Sag.avsc")


def nyt_felt(nummer: int) -> dict[str, Any]:
    """The field that the version brings: the first version's, and where the contract has grown, one of another name."""
    return {
        "name": "forventetAfslutning" + ("" if nummer == 2 else str(nummer)),
        "type": ["null", {"type": "int", "logicalType": "date"}],
        "doc": "The day on which the authority expects to close the sag; null while nobody can say.",
        "default": None,
    }


def med_felt(sag: RaaSkema, felt: dict[str, Any], *, sidst: bool) -> RaaSkema:
    """The record with one more field: at its end, or where it belongs, before the vendors' own."""
    felter = list(sag["fields"])
    felter.insert(len(felter) if sidst else len(felter) - 1, felt)
    return {**sag, "fields": felter}


def med_andet_id(sag: RaaSkema) -> RaaSkema:
    """The record with a number for the sag's id, as some system would like to have it."""
    felter = [{**felt, "type": ["null", "long"]} if felt["name"] == "sagId" else felt for felt in sag["fields"]]
    return {**sag, "fields": felter}


def sagen() -> RaaSkema:
    """The record as it ships with the hub."""
    return copy.deepcopy(laes_filer()[SAG])


def alene(sag: RaaSkema) -> RaaSkema:
    """The whole contract with this record in it, standing alone."""
    return saml(SUBJECT, {**laes_filer(), SAG: sag})


def linterens_ord(sag: RaaSkema) -> list[Fund]:
    """What the linter finds about the contract with this record in it."""
    filer: dict[Path, str | bytes] = dict(laes_mapper([AVRO_ROD / "sag"]))
    fil = next(en for en in filer if en.name == _FIL.name)
    filer[fil] = json.dumps(sag, ensure_ascii=False, indent=2) + "\n"
    return lint(filer, kodelister=Kodelister.standard(), kendte=laes_filer())
