"""The report as JSON: everything the linter knows, for scripts of one's own."""

from __future__ import annotations

from typing import Any

from schemas.lint.fund import Alvor, Fund
from schemas.lint.rapport import Rapport


def som_json(rapport: Rapport) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "fund": [_fund(rapport, et) for et in rapport.fund],
        "kendte": [_fund(rapport, et) for et in rapport.kendte],
        "forsvundne": [
            {**post._asdict(), "fil": rapport.vist_gaeld(post), "antal": antal}
            for post, antal in rapport.forsvundne.items()
        ],
        "lettede": [
            {**_fund(rapport, et), "dispensation": {**lov._asdict(), "udloeber": lov.udloeber.isoformat()}}
            for et, lov in rapport.lettede
        ],
        "antal": {
            "filer": rapport.filer,
            "fejl": rapport.antal(Alvor.FEJL),
            "advarsler": rapport.antal(Alvor.ADVARSEL),
        },
    }


def _fund(rapport: Rapport, fund: Fund) -> dict[str, Any]:
    return {
        "fil": rapport.vist(fund.fil),
        **fund.omraade._asdict(),
        "regel": fund.regel,
        "kode": fund.kode,
        "alvor": fund.alvor.value,
        "hvor": fund.hvor,
        "peger": peger(fund),
        "da": fund.ord.da,
        "en": fund.ord.en,
        "retDa": fund.ord.ret_da,
        "retEn": fund.ord.ret_en,
        "kanRettes": fund.kan_rettes,
    }


def peger(fund: Fund) -> str:
    """What the finding points at, as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(led).replace("~", "~0").replace("/", "~1") for led in fund.sti)
