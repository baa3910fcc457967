"""Objects in JSON: what is the same whether a contract or OIO's own form says which fields they have."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

from schemas.formater.fejl import Fejlsamler, Formbrud, Sti, sti_tekst, vis_navn
from schemas.formater.jsonform.dokument import Dobbelt, Ikketal
from schemas.formater.jsonform.vaerdier import forkert_type


def er_objekt(vaerdi: Any, sti: Sti, fejl: Fejlsamler, da: str = "et objekt { }", en: str = "an object { }") -> bool:
    """Whether the value is an object; if not, or when a key came twice, adds to the errors."""
    if type(vaerdi) is dict:
        return True
    if isinstance(vaerdi, Dobbelt):
        navn = vis_navn(vaerdi.noegle)
        fejl.tilfoej(
            Formbrud(
                "dobbelt-noegle",
                f"Nøglen «{navn}» står to gange i samme objekt. Behold den ene.",
                f"The key «{navn}» occurs twice in one object. Keep one of them.",
                sti=sti_tekst(sti),
            )
        )
        return True
    fejl.tilfoej(forkert_type(vaerdi, sti, da, en))
    return False


def mangler(sti: Sti) -> Formbrud:
    """The error for a required field that is not there."""
    return Formbrud(
        "mangler-felt",
        "Feltet skal være der, og mangler.",
        "The field is required and missing.",
        sti=sti_tekst(sti),
    )


def ukendte(
    vaerdi: dict[str, Any], navne: Collection[str], sti: Sti, fejl: Fejlsamler, raad_da: str = "", raad_en: str = ""
) -> None:
    """Add an error for each key that is no field, naming the nearest field; `raad` says what else could be done."""
    for navn in vaerdi:
        if navn in navne:
            continue
        smaa = {kendt.lower(): kendt for kendt in navne}
        naer = difflib.get_close_matches(navn[:60].lower(), smaa, n=1)
        da, en = (f"Mente du «{smaa[naer[0]]}»?", f"Did you mean «{smaa[naer[0]]}»?") if naer else ("", "")
        fejl.tilfoej(
            Formbrud(
                "ukendt-felt",
                " ".join(filter(None, ("Kontrakten har ikke dette felt.", da, raad_da))),
                " ".join(filter(None, ("The contract has no such field.", en, raad_en))),
                sti=sti_tekst((sti, navn)),
            )
        )


def entydig(vaerdi: Any, sti: Sti, fejl: Fejlsamler) -> None:
    """Add an error for each duplicate key and impossible number in a value that is kept without being understood."""
    match vaerdi:
        case Ikketal():
            fejl.tilfoej(forkert_type(vaerdi, sti, "et tal på højst 64 bit", "a number of at most 64 bits"))
        case dict():
            er_objekt(vaerdi, sti, fejl)
            for noegle, led in vaerdi.items():
                entydig(led, (sti, noegle), fejl)
        case list():
            for nummer, led in enumerate(vaerdi):
                entydig(led, (sti, nummer), fejl)
