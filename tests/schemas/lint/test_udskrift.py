"""The report in other programs' forms: SARIF as OASIS words it, GitHub's workflow commands, and JSON."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from schemas.lint import REGLER, Alvor, Fund
from schemas.lint.afvigelser import ORD, Dispensation
from schemas.lint.fund import Ord
from schemas.lint.gaeld import Gaeldspost
from schemas.lint.rapport import Rapport
from schemas.lint.steder import Omraade
from schemas.lint.udskrift.github import som_github
from schemas.lint.udskrift.sarif import som_sarif
from schemas.lint.udskrift.som_json import som_json

ROD = Path("/hus/kontrakter")
LOV = Dispensation("0151", "RA-10", "Beskrives i år.", dt.date(2026, 12, 31), "AR-1")


def fund(kode: str = "SYNONYM", fil: str = "sag/Sag.avsc", **andet: Any) -> Fund:
    ord_ = andet.pop("ord_", Ord("Begrebet hedder cpr.", "The concept is called cpr.", "Skift navn.", "Rename."))
    regel = next((en.regel for en in REGLER if en.kode == kode), "RA-27")
    return Fund(ROD / fil, Omraade(3, 5, 3, 11), regel, kode, "dk.Sag.ssn", ("fields", 0, "a/b~"), ord_, **andet)


RAPPORT = Rapport(
    (
        fund(),
        fund("DOC-KORT", "borger/Hør her.avsc", alvor=Alvor.ADVARSEL),
        fund("DISPENSATION-MANGLER", alvor=Alvor.ADVARSEL),
    ),
    ROD,
    filer=3,
    kendte=(fund("NAVN-ORD"),),
    forsvundne={Gaeldspost("../ude/Vaek.avsc", "TID-ZONE", "dk.Vaek.kl"): 2},
    gaeldsrod=ROD / "gaeld",
    lettede=((fund("DOC-MANGLER"), LOV),),
)

TEKST: Any = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
STED: Any = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "additionalProperties": False,
                    "properties": {
                        "uri": {"type": "string", "pattern": "^[!-~]+$"},
                        "uriBaseId": {"enum": ["SRCROOT"]},
                    },
                },
                "region": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["startLine"],
                    "properties": {
                        led: {"type": "integer", "minimum": 1}
                        for led in ("startLine", "startColumn", "endLine", "endColumn")
                    },
                },
            },
        },
        "logicalLocations": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"fullyQualifiedName": {"type": "string"}, "decoratedName": {"type": "string"}},
            },
        },
    },
}
SARIF: Any = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "name": {"type": "string"},
                                                "shortDescription": TEKST,
                                                "help": TEKST,
                                                "defaultConfiguration": {
                                                    "properties": {
                                                        "level": {"enum": ["none", "note", "warning", "error"]}
                                                    }
                                                },
                                                "properties": {
                                                    "properties": {"tags": {"type": "array", "uniqueItems": True}}
                                                },
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "language": {"type": "string", "pattern": "^[a-z]{2}-[A-Z]{2}$"},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "originalUriBaseIds": {"additionalProperties": {"properties": {"uri": {"pattern": "/$"}}}},
                    "invocations": {
                        "type": "array",
                        "items": {"required": ["executionSuccessful"], "properties": {"exitCode": {"type": "integer"}}},
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": -1},
                                "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": TEKST,
                                "locations": {"type": "array", "items": STED},
                                "baselineState": {"enum": ["new", "unchanged", "updated", "absent"]},
                                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                                "suppressions": {
                                    "type": "array",
                                    "items": {
                                        "required": ["kind"],
                                        "additionalProperties": False,
                                        "properties": {
                                            "kind": {"enum": ["inSource", "external"]},
                                            "status": {"enum": ["accepted", "underReview", "rejected"]},
                                            "justification": {"type": "string"},
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""The parts of SARIF 2.1.0 that the linter writes, as the standard's sections 3.13 to 3.35 word them."""


@pytest.mark.parametrize("sprog", ["da", "en"])
@pytest.mark.parametrize("rapport", [RAPPORT, Rapport((), ROD)], ids=["fuld", "tom"])
def test_sarif_er_som_standarden_siger(rapport: Rapport, sprog: str) -> None:
    log = json.loads(json.dumps(som_sarif(rapport, sprog)))
    jsonschema.Draft202012Validator(SARIF).validate(log)


