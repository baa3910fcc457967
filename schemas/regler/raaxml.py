"""Rules of what a message carries as XML and nobody here understands: it must be able to leave as XML again.

One of the tables of rules; each piece is read just as the writer of XML reads it.
"""

# A table of rules, one entry each, reads better unwrapped:
# fmt: off

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lxml import etree

from schemas.formater.fejl import Formbrud
from schemas.formater.xml.kuvert import fremmed
from schemas.formater.xml.navnerum import DS
from schemas.formater.xml.raat import fra_kanonisk
from schemas.formater.xml.sikker import HOEJST_DYBDE, Element
from schemas.regler.krav import Funktion, Hver
from schemas.regler.regel import Aendring, IAvro, Lag, Maal, Regel, regelsaet

TEGN_HOEJST: Final = 1_000_000
"""Characters in one piece."""
DYBDE_HOEJST: Final = HOEJST_DYBDE - 8
"""Levels in one piece; the rest is for the envelope around it and what a receiver wraps that into."""

_LEVERANCE: Final = "beskedkuvert.leveranceinformation"
_FREMMED: Final = "dk.faelleshub.faelles.FremmedHaendelse"
_EGET: Final = '<f:felt xmlns:f="urn:firma:felt">1</f:felt>'
_SIGNATUR: Final = f'<ds:Signature xmlns:ds="{DS}"></ds:Signature>'


def _ethvert(_element: Element) -> bool:
    return True


def _er_signatur(element: Element) -> bool:
    return element.tag == f"{{{DS}}}Signature"


def _dybde(element: Element) -> int:
    dybest = dybde = 0
    for haendelse, _ in etree.iterwalk(element, events=("start", "end")):
        dybde += 1 if haendelse == "start" else -1
        dybest = max(dybest, dybde)
    return dybest


def _stykke(hoerer_til: Callable[[Element], bool]) -> Funktion:
    """One whole element in canonical form, within the limits, that may stand where it does."""

    def brud(tekst: Any) -> tuple[str, ...]:
        if tekst is None:
            return ()
        if len(tekst) > TEGN_HOEJST:
            return ("",)
        try:
            element, kanonisk = fra_kanonisk(tekst, None)
        except Formbrud:
            return ("",)
        return () if kanonisk == tekst and hoerer_til(element) and _dybde(element) <= DYBDE_HOEJST else ("",)

    return Funktion(brud, "XML")


def _udvidelse(**felter: Any) -> IAvro:
    """The example with a local extension of the delivery."""
    return IAvro({f"{_LEVERANCE}.lokalUdvidelse": {"antalLeveranceforsoeg": None, "signatur": None, "elementer": [], **felter}})


def _r(id_: str, type_: str, sti: str, krav: Funktion | Hver, da: str, en: str, bryder: Aendring, holder: Aendring) -> Regel:
    return Regel(id_, f"faelles.{type_}", sti, krav, da, en, "Beskedkuvert 1.0, LokalUdvidelse og Beskeddata; Canonical XML 1.0", Maal.FLERE_LEVERANDOERER, Lag.FORM, _FREMMED, bryder, holder)


def _ikke_her(felt: str, slags: str) -> Funktion:
    def brud(post: Any) -> tuple[str, ...]:
        return (f".{felt}.{slags}",) if post[felt][slags] is not None else ()

    return Funktion(brud, slags, naar=felt)


def _sted(id_: str, type_: str, slags: str, hvor_da: str, hvor_en: str, bryder: Aendring, holder: Aendring) -> Regel:
    return _r(id_, type_, "", _ikke_her("lokalUdvidelse", slags), f"{slags} hører kun til i {hvor_da}. Udelad feltet her.", f"{slags} belongs only in {hvor_en}. Leave it out here.", bryder, holder)


def _rute(**felter: Any) -> IAvro:
    """The example with one hop of its way, and that hop's local extension."""
    rute = dict.fromkeys(("fordelingssystem", "modtagelsesTidspunkt", "leveranceTidspunkt", "modtagetFraSystem", "erLeveretIHenholdTil"))
    udvidelse = {"antalLeveranceforsoeg": None, "signatur": None, "elementer": [], **felter}
    return IAvro({f"{_LEVERANCE}.leveranceruter": {"leverancerute": [{**rute, "lokalUdvidelse": udvidelse}]}})


REGLER: Final = regelsaet(
    _r("FORM-XML-ELEMENTER", "LokalUdvidelse", "elementer[]", Hver(_stykke(fremmed)),
       f"Hvert element er ét helt XML-element fra et eget navnerum, skrevet kanonisk (C14N uden kommentarer), højst {DYBDE_HOEJST} niveauer og {TEGN_HOEJST} tegn.",
       f"Each element is one whole XML element of a namespace of your own, written in canonical form (C14N without comments), at most {DYBDE_HOEJST} levels and {TEGN_HOEJST} characters.",
       _udvidelse(elementer=["<felt>1</felt>"]), _udvidelse(elementer=[_EGET])),
    _r("FORM-XML-SIGNATUR", "LokalUdvidelse", "signatur", _stykke(_er_signatur),
       f"Signaturen er ét helt ds:Signature, skrevet kanonisk (C14N uden kommentarer), højst {DYBDE_HOEJST} niveauer og {TEGN_HOEJST} tegn.",
       f"The signature is one whole ds:Signature, written in canonical form (C14N without comments), at most {DYBDE_HOEJST} levels and {TEGN_HOEJST} characters.",
       _udvidelse(signatur=_EGET), _udvidelse(signatur=_SIGNATUR)),
    _r("FORM-XML-DATA", "Beskeddatablok", "elementer[]", Hver(_stykke(_ethvert)),
       f"Hvert element er ét helt XML-element, skrevet kanonisk (C14N uden kommentarer), højst {DYBDE_HOEJST} niveauer og {TEGN_HOEJST} tegn.",
       f"Each element is one whole XML element, written in canonical form (C14N without comments), at most {DYBDE_HOEJST} levels and {TEGN_HOEJST} characters.",
       IAvro({"beskeddata": [{"elementer": ["<a><b></a>"]}]}), IAvro({"beskeddata": [{"elementer": ["<a><b></b></a>"]}]})),
    _sted("UDVIDELSE-REGISTRERING", "ObjektRegistrering", "antalLeveranceforsoeg", "en leverancerutes lokale udvidelse", "a Leverancerute's local extension",
          IAvro({"beskedkuvert.filtreringsdata.objektRegistrering[0].lokalUdvidelse": {"antalLeveranceforsoeg": 1, "signatur": None, "elementer": []}}),
          IAvro({"beskedkuvert.filtreringsdata.objektRegistrering[0].lokalUdvidelse": {"antalLeveranceforsoeg": None, "signatur": _SIGNATUR, "elementer": []}})),
    _sted("UDVIDELSE-LEVERANCE", "Leveranceinformation", "antalLeveranceforsoeg", "en leverancerutes lokale udvidelse", "a Leverancerute's local extension",
          _udvidelse(antalLeveranceforsoeg=1), _udvidelse(elementer=[_EGET])),
    _sted("UDVIDELSE-RUTE", "Leverancerute", "signatur", "den lokale udvidelse af en registrering eller leverancen", "the local extension of a registration or the delivery",
          _rute(signatur=_SIGNATUR), _rute(antalLeveranceforsoeg=1)),
)
