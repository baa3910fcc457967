"""The report as SARIF 2.1.0 (OASIS), which code review and security tools read.

Known debt is `baselineState: unchanged`, vanished debt `absent`, and what a dispensation let go is suppressed with its
reason. Regions count characters, which the run says with `columnKind`.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

from schemas.lint.afvigelser import ORD, Dispensation
from schemas.lint.fund import Alvor, Fund, Ord
from schemas.lint.gaeld import Gaeldspost
from schemas.lint.rapport import ULAESELIG, Rapport
from schemas.lint.regler import REGLER
from schemas.lint.udskrift.som_json import peger

_SKEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_NIVEAU: Final = {Alvor.FEJL: "error", Alvor.ADVARSEL: "warning"}
_ROD: Final = "SRCROOT"


def som_sarif(rapport: Rapport, sprog: str) -> dict[str, Any]:
    """The report as a SARIF log of one run, its messages in the language `sprog` (da or en)."""
    nye = {"baselineState": "new"} if rapport.kendte or rapport.forsvundne else {}
    resultater = [
        *(_resultat(rapport, et, sprog) | nye for et in rapport.fund),
        *(_resultat(rapport, et, sprog) | {"baselineState": "unchanged"} for et in rapport.kendte),
        *(_resultat(rapport, et, sprog) | {"suppressions": [_lov(lov)]} for et, lov in rapport.lettede),
        *(_forsvundet(rapport, post) for post, antal in rapport.forsvundne.items() for _ in range(antal)),
    ]
    kode = rapport.kode()
    return {
        "$schema": _SKEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(sprog)},
                "language": "da-DK" if sprog == "da" else "en-US",
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {_ROD: {"uri": _uri(f"{rapport.rod.as_posix().rstrip('/')}/", "file://")}},
                "invocations": [{"executionSuccessful": kode != ULAESELIG, "exitCode": kode}],
                "results": resultater,
            }
        ],
    }


def _driver(sprog: str) -> dict[str, Any]:
    regler = [
        _beskrivelse(regel.kode, regel.regel, regel.alvor, Ord(regel.da, regel.en, regel.ret_da, regel.ret_en), sprog)
        for regel in REGLER
    ]
    om_afvigelser = [_beskrivelse(kode, "RA-27", Alvor.ADVARSEL, ord_, sprog) for kode, ord_ in ORD.items()]
    return {
        "name": "faelleshub skema lint",
        "semanticVersion": version("faelleshub"),
        "rules": [*regler, *om_afvigelser],
    }


def _beskrivelse(kode: str, regel: str, alvor: Alvor, ord_: Ord, sprog: str) -> dict[str, Any]:
    tekst, ret = (ord_.da, ord_.ret_da) if sprog == "da" else (ord_.en, ord_.ret_en)
    return {
        "id": kode,
        "name": "".join(led.capitalize() for led in kode.split("-")),
        "shortDescription": {"text": _uden_ord(tekst)},
        "help": {"text": _uden_ord(ret)},
        "defaultConfiguration": {"level": _NIVEAU[alvor]},
        "properties": {"tags": [regel]},
    }


def _uden_ord(tekst: str) -> str:
    """A rule's text for when no breach gives it its words."""
    return (
        tekst.replace("«{", "{")
        .replace("}»", "}")
        .replace("{{", "\0")
        .replace("}}", "\1")
        .replace("{", "«")
        .replace("}", "»")
        .replace("\0", "{")
        .replace("\1", "}")
    )


_INDEKS: Final = {kode: i for i, kode in enumerate([*(regel.kode for regel in REGLER), *ORD])}


def _resultat(rapport: Rapport, fund: Fund, sprog: str) -> dict[str, Any]:
    tekst = f"{fund.ord.da} {fund.ord.ret_da}" if sprog == "da" else f"{fund.ord.en} {fund.ord.ret_en}"
    sted: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": _artefakt(rapport.vist(fund.fil)),
            "region": {
                "startLine": fund.omraade.linje,
                "startColumn": fund.omraade.kolonne,
                "endLine": fund.omraade.slutlinje,
                "endColumn": fund.omraade.slutkolonne,
            },
        },
        "logicalLocations": [{"fullyQualifiedName": fund.hvor or "(filen)", "decoratedName": peger(fund) or "/"}],
    }
    return {
        "ruleId": fund.kode,
        "ruleIndex": _INDEKS[fund.kode],
        "level": _NIVEAU[fund.alvor],
        "message": {"text": tekst},
        "locations": [sted],
        "partialFingerprints": {"faelleshub/v1": f"{rapport.vist(fund.fil)} {fund.kode} {fund.hvor}".rstrip()},
    }


def _forsvundet(rapport: Rapport, post: Gaeldspost) -> dict[str, Any]:
    return {
        "ruleId": post.kode,
        **({"ruleIndex": _INDEKS[post.kode]} if post.kode in _INDEKS else {}),
        "level": "none",
        "kind": "pass",
        "baselineState": "absent",
        "message": {"text": f"{post.hvor or post.fil}: mended; take it out of the baseline."},
        "locations": [{"physicalLocation": {"artifactLocation": _artefakt(rapport.vist_gaeld(post))}}],
    }


def _lov(lov: Dispensation) -> dict[str, Any]:
    tekst = f"{lov.afgoerelse}, kommune {lov.kommune}, {lov.udloeber.isoformat()}: {lov.begrundelse}"
    return {"kind": "external", "status": "accepted", "justification": tekst}


def _artefakt(vist: str) -> dict[str, str]:
    return {"uri": _uri(vist, "file://")} if vist.startswith("/") else {"uri": _uri(vist), "uriBaseId": _ROD}


def _uri(sti: str, foran: str = "") -> str:
    return foran + quote(sti, safe="/")
