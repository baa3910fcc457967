"""From plain JSON values to the Avro record: a reader per type, compiled once from the contract.

Reads on after an error, so that a vendor sees everything that is wrong at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from schemas.formater import saerlige, tid
from schemas.formater.fejl import Fejlsamler, Formatfejl, Formbrud, Sti, sti_tekst
from schemas.formater.jsonform.objekter import er_objekt, mangler, ukendte
from schemas.formater.jsonform.vaerdier import SIMPLE, forkert_type, vaelg_kode
from schemas.formater.kompilat import Kompilat
from schemas.formater.typer import (
    MANGLER,
    TIDSPUNKT,
    UNIK_ID,
    Felt,
    Kodeliste,
    Liste,
    Opslag,
    Post,
    Simpel,
    Type,
    Valgfri,
)
from schemas.identifikatorer import unik_id

Indhold = dict[str, Any]
"""A record as fastavro gives it: camelCase names, aware datetimes, dates."""

_EGNE_FELTER = ("Egne felter hører til i «udvidelser».", "Fields of your own belong in «udvidelser».")

Laeser = Callable[[Any, Sti, Fejlsamler], Any]
"""Gives the value; where it is wrong, adds to the errors and gives None, which nobody then uses."""


def byg_laeser(type_: Type) -> Laeser:
    """The reader of a type."""
    match type_:
        case Simpel(slags):
            return SIMPLE[slags]
        case Kodeliste():
            return partial(_kode, type_.symboler)
        case Valgfri(indre, gren):
            return _valgfri(byg_laeser(indre), indre, gren)
        case Liste(element):
            return _liste(byg_laeser(element))
        case Opslag(indre):
            return _opslag(byg_laeser(indre))
        case Post():
            return _saerlig(type_) if type_.saerlig else _post(type_)


laeser: Kompilat[Laeser] = Kompilat(byg_laeser)
"""The reader of a schema."""


def _kode(symboler: tuple[str, ...], vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> str | None:
    if not isinstance(vaerdi, str):
        fejl.tilfoej(forkert_type(vaerdi, sti, "en kode", "a code"))
        return None
    return vaelg_kode(symboler, vaerdi, sti, fejl)


def _valgfri(indre: Laeser, type_: Type, gren: str) -> Laeser:
    er_opslag = isinstance(type_, Opslag)

    def laes(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> Any:
        if vaerdi is None:
            return None
        if type(vaerdi) is dict and len(vaerdi) == 1 and gren in vaerdi:
            inde = vaerdi[gren]
            # a map's own key may be called "map"; Avro's tag is told from it by what is inside
            if not er_opslag or isinstance(inde, dict):
                return _maerket(inde, gren, type_, sti, fejl) if gren in {"int", "long"} else indre(inde, sti, fejl)
        return indre(vaerdi, sti, fejl)

    return laes


def _maerket(vaerdi: Any, gren: str, type_: Type, sti: Sti, fejl: Fejlsamler) -> Any:
    """A value that Avro's JSON encoding tagged as a number: dates and timestamps come as one too."""
    tal = SIMPLE[gren](vaerdi, sti, fejl)
    if not isinstance(type_, Simpel) or tal is None:
        return tal
    try:
        return tid.fra_tal(type_.slags, tal)
    except OverflowError:
        fejl.tilfoej(
            Formbrud(
                "uden-for-omraade",
                "Tallet er ikke et tidspunkt mellem år 1 og 9999.",
                "The number is no point in time between the years 1 and 9999.",
                sti=sti_tekst(sti),
            )
        )
        return None


