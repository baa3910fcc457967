"""How a value looks as an element: a Form reads and writes it, a Sekvens is a Form made of others in strict order.

The envelope, the contracts' records and the value lists are all told in these; so order, cardinality, unknown
elements and attributes are judged in one place.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from lxml import etree

from schemas.formater.fejl import Fejlsamler, Formbrud, Sti, sti_tekst
from schemas.formater.xml.navnerum import SKREVET, XSI
from schemas.formater.xml.sikker import Element, linje
from schemas.formater.xml.udskriver import Udskriver

T = TypeVar("T")


class Form(Protocol):
    """Reads a value from an element and writes it as one."""

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        """The value; where the element is wrong, adds to the errors and gives anything."""

    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        """Write the value as an element of that (prefixed) name. Raises Formbrud where it cannot be written."""


@dataclass(frozen=True, slots=True)
class Led:
    """One element of a sequence: its namespace and name, the field that it becomes, and how often it may come.

    `flere` makes the field a list. Where the element is absent the field is what `standard` gives; without a
    `standard` it is required. `praefiks` is how the namespace is written, `vist` the step that error paths show.
    """

    rum: str
    navn: str
    felt: str
    form: Form
    flere: bool = False
    standard: Callable[[], Any] | None = None
    praefiks: str = ""
    vist: str = ""

    def sti(self, over: Sti) -> Sti:
        """The path of the field under this one."""
        return (over, self.vist or self.felt)

    @property
    def tag(self) -> str:
        """The element's name as lxml has it."""
        return f"{{{self.rum}}}{self.navn}"

    @property
    def skrevet(self) -> str:
        """The element's name as it is written."""
        return f"{self.praefiks or SKREVET[self.rum]}:{self.navn}"


