"""A contract's records as XML: an element per field in the record's namespace, in the contract's order.

`beskeddata` of a contract is one element named as its record, `{urn:dk:faelleshub:sag}Sag`, inside Beskeddata. A field
that is an array repeats its element; an array elsewhere, or one that may be null, holds `<led>`; a map holds
`<post noegle="…">`. Null is absent, or `xsi:nil="true"` inside arrays and maps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.formater import saerlige, tid
from schemas.formater.fejl import Fejlsamler, Sti, sti_tekst
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
from schemas.formater.xml.form import TEKST, Form, Led, Sekvens, Tekst, brud, kun_elementer
from schemas.formater.xml.navnerum import XSI, kontraktrum
from schemas.formater.xml.sikker import Element
from schemas.formater.xml.skalarer import SANDT, SKALARER, kode
from schemas.formater.xml.udskriver import Udskriver
from schemas.skema import Skemafejl


@dataclass(frozen=True, slots=True)
class Postform:
    """A contract's record as an element of its own, on which the namespaces of all in it are declared."""

    rum: str
    navn: str
    sekvens: Sekvens
    praefikser: Mapping[str, str]

    @property
    def tag(self) -> str:
        """The element's name as lxml has it."""
        return f"{{{self.rum}}}{self.navn}"

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        """The record."""
        return self.sekvens.laes(element, sti, fejl)

    def skriv(self, ud: Udskriver, vaerdi: Any, sti: Sti) -> None:
        """Write the record. Raises Formbrud for text that XML cannot hold, or an original that contradicts."""
        navn = f"{self.praefikser[self.rum]}:{self.navn}"
        ud.maerk({f"xmlns:{praefiks}": rum for rum, praefiks in self.praefikser.items()}, sti)
        ud.start(navn)
        self.sekvens.skriv_indhold(ud, vaerdi, sti)
        ud.slut(navn)


def postform(post: Post) -> Postform:
    """The Form of a record. Raises Skemafejl where XML could not hold what the contract allows."""
    praefikser = _praefikser(post)
    rum, _, navn = post.navn.rpartition(".")
    return Postform(kontraktrum(rum), navn, _Bygger(praefikser).sekvens(post), praefikser)


def _praefikser(post: Post) -> dict[str, str]:
    """A prefix for each namespace used: the last part of its name (`sag`, `faelles`), numbered where two are alike."""
    ud = {XSI: "xsi"}
    for navn in _postnavne(post):
        avro_rum = navn.rpartition(".")[0]
        praefiks = avro_rum.rpartition(".")[2] or "post"
        rum = kontraktrum(avro_rum)
        if rum not in ud:
            ud[rum] = praefiks if praefiks not in ud.values() else f"{praefiks}{len(ud)}"
    return ud


def _postnavne(type_: Type) -> Iterator[str]:
    match type_:
        case Post(navn, felter):
            yield navn
            for felt in felter:
                yield from _postnavne(felt.type)
        case Liste(indre) | Opslag(indre) | Valgfri(indre, _):
            yield from _postnavne(indre)


class _Bygger:
    """Builds Forms from a contract's types, with the prefixes of one document."""

    def __init__(self, praefikser: Mapping[str, str]) -> None:
        self._praefikser = praefikser
        self._faerdige: dict[str, Sekvens] = {}

    def sekvens(self, post: Post) -> Sekvens:
        """The Form of a record; built once, however often the record is used."""
        if post.navn not in self._faerdige:
            self._faerdige[post.navn] = self._sekvens(post)
        return self._faerdige[post.navn]

    def _sekvens(self, post: Post) -> Sekvens:
        rum = kontraktrum(post.navn.rpartition(".")[0])
        match post.saerlig:
            case saerlig if saerlig == UNIK_ID:
                return _Proevet(*(_valgfri(rum, felt.navn, TEKST, self._praefikser[rum]) for felt in post.felter))
            case saerlig if saerlig == TIDSPUNKT:
                former: tuple[Form, ...] = (_STEMPEL, SANDT, TEKST)
                felter = zip(post.felter, former, strict=True)
                return _ProevetTid(*(_valgfri(rum, felt.navn, form, self._praefikser[rum]) for felt, form in felter))
        return Sekvens(*(self._led(rum, felt) for felt in post.felter))

    def _led(self, rum: str, felt: Felt) -> Led:
        praefiks = self._praefikser[rum]
        match felt.type:
            case Valgfri(indre):
                if felt.standard not in (None, MANGLER):
                    raise Skemafejl(f"{felt.navn}: a nullable field's default must be null to be told in XML")
                return _valgfri(rum, felt.navn, self._form(indre, rum), praefiks)
            case Liste(element):
                return Led(rum, felt.navn, felt.navn, self._form(element, rum), True, _standard(felt, list), praefiks)
            case Opslag():
                return Led(
                    rum, felt.navn, felt.navn, self._form(felt.type, rum), False, _standard(felt, dict), praefiks
                )
            case _:
                standard = None if felt.standard is MANGLER else _standard(felt, dict)
                return Led(rum, felt.navn, felt.navn, self._form(felt.type, rum), False, standard, praefiks)

    def _form(self, type_: Type, rum: str) -> Form:
        match type_:
            case Simpel(slags):
                return SKALARER[slags]
            case Kodeliste(_, symboler):
                return kode(symboler)
            case Post():
                return self.sekvens(type_)
            case Valgfri(indre):
                return _Nil(self._form(indre, rum))
            case Liste(element):
                return _Ledliste(self._form(element, rum), rum, self._praefikser[rum])
            case Opslag(indre):
                return _Opslag(self._form(indre, rum), rum, self._praefikser[rum])