def test_sarif_peger_paa_reglen_og_stedet() -> None:
    [koersel] = som_sarif(RAPPORT, "da")["runs"]
    regler = koersel["tool"]["driver"]["rules"]
    assert [regler[et["ruleIndex"]]["id"] for et in koersel["results"]] == [et["ruleId"] for et in koersel["results"]]
    assert {regel["id"] for regel in regler} == {regel.kode for regel in REGLER} | set(ORD)
    foerste = koersel["results"][0]
    assert foerste["message"]["text"] == "Begrebet hedder cpr. Skift navn."
    assert foerste["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "sag/Sag.avsc", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 11},
    }
    assert koersel["originalUriBaseIds"]["SRCROOT"]["uri"] == "file:///hus/kontrakter/"
    andet = koersel["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (andet.isascii(), unquote(andet)) == (True, "borger/Hør her.avsc")
    assert not any("{" in regel["shortDescription"]["text"].replace('{"', "").replace("{}", "") for regel in regler)


def test_sarif_skelner_nyt_kendt_forsvundet_og_lempet() -> None:
    [koersel] = som_sarif(RAPPORT, "en")["runs"]
    tilstande = [(et["ruleId"], et.get("baselineState"), bool(et.get("suppressions"))) for et in koersel["results"]]
    assert tilstande == [
        ("SYNONYM", "new", False),
        ("DOC-KORT", "new", False),
        ("DISPENSATION-MANGLER", "new", False),
        ("NAVN-ORD", "unchanged", False),
        ("DOC-MANGLER", None, True),
        ("TID-ZONE", "absent", False),
        ("TID-ZONE", "absent", False),
    ]
    vaek = koersel["results"][-1]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert vaek == {"uri": "ude/Vaek.avsc", "uriBaseId": "SRCROOT"}
    assert koersel["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]


def test_et_fingeraftryk_er_det_samme_paa_en_anden_linje() -> None:
    aftryk = [
        som_sarif(Rapport((en,), ROD), "en")["runs"][0]["results"][0]["partialFingerprints"]
        for en in (fund(), fund(kan_rettes=True))
    ]
    assert aftryk[0] == aftryk[1]


def test_github_faar_en_linje_for_hvert_fund() -> None:
    linjer = list(som_github(RAPPORT, "en"))
    assert linjer[0] == (
        "::error file=sag/Sag.avsc,line=3,endLine=3,title=RA-32 SYNONYM,col=5,endColumn=11"
        "::dk.Sag.ssn: The concept is called cpr. Rename."
    )
    assert linjer[1].startswith("::warning file=borger/Hør her.avsc,line=3")
    assert linjer[-1] == "::notice::1 known finding(s) in the baseline, 2 to take out of it"


def test_github_kan_ikke_narres_af_tegn_i_filer() -> None:
    ond = fund(fil="a,b:c%\n::error::x.avsc", ord_=Ord("x", "ud\r\n::error::løgn 100%", "x", "ret"))
    [linje] = som_github(Rapport((ond,), ROD), "en")
    assert "\n" not in linje
    assert "file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.avsc," in linje
    assert linje.endswith("ud%0D%0A::error::løgn 100%25 ret")


def test_json_har_det_hele() -> None:
    ud = json.loads(json.dumps(som_json(RAPPORT)))
    assert ud["antal"] == {"filer": 3, "fejl": 1, "advarsler": 2}
    assert ud["fund"][0] == {
        "fil": "sag/Sag.avsc", "linje": 3, "kolonne": 5, "slutlinje": 3, "slutkolonne": 11,
        "regel": "RA-32", "kode": "SYNONYM", "alvor": "fejl", "hvor": "dk.Sag.ssn", "peger": "/fields/0/a~1b~0",
        "da": "Begrebet hedder cpr.", "en": "The concept is called cpr.", "retDa": "Skift navn.", "retEn": "Rename.",
        "kanRettes": False,
    }  # fmt: skip
    assert ud["forsvundne"] == [{"fil": "ude/Vaek.avsc", "kode": "TID-ZONE", "hvor": "dk.Vaek.kl", "antal": 2}]
    assert ud["lettede"][0]["dispensation"]["udloeber"] == "2026-12-31"


@pytest.mark.parametrize(
    ("fundne", "streng", "kode"),
    [((), True, 0), ((fund(alvor=Alvor.ADVARSEL),), False, 0), ((fund(alvor=Alvor.ADVARSEL),), True, 1), ((fund(),), False, 1), ((fund(), fund("FIL-LAESES")), False, 2)],
)  # fmt: skip
def test_udfaldet_foelger_af_fundene(fundne: tuple[Fund, ...], streng: bool, kode: int) -> None:
    assert Rapport(fundne, ROD).kode(streng=streng) == kode


def test_en_fil_uden_for_mappen_vises_hel() -> None:
    assert Rapport((), ROD).vist(Path("/andet/Sag.avsc")) == "/andet/Sag.avsc"
    assert Rapport((), ROD).vist(ROD / "sag" / "Sag.avsc") == "sag/Sag.avsc"
    assert re.fullmatch(
        r"file:///andet/.*",
        som_sarif(Rapport((fund(fil="/andet/S.avsc"),), ROD), "en")["runs"][0]["results"][0]["locations"][0][
            "physicalLocation"
        ]["artifactLocation"]["uri"],
    )
