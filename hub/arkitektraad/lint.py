"""What the linter says of a proposed version, before the members are asked to read it.

A registered schema stands alone; the linter reads contracts as a folder has them, each type by itself. So it is divided as
`skema eksport` divides it, and what only a folder has (entries, examples, the layout of a file) is not asked for. Of
personal data without a tag it warns, since tags stand in the entry, which is not proposed with the version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from hub.arkitektraad.fejl import ForkertTilstand
from hub.arkitektraad.mappe import skemafiler, skemasti
from schemas.catalogue import Katalog, UkendtBeskedtype
from schemas.kodeliste import Kodelister
from schemas.lint import Alvor, Fund, lint
from schemas.skema import RaaSkema

_MAPPENS: Final = frozenset({"EKSEMPEL", "FIL", "KATALOG", "SKRIFT"})
"""Rules about files, by the first word of their code."""
_MAERKER: Final = "PERSON-UMAERKET"
_UDEN_POST: Final = "personoplysninger: {}\n"
"""The entry of a contract that has none: nothing in it is tagged."""
_NAEVNT: Final = 5
"""Findings that a refusal tells of in its sentence; its list has them all."""


def lint_version(navn: str, skema: RaaSkema, post: str | None = None) -> Sequence[Fund]:
    """Every finding about a contract and its types, errors first. `post` is the text of its catalogue entry, if any."""
    filer: dict[Path, str | bytes] = dict(skemafiler({navn: skema}))
    filer[skemasti(navn).with_suffix(".yaml")] = post or _UDEN_POST
    fundne = lint(filer, kodelister=Kodelister.standard())
    egne = [
        replace(fund, alvor=Alvor.ADVARSEL) if fund.kode == _MAERKER else fund
        for fund in fundne
        if fund.kode.partition("-")[0] not in _MAPPENS
    ]
    return sorted(egne, key=lambda fund: fund.alvor is not Alvor.FEJL)


def katalogpost(navn: str) -> str | None:
    """The text of a contract's catalogue entry; None where the catalogue that ships has none."""
    try:
        return Katalog.standard().efter_navn(navn).fil.read_text(encoding="utf-8")
    except UkendtBeskedtype:
        return None


def fejl_i(fundne: Sequence[Fund]) -> Sequence[Fund]:
    """Those with which a version cannot be approved."""
    return [fund for fund in fundne if fund.alvor is Alvor.FEJL]


def kraev_fejlfri(navn: str, fundne: Sequence[Fund]) -> None:
    """Refuse to have a version heard that cannot be approved. Raises ForkertTilstand with every error."""
    fejl = fejl_i(fundne)
    if not fejl:
        return
    rest = "; …" if len(fejl) > _NAEVNT else ""
    en = "; ".join(f"{fund.hvor}: {fund.ord.en} ({fund.kode})" for fund in fejl[:_NAEVNT]) + rest
    da = "; ".join(f"{fund.hvor}: {fund.ord.da} ({fund.kode})" for fund in fejl[:_NAEVNT]) + rest
    raise ForkertTilstand(
        f"{navn}: the linter has {len(fejl)} error(s): {en}. Propose a version without them, or open the hearing in "
        "spite of them (trodsLint) with your reason.",
        f"{navn}: linteren har {len(fejl)} fejl: {da}. Foreslå en version uden dem, eller åbn høringen til trods for dem "
        "(trodsLint) med din begrundelse.",
        [
            *((fund.hvor, f"{fund.kode}: {fund.ord.en} {fund.ord.ret_en}") for fund in fejl),
            ("trodsLint", "or open the hearing in spite of it (--trods-lint), with your reason"),
        ],
    )