def _valgfri(rum: str, navn: str, form: Form, praefiks: str) -> Led:
    return Led(rum, navn, navn, form, False, type(None), praefiks)


def _standard(felt: Felt, tom: type) -> Any:
    """What gives the field's default anew; an array or map without one is empty when absent, for so it is written."""
    if felt.standard is MANGLER or felt.standard in ([], {}):
        return tom
    if isinstance(felt.standard, list | dict):
        raise Skemafejl(f"{felt.navn}: a default with content cannot be told from an empty value in XML")
    return lambda: felt.standard


_STEMPEL = Tekst[Any](lambda tekst, _: tekst, tid.normalform)


class _Proevet(Sekvens):
    """UnikId: brought into normal form on the way in, refused on the way out where it contradicts itself."""

    def __init__(self, *led: Led) -> None:
        super().__init__(
            *led,
            faerdig=lambda felter, sti: saerlige.unik_id_af(felter["uuid"], felter["urn"], felter["original"], sti),
        )

    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        saerlige.til_unik_id_tekst(vaerdi, sti_tekst(sti))
        super().skriv(ud, navn, vaerdi, sti)


class _ProevetTid(Sekvens):
    """Tidspunkt: as _Proevet."""

    def __init__(self, *led: Led) -> None:
        super().__init__(
            *led,
            faerdig=lambda felter, sti: saerlige.tidspunkt_af(
                felter["tidsstempel"], felter["graense"], felter["original"], sti
            ),
        )

    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        saerlige.til_tidspunkt_tekst(vaerdi, sti_tekst(sti))
        super().skriv(ud, navn, vaerdi, sti)


class _Nil:
    """A value inside an array or map that may be null."""

    def __init__(self, indre: Form) -> None:
        self._indre = indre

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        if element.get(f"{{{XSI}}}nil") in {"true", "1"}:
            if len(element) or element.text:
                fejl.tilfoej(
                    brud(
                        element,
                        sti,
                        "nil",
                        "Med xsi:nil skal elementet være tomt.",
                        "With xsi:nil the element must be empty.",
                    )
                )
            return None
        return self._indre.laes(element, sti, fejl)

    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        if vaerdi is None:
            ud.maerk({"xsi:nil": "true"}, sti)
            ud.blad(navn, "", sti)
        else:
            self._indre.skriv(ud, navn, vaerdi, sti)


class _Ledliste:
    """An array inside an element of its own."""

    def __init__(self, element: Form, rum: str, praefiks: str) -> None:
        self._sekvens = Sekvens(Led(rum, "led", "led", element, True, list, praefiks))

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        return self._sekvens.laes(element, sti, fejl)["led"]

    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        self._sekvens.skriv(ud, navn, {"led": vaerdi}, sti)


class _Opslag:
    """A map: entries in the order in which they came, each key once."""

    def __init__(self, indre: Form, rum: str, praefiks: str) -> None:
        self._indre = indre
        self._tag = f"{{{rum}}}post"
        self._skrevet = f"{praefiks}:post"

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        kun_elementer(element, sti, fejl)
        ud: dict[str, Any] = {}
        for barn in element:
            noegle = barn.get("noegle")
            if barn.tag != self._tag or noegle is None:
                fejl.tilfoej(
                    brud(
                        barn,
                        sti,
                        "opslag",
                        'Her må kun stå <post noegle="…">.',
                        'Only <post noegle="…"> may stand here.',
                    )
                )
            elif noegle in ud:
                fejl.tilfoej(
                    brud(barn, (sti, str(noegle)), "dobbelt-noegle", "Nøglen står to gange.", "The key occurs twice.")
                )
            else:
                del barn.attrib["noegle"]  # what is left is the value's own
                ud[str(noegle)] = self._indre.laes(barn, (sti, str(noegle)), fejl)
        return ud

    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        ud.start(navn)
        for noegle, led in vaerdi.items():
            ud.maerk({"noegle": noegle}, (sti, noegle))
            self._indre.skriv(ud, self._skrevet, led, (sti, noegle))
        ud.slut(navn)
