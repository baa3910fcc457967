"""Reads a kommune's configuration of the linter, and the council's dispensations, from YAML with the place of each error."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.lint.afvigelser import FRA, Dispensation, Konfiguration
from schemas.lint.fund import Alvor
from schemas.lint.regel import Kilde, Lintregel
from schemas.lint.steder import Steder, Sti, Ulaeselig
from schemas.lint.yamlsteder import laes_yaml

_Kommune = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
_Tekst = Annotated[str, Field(min_length=1)]


class Afvigelsesfejl(ValueError):
    """A configuration or a file of dispensations that cannot be used: file, line, column and what to mend, each a line."""


class _Streng(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Konfiguration(_Streng):
    kommune: _Kommune
    regler: dict[str, Literal["fejl", "advarsel", "fra"]]


class _Dispensation(_Streng):
    kommune: _Kommune
    regel: _Tekst
    begrundelse: Annotated[str, Field(min_length=10)]
    udloeber: dt.date
    afgoerelse: _Tekst


class _Dispensationer(_Streng):
    dispensationer: list[_Dispensation]


_Model = TypeVar("_Model", bound=BaseModel)
_VAEGT: Final[Mapping[str, Alvor | None]] = {"fejl": Alvor.FEJL, "advarsel": Alvor.ADVARSEL, FRA: None}


def laes_konfiguration(fil: Path, tekst: str, regler: Collection[Lintregel]) -> Konfiguration:
    """A kommune's configuration. Raises Afvigelsesfejl: also for a rule or a code that there is not."""
    kilde, model = _laes(fil, tekst, _Konfiguration)
    _kendte(kilde, {("regler", navn): navn for navn in model.regler}, regler)
    return Konfiguration(model.kommune, {navn: _VAEGT[vaegt] for navn, vaegt in model.regler.items()}, kilde)


def laes_dispensationer(fil: Path, tekst: str, regler: Collection[Lintregel]) -> tuple[Dispensation, ...]:
    """The council's dispensations. Raises Afvigelsesfejl: also for a rule or a code that there is not."""
    kilde, model = _laes(fil, tekst, _Dispensationer)
    _kendte(kilde, {("dispensationer", i, "regel"): en.regel for i, en in enumerate(model.dispensationer)}, regler)
    return tuple(Dispensation(**en.model_dump()) for en in model.dispensationer)


def _laes(fil: Path, tekst: str, model: type[_Model]) -> tuple[Kilde, _Model]:
    try:
        kilde = Kilde(fil, tekst, laes_yaml(tekst))
    except Ulaeselig as fejl:
        bar = Kilde(fil, tekst, Steder(tekst, None, {(): (fejl.offset, fejl.offset)}))
        raise Afvigelsesfejl(_linje(bar, (), fejl.en)) from None
    try:
        return kilde, model.model_validate(kilde.steder.vaerdi)
    except ValidationError as fejl:
        fundne: list[Any] = fejl.errors(include_url=False, include_input=False, include_context=False)
        linjer = [_linje(kilde, en["loc"], f"{'.'.join(map(str, en['loc']))}: {en['msg']}") for en in fundne]
        raise Afvigelsesfejl("\n".join(linjer)) from None


def _kendte(kilde: Kilde, navne: Mapping[Sti, str], regler: Collection[Lintregel]) -> None:
    kendte = {navn for regel in regler for navn in (regel.kode, regel.regel)}
    linjer = []
    for sti, navn in navne.items():
        if navn not in kendte:
            naer = difflib.get_close_matches(navn, sorted(kendte), 1)
            linjer.append(_linje(kilde, sti, f"no rule {navn}{f'; perhaps {naer[0]}' if naer else ''}"))
    if linjer:
        raise Afvigelsesfejl("\n".join(linjer))


def _linje(kilde: Kilde, sti: Sti, tekst: str) -> str:
    linje, kolonne, _, _ = kilde.steder.sted(sti)
    return f"{kilde.fil}:{linje}:{kolonne}: {tekst}"