def _liste(element: Laeser) -> Laeser:
    def laes(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> Any:
        if type(vaerdi) is not list:
            fejl.tilfoej(forkert_type(vaerdi, sti, "en liste [ ]", "an array [ ]"))
            return None
        return [element(led, (sti, nummer), fejl) for nummer, led in enumerate(vaerdi)]

    return laes


def _opslag(indre: Laeser) -> Laeser:
    def laes(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> Any:
        if not er_objekt(vaerdi, sti, fejl):
            return None
        return {noegle: indre(led, (sti, noegle), fejl) for noegle, led in vaerdi.items()}

    return laes


def _post(post: Post) -> Laeser:
    felter = [(felt.navn, byg_laeser(felt.type), _standard(felt)) for felt in post.felter]
    navne = [felt.navn for felt in post.felter]

    def laes(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> Any:
        if not er_objekt(vaerdi, sti, fejl):
            return None
        ud = {}
        rest = len(vaerdi)
        for navn, laes_felt, standard in felter:
            if navn in vaerdi:
                rest -= 1
                ud[navn] = laes_felt(vaerdi[navn], (sti, navn), fejl)
            elif standard is None:
                fejl.tilfoej(mangler((sti, navn)))
            else:
                ud[navn] = standard()
        if rest:
            ukendte(vaerdi, navne, sti, fejl, *_EGNE_FELTER)
        return ud

    return laes


def _standard(felt: Felt) -> Callable[[], Any] | None:
    """What gives the field's default anew each time, so that no two messages share a list."""
    match felt.standard:
        case standard if standard is MANGLER:
            return None
        case []:
            return list
        case {} if not felt.standard:
            return dict
        case standard:
            return lambda: standard


def _saerlig(post: Post) -> Laeser:
    """The reader of UnikId and Tidspunkt, which may also be plain text."""
    af_tekst, af_felter = {UNIK_ID: (_unik_id_af_tekst, _unik_id), TIDSPUNKT: (_tidspunkt_af_tekst, _tidspunkt)}[
        post.navn
    ]
    navne = [felt.navn for felt in post.felter]

    def laes(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> Any:
        try:
            if isinstance(vaerdi, str):
                return af_tekst(vaerdi, sti)
            if not er_objekt(vaerdi, sti, fejl, "tekst eller et objekt { }", "text or an object { }"):
                return None
            if not vaerdi.keys() <= set(navne):
                ukendte(vaerdi, navne, sti, fejl, *_EGNE_FELTER)
            return af_felter({navn: vaerdi.get(navn) for navn in navne}, sti, fejl)
        except Formatfejl as brud:
            fejl.tilfoej(brud)
            return None

    return laes


_TEKST = _valgfri(SIMPLE["string"], Simpel("string"), "string")
_SANDT = _valgfri(SIMPLE["boolean"], Simpel("boolean"), "boolean")


def _unik_id_af_tekst(tekst: str, _sti: Sti) -> Any:
    return unik_id(tekst)


def _unik_id(felter: Indhold, sti: Sti, fejl: Fejlsamler) -> Any:
    foer = len(fejl)
    dele = [_TEKST(vaerdi, (sti, navn), fejl) for navn, vaerdi in felter.items()]
    if len(fejl) > foer:
        return None
    return saerlige.unik_id_af(dele[0], dele[1], dele[2], sti_tekst(sti))


def _tidspunkt_af_tekst(tekst: str, sti: Sti) -> Any:
    return tid.uendelig() if tekst == tid.UENDELIG else tid.tidspunkt(tekst, sti=sti_tekst(sti))


def _tidspunkt(felter: Indhold, sti: Sti, fejl: Fejlsamler) -> Any:
    foer = len(fejl)
    stempel: Any = felter["tidsstempel"]
    if isinstance(stempel, dict):
        stempel = _STEMPEL(stempel, (sti, "tidsstempel"), fejl)
    else:
        stempel = _TEKST(stempel, (sti, "tidsstempel"), fejl)
    graense = _SANDT(felter["graense"], (sti, "graense"), fejl)
    original = _TEKST(felter["original"], (sti, "original"), fejl)
    if len(fejl) > foer:
        return None
    return saerlige.tidspunkt_af(stempel, graense, original, sti_tekst(sti))


_STEMPEL = _valgfri(SIMPLE["timestamp-micros"], Simpel("timestamp-micros"), "long")
