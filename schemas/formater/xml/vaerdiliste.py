"""OpretInput: how a client of the real Beskedfordeler makes a value list, as XML to and from plain objects.

Values keep their order and their duplicates, as clients send them; who stores the list decides what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.formater.fejl import Fejlsamler, Formbrud, Sti, sti_tekst
from schemas.formater.tid import Tidspunkt
from schemas.formater.xml.form import TEKST, Form, Led, Sekvens, brud, kun_elementer
from schemas.formater.xml.kuvert import TIDSPUNKT, UNIK_ID
from schemas.formater.xml.navnerum import SAGDOK, SKREVET, VAERDILISTE, erklaeringer
from schemas.formater.xml.objekt import Objekt
from schemas.formater.xml.raat import fra_kanonisk, til_kanonisk
from schemas.formater.xml.sikker import Element, linje, parse
from schemas.formater.xml.udskriver import Udskriver
from schemas.identifikatorer import UnikId


@dataclass(frozen=True, slots=True)
class Virkning:
    """When the list holds, and who says so (OIO SagDok 3.0)."""

    fra: Tidspunkt | None = None
    til: Tidspunkt | None = None
    aktoer_ref: UnikId | None = None
    aktoer_type_kode: str | None = None
    note_tekst: str | None = None


@dataclass(frozen=True, slots=True)
class Vaerdiliste:
    """The list itself: its name and its values in order, duplicates and all."""

    navn: str
    vaerdier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Egenskab:
    """A list with its human-readable key and its period of effect."""

    vaerdiliste: Vaerdiliste
    brugervendt_noegle: str | None = None
    virkning: Virkning | None = None


@dataclass(frozen=True, slots=True)
class Attributliste:
    """The lists to make; `lokal_udvidelse` holds canonical XML elements, None where there was no such element."""

    egenskaber: tuple[Egenskab, ...] = ()
    lokal_udvidelse: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Tomliste:
    """The standard's TilstandListe and RelationListe, which for value lists hold nothing but an extension."""

    lokal_udvidelse: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class OpretInput:
    """The request to make value lists."""

    attributliste: Attributliste | None = None
    note_tekst: str | None = None
    tilstandliste: Tomliste | None = None
    relationliste: Tomliste | None = None


def fra_opret_input(data: bytes) -> OpretInput:
    """The request in the bytes. Raises Formatfejl with every error found."""
    rod = parse(data)
    if rod.tag != f"{{{VAERDILISTE}}}OpretInput":
        raise brud(
            rod,
            None,
            "ikke-en-vaerdiliste",
            f"Roden skal være OpretInput i navnerummet {VAERDILISTE}.",
            f"The root must be OpretInput in the namespace {VAERDILISTE}.",
        )
    fejl = Fejlsamler()
    oensket = _OPRET_INPUT.laes(rod, None, fejl)
    fejl.rejs()
    return oensket  # type: ignore[no-any-return]


def til_opret_input(oensket: OpretInput) -> bytes:
    """The request as XML. Raises Formbrud for what XML cannot hold."""
    ud = Udskriver()
    ud.maerk(erklaeringer(VAERDILISTE, SAGDOK), None)
    _OPRET_INPUT.skriv(ud, f"{SKREVET[VAERDILISTE]}:OpretInput", oensket, None)
    return ud.data()


class _Andre:
    """A LokalUdvidelse of SagDok: elements of other namespaces, as canonical XML."""

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> list[str]:
        kun_elementer(element, sti, fejl)
        for nummer, barn in enumerate(element):
            if not _fremmed(barn):
                fejl.tilfoej(_ikke_fremmed((sti, nummer), linje(barn)))
        return [til_kanonisk(barn) for barn in element]

    def skriv(self, ud: Udskriver, navn: str, vaerdi: tuple[str, ...], sti: Sti) -> None:
        ud.start(navn)
        for nummer, tekst in enumerate(vaerdi):
            element, kanonisk = fra_kanonisk(tekst, (sti, nummer))
            if not _fremmed(element):
                raise _ikke_fremmed((sti, nummer), None)
            ud.raat(kanonisk)
        ud.slut(navn)


def _fremmed(element: Element) -> bool:
    return str(element.tag).startswith("{") and not str(element.tag).startswith(f"{{{SAGDOK}}}")


def _ikke_fremmed(sti: Sti, paa_linje: int | None) -> Formbrud:
    return Formbrud(
        "udvidelse-navnerum",
        "Elementet skal være fra et eget navnerum.",
        "The element must be of a namespace of your own.",
        sti=sti_tekst(sti),
        linje=paa_linje,
    )


def _hoejst_en(rum: str, navn: str, felt: str, form: Form) -> Led:
    return Led(rum, navn, felt, form, standard=type(None), vist=navn)


def _flere(navn: str, felt: str, form: Form) -> Led:
    return Led(VAERDILISTE, navn, felt, form, flere=True, standard=list, vist=navn)


_UDVIDELSE = _hoejst_en(SAGDOK, "LokalUdvidelse", "lokal_udvidelse", _Andre())

_VIRKNING = Objekt(
    Virkning,
    _hoejst_en(SAGDOK, "FraTidspunkt", "fra", TIDSPUNKT),
    _hoejst_en(SAGDOK, "TilTidspunkt", "til", TIDSPUNKT),
    _hoejst_en(SAGDOK, "AktoerRef", "aktoer_ref", UNIK_ID),
    _hoejst_en(SAGDOK, "AktoerTypeKode", "aktoer_type_kode", TEKST),
    _hoejst_en(SAGDOK, "NoteTekst", "note_tekst", TEKST),
)

_VAERDILISTE = Objekt(
    Vaerdiliste, Led(VAERDILISTE, "Navn", "navn", TEKST, vist="Navn"), _flere("Vaerdi", "vaerdier", TEKST)
)

_EGENSKAB = Objekt(
    Egenskab,
    _hoejst_en(SAGDOK, "BrugervendtNoegleTekst", "brugervendt_noegle", TEKST),
    Led(VAERDILISTE, "Vaerdiliste", "vaerdiliste", _VAERDILISTE, vist="Vaerdiliste"),
    _hoejst_en(SAGDOK, "Virkning", "virkning", _VIRKNING),
)

_OPRET_INPUT: Sekvens = Objekt(
    OpretInput,
    _hoejst_en(SAGDOK, "NoteTekst", "note_tekst", TEKST),
    _hoejst_en(
        VAERDILISTE,
        "AttributListe",
        "attributliste",
        Objekt(Attributliste, _flere("Egenskab", "egenskaber", _EGENSKAB), _UDVIDELSE),
    ),
    _hoejst_en(VAERDILISTE, "TilstandListe", "tilstandliste", Objekt(Tomliste, _UDVIDELSE)),
    _hoejst_en(VAERDILISTE, "RelationListe", "relationliste", Objekt(Tomliste, _UDVIDELSE)),
)
