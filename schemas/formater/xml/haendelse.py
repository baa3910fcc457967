"""Haendelsesbesked: a whole message as XML, to and from the Avro record; bare, or as push receivers get it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemas.formater.fejl import Fejlsamler, Formbrud
from schemas.formater.xml.beskeddata import dataform
from schemas.formater.xml.form import Sekvens, brud, kun_elementer
from schemas.formater.xml.kuvert import HOVED
from schemas.formater.xml.navnerum import KUVERT, SAGDOK, SKREVET, STS, erklaeringer
from schemas.formater.xml.sikker import HOEJST_BYTES, Element, parse
from schemas.formater.xml.udskriver import Udskriver
from schemas.identifikatorer import tekst_af
from schemas.skema import Skema

Indhold = dict[str, Any]

_HAENDELSESBESKED = f"{{{KUVERT}}}Haendelsesbesked"
_MODTAG = f"{{{STS}}}ModtagBeskedInput"


_BESKEDDATA = f"{{{KUVERT}}}Beskeddata"
_HOVED = Sekvens(*HOVED, hale=_BESKEDDATA)


def fra_xml(data: bytes, find_skema: Callable[[str], Skema], *, hoejst: int = HOEJST_BYTES) -> tuple[Skema, Indhold]:
    """The message in the bytes and its schema, which `find_skema` finds by the beskedtype in normal form.

    Raises Formatfejl with every error found, and what `find_skema` raises.
    """
    rod = _uden_indpakning(parse(data, hoejst=hoejst))
    fejl = Fejlsamler()
    indhold: Indhold = _HOVED.laes(rod, None, fejl)
    fejl.rejs()
    skema = find_skema(tekst_af(indhold["beskedkuvert"]["filtreringsdata"]["beskedtype"]))
    indhold["beskeddata"] = dataform(skema).laes(list(rod.iterchildren(_BESKEDDATA)), rod, (None, "beskeddata"), fejl)
    fejl.rejs()
    return skema, indhold


def til_xml(indhold: Indhold, skema: Skema, *, indpakket: bool = False) -> bytes:
    """The message as Haendelsesbesked; `indpakket` puts it into the ModtagBeskedInput that push receivers expect.

    Raises Formbrud for what XML cannot hold.
    """
    ud = Udskriver()
    navn = f"{SKREVET[KUVERT]}:Haendelsesbesked"
    ud.maerk(erklaeringer(KUVERT, SAGDOK, *([STS] if indpakket else [])), None)
    if indpakket:
        ud.start(f"{SKREVET[STS]}:ModtagBeskedInput")
    ud.start(navn)
    _HOVED.skriv_indhold(ud, indhold, None)
    dataform(skema).skriv(ud, indhold["beskeddata"], (None, "beskeddata"))
    ud.slut(navn)
    if indpakket:
        ud.slut(f"{SKREVET[STS]}:ModtagBeskedInput")
    return ud.data()


def _uden_indpakning(rod: Element) -> Element:
    besked = rod
    if rod.tag == _MODTAG:
        fejl = Fejlsamler()
        kun_elementer(rod, None, fejl)
        fejl.rejs()
        if len(rod) == 1:
            besked = rod[0]
    if besked.tag == _HAENDELSESBESKED:
        return besked
    raise _ikke_en_besked(besked)


def _ikke_en_besked(element: Element) -> Formbrud:
    return brud(
        element,
        None,
        "ikke-en-haendelsesbesked",
        f"Roden skal være Haendelsesbesked i navnerummet {KUVERT}, eventuelt i ModtagBeskedInput ({STS}).",
        f"The root must be Haendelsesbesked in the namespace {KUVERT}, perhaps inside ModtagBeskedInput ({STS}).",
    )