class Sekvens:
    """Elements in strict order, as a dict by field name.

    `faerdig` may make another value of the dict, or raise Formbrud. For another reader, elements named `hale` may
    follow at the end, and the `attributter` may be there.
    """

    def __init__(
        self,
        *led: Led,
        faerdig: Callable[[dict[str, Any], str], Any] | None = None,
        hale: str | None = None,
        attributter: Collection[str] = (),
    ) -> None:
        self._led = [(et_led, et_led.tag, et_led.skrevet) for et_led in led]
        self._navne = {et_led.tag: et_led.navn for et_led in led}
        self._faerdig = faerdig
        self._hale = hale
        self._attributter = attributter

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        """The fields, or what `faerdig` makes of them."""
        kun_elementer(element, sti, fejl, self._attributter)
        # unknown elements are told of one by one, so that one misspelt name does not put all after it out of order
        boern = [barn for barn in element if barn.tag in self._navne]
        foer = len(fejl)
        for barn in element:
            if barn.tag not in self._navne and barn.tag != self._hale:
                fejl.tilfoej(self._ukendt(barn, sti))
        naeste = 0
        ud: dict[str, Any] = {}
        for led, tag, _ in self._led:
            fra = naeste
            while naeste < len(boern) and boern[naeste].tag == tag:
                naeste += 1
            ud[led.felt] = self._vaerdi(led, boern[fra:naeste], element, sti, fejl)
        for barn in boern[naeste:]:
            fejl.tilfoej(self._forkert_plads(barn, sti))
        if self._faerdig is None or len(fejl) > foer:
            return ud
        try:
            return self._faerdig(ud, sti_tekst(sti))
        except Formbrud as brud:
            fejl.tilfoej(med_linje(brud, element))
            return None

    @staticmethod
    def _vaerdi(led: Led, boern: list[Element], element: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        if led.flere:
            if not boern and led.standard is not None:
                return led.standard()
            return [led.form.laes(barn, (led.sti(sti), nummer), fejl) for nummer, barn in enumerate(boern)]
        if len(boern) > 1:
            fejl.tilfoej(brud(boern[1], led.sti(sti), "for-mange", "Må kun stå én gang.", "May occur only once."))
        if boern:
            return led.form.laes(boern[0], led.sti(sti), fejl)
        if led.standard is None:
            fejl.tilfoej(
                brud(
                    element,
                    led.sti(sti),
                    "mangler-felt",
                    f"Elementet {led.navn} skal være her, og mangler.",
                    f"The element {led.navn} is required here and missing.",
                )
            )
            return None
        return led.standard()

    def _forkert_plads(self, barn: Element, sti: Sti) -> Formbrud:
        orden = ", ".join(self._navne.values())
        return brud(
            barn,
            (sti, etree.QName(barn).localname),
            "forkert-raekkefoelge",
            f"Elementet står forkert. Rækkefølgen er: {orden}.",
            f"The element is out of order. The order is: {orden}.",
        )

    def _ukendt(self, barn: Element, sti: Sti) -> Formbrud:
        navn = etree.QName(barn).localname
        naer = difflib.get_close_matches(navn[:60], self._navne.values(), n=1)
        if naer and naer[0] == navn:
            da, en = " Navnerummet er forkert.", " Its namespace is wrong."
        else:
            da, en = (f" Mente du {naer[0]}?", f" Did you mean {naer[0]}?") if naer else ("", "")
        return brud(barn, (sti, navn), "ukendt-felt", f"Ukendt element.{da}", f"Unknown element.{en}")

    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        """Write the fields in order."""
        ud.start(navn)
        self.skriv_indhold(ud, vaerdi, sti)
        ud.slut(navn)

    def skriv_indhold(self, ud: Udskriver, vaerdi: dict[str, Any], sti: Sti) -> None:
        """Write the fields without an element around them."""
        for led, _, skrevet in self._led:
            felt = vaerdi[led.felt]
            if led.flere:
                for nummer, et in enumerate(felt or ()):
                    led.form.skriv(ud, skrevet, et, (led.sti(sti), nummer))
            elif felt is not None:
                led.form.skriv(ud, skrevet, felt, led.sti(sti))


class Tekst(Generic[T]):
    """A Form for an element that holds text alone; `laes` and `skriv` turn the text into a value and back."""

    def __init__(self, laes: Callable[[str, str], T], skriv: Callable[[T], str]) -> None:
        self._laes = laes
        self._skriv = skriv

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> T | None:
        """The value of the text."""
        if not kun_tekst(element, sti, fejl):
            return None
        try:
            return self._laes(element.text or "", sti_tekst(sti))
        except Formbrud as fejlet:
            fejl.tilfoej(med_linje(fejlet, element))
            return None

    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        """Write the value's text."""
        ud.blad(navn, self._skriv(vaerdi), sti)


TEKST = Tekst[str](lambda tekst, _: tekst, str)
"""Text as it stands, blanks and all."""


def brud(element: Element, sti: Sti, kode: str, da: str, en: str) -> Formbrud:
    """An error at an element."""
    return Formbrud(kode, da, en, sti=sti_tekst(sti), linje=linje(element))


def med_linje(fejl: Formbrud, element: Element) -> Formbrud:
    """The same error, with the line of the element in which it was found."""
    fejl.linje = fejl.linje or linje(element)
    return fejl


def kun_elementer(element: Element, sti: Sti, fejl: Fejlsamler, undtagen: Collection[str] = ()) -> None:
    """Refuse attributes (but xsi's and `undtagen`) and text between the elements."""
    uden_attributter(element, sti, fejl, undtagen)
    if any(tekst and not tekst.isspace() for tekst in (element.text, *(barn.tail for barn in element))):
        fejl.tilfoej(
            brud(
                element,
                sti,
                "uventet-tekst",
                "Her må kun stå elementer, ikke tekst.",
                "Only elements may stand here, not text.",
            )
        )


def kun_tekst(element: Element, sti: Sti, fejl: Fejlsamler) -> bool:
    """Refuse attributes (but xsi's) and elements; whether there were none."""
    if len(element):
        fejl.tilfoej(
            brud(
                element,
                sti,
                "forkert-type",
                "Her må kun stå tekst, ikke elementer.",
                "Only text may stand here, not elements.",
            )
        )
        return False
    return uden_attributter(element, sti, fejl)


def uden_attributter(element: Element, sti: Sti, fejl: Fejlsamler, undtagen: Collection[str] = ()) -> bool:
    """Refuse attributes; those of xsi (schemaLocation, type) are tolerated and dropped. Whether there were none."""
    for navn in element.attrib:
        rum = etree.QName(navn)
        if rum.namespace != XSI and navn not in undtagen:
            fejl.tilfoej(
                brud(
                    element,
                    (sti, f"@{rum.localname}"),
                    "ukendt-attribut",
                    "Elementet har ingen sådan attribut. Fjern den.",
                    "The element has no such attribute. Remove it.",
                )
            )
            return False
    return True
