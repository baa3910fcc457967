"""How a MeMo class says what its elements are: one line per element, from which reading, writing and checking follow.

A class is a frozen dataclass; the order of its attributes is the order of its elements, which MeMo is strict about.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from schemas.formater.xml.form import TEKST, Form, Led
from schemas.formater.xml.objekt import Objekt
from schemas.formater.xml.skalarer import SANDT

MEMO: Final = "https://DigitalPost.dk/MeMo-1"
GRD: Final = "https://data.gov.dk/model/core/"
KLE: Final = "http://kle-online.dk/"
GLN: Final = "https://www.gs1.dk/gs1-standarder/identifikation/gln-global-location-number/"
UDD: Final = "https://www.dst.dk/da/TilSalg/Forskningsservice/Dokumentation/hoejkvalitetsvariable/elevregister-2/udd#"
FORM: Final = "http://www.form-online.dk/"
DMV: Final = "https://motorregister.skat.dk/"
SOR: Final = "https://services.nsi.dk/en/Services/SOR"

PRAEFIKSER: Final = {
    MEMO: "memo",
    GRD: "grd",
    KLE: "kle",
    GLN: "gln",
    UDD: "udd",
    FORM: "form",
    DMV: "dmv",
    SOR: "sor",
}
"""The prefixes that we write; SF1601 reads `memo` as letters, not as a prefix."""

_NOEGLE: Final = "memo"


@dataclasses.dataclass(frozen=True, slots=True)
class Element:
    """What is known of one element: its name, and what its value must be.

    `hoejst` is the longest text, `format` a name in `proev.FORMATER`, `antal` how few and how many times it may come;
    `kun` the only memoVersion that has it, `kraevet_i` the one that requires it.
    """

    navn: str
    rum: str = MEMO
    klasse: type | None = None
    form: Form = TEKST
    flere: bool = False
    kraevet: bool = False
    hoejst: int | None = None
    format: str | None = None
    antal: tuple[int, int | None] = (0, None)
    kun: str | None = None
    kraevet_i: str | None = None


def _felt(element: Element) -> Any:
    if element.kraevet:
        return dataclasses.field(metadata={_NOEGLE: element})
    if element.flere:
        return dataclasses.field(default=(), metadata={_NOEGLE: element})
    return dataclasses.field(default=None, metadata={_NOEGLE: element})


def tekst(navn: str, *, rum: str = MEMO, hoejst: int | None = 256, **mere: Any) -> Any:
    """A required text."""
    return _felt(Element(navn, rum, hoejst=hoejst, kraevet=True, **mere))


def valgfri(navn: str, *, rum: str = MEMO, hoejst: int | None = 256, **mere: Any) -> Any:
    """An optional text."""
    return _felt(Element(navn, rum, hoejst=hoejst, **mere))


def sandt(navn: str, **mere: Any) -> Any:
    """An optional boolean."""
    return _felt(Element(navn, form=SANDT, **mere))


def objekt(navn: str, klasse: type, *, rum: str = MEMO, **mere: Any) -> Any:
    """An element with elements inside."""
    return _felt(Element(navn, rum, klasse, **mere))


def objekter(navn: str, klasse: type, *, hoejst_antal: int | None = None, mindst: int = 0) -> Any:
    """Any number of elements with elements inside."""
    return _felt(Element(navn, MEMO, klasse, flere=True, antal=(mindst, hoejst_antal)))


def elementer(klasse: type) -> tuple[tuple[str, Element], ...]:
    """The attributes of a MeMo class that are elements, with what is known of each, in order."""
    return tuple((felt.name, felt.metadata[_NOEGLE]) for felt in dataclasses.fields(klasse) if _NOEGLE in felt.metadata)


@cache
def form_for(klasse: type, *, attributter: tuple[str, ...] = ()) -> Objekt:
    """How a MeMo class is read and written; `attributter` are for the caller to read."""
    return Objekt(klasse, *(_led(navn, element) for navn, element in elementer(klasse)), attributter=attributter)


def _led(navn: str, element: Element) -> Led:
    form = element.form if element.klasse is None else form_for(element.klasse)
    standard: Callable[[], Any] | None = None if element.kraevet else list if element.flere else type(None)
    praefiks = PRAEFIKSER[element.rum]
    return Led(element.rum, element.navn, navn, form, element.flere, standard, praefiks, vist=element.navn)
