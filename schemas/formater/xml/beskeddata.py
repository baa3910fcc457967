"""Beskeddata as XML: a contract's own record, or what a foreign contract put there, kept as it came."""

from __future__ import annotations

from typing import Any, Final, Protocol

from schemas.formater.fejl import Fejlsamler, Sti
from schemas.formater.kompilat import Kompilat
from schemas.formater.typer import Liste, Post, Type
from schemas.formater.xml.form import brud, kun_elementer
from schemas.formater.xml.navnerum import KUVERT, SKREVET
from schemas.formater.xml.poster import Postform, postform
from schemas.formater.xml.raat import fra_kanonisk, til_kanonisk
from schemas.formater.xml.sikker import Element
from schemas.formater.xml.udskriver import Udskriver
from schemas.skema import PRAEFIKS, Skemafejl

FREMMED_BLOK: Final = PRAEFIKS + "faelles.Beskeddatablok"
_BESKEDDATA: Final = f"{SKREVET[KUVERT]}:Beskeddata"


class Dataform(Protocol):
    """Reads the field beskeddata from the Beskeddata elements of a message, and writes them."""

    def laes(self, blokke: list[Element], rod: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        """The value of beskeddata; `rod` is where the elements are missing."""

    def skriv(self, ud: Udskriver, vaerdi: Any, sti: Sti) -> None:
        """Write the Beskeddata elements. Raises Formbrud."""


class Fremmed:
    """Any number of Beskeddata, each with any elements; the hub does not look inside."""

    def laes(self, blokke: list[Element], rod: Element, sti: Sti, fejl: Fejlsamler) -> Any:  # noqa: ARG002 - nothing can be missing here
        """A Beskeddatablok per element."""
        for nummer, blok in enumerate(blokke):
            kun_elementer(blok, (sti, nummer), fejl)
        return [{"elementer": [til_kanonisk(barn) for barn in blok]} for blok in blokke]

    def skriv(self, ud: Udskriver, vaerdi: Any, sti: Sti) -> None:
        """Write the blocks."""
        for nummer, blok in enumerate(vaerdi):
            ud.start(_BESKEDDATA)
            for plads, tekst in enumerate(blok["elementer"]):
                ud.raat(fra_kanonisk(tekst, ((((sti, nummer), "elementer"), plads)))[1])
            ud.slut(_BESKEDDATA)


class Kontrakt:
    """Exactly one Beskeddata with exactly one element: the contract's record."""

    def __init__(self, form: Postform) -> None:
        self._form = form

    def laes(self, blokke: list[Element], rod: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        """The record."""
        for blok in blokke:
            kun_elementer(blok, sti, fejl)
        boern = [barn for blok in blokke for barn in blok]
        if len(blokke) == len(boern) == 1 and boern[0].tag == self._form.tag:
            return self._form.laes(boern[0], sti, fejl)
        fejl.tilfoej(
            brud(
                next(iter(blokke), rod),
                sti,
                "beskeddata",
                f"Skal være ét Beskeddata med ét element {self._form.navn} i navnerummet {self._form.rum}.",
                f"Must be one Beskeddata with one element {self._form.navn} in the namespace {self._form.rum}.",
            )
        )
        return None

    def skriv(self, ud: Udskriver, vaerdi: Any, sti: Sti) -> None:
        """Write the record."""
        ud.start(_BESKEDDATA)
        self._form.skriv(ud, vaerdi, sti)
        ud.slut(_BESKEDDATA)


def _dataform(type_: Type) -> Dataform:
    felter = {felt.navn: felt.type for felt in type_.felter} if isinstance(type_, Post) else {}
    if set(felter) != {"beskedId", "beskedVersion", "beskedkuvert", "beskeddata"}:
        raise Skemafejl("only a message (beskedId, beskedVersion, beskedkuvert, beskeddata) can be told in XML")
    match felter["beskeddata"]:
        case Liste(Post(navn)) if navn == FREMMED_BLOK:
            return Fremmed()
        case Post() as post:
            return Kontrakt(postform(post))
    raise Skemafejl("beskeddata must be a record to be told in XML")


dataform: Kompilat[Dataform] = Kompilat(_dataform)
"""How a message schema's beskeddata looks in XML, compiled once. Raises Skemafejl."""
