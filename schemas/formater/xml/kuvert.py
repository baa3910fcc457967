"""The envelope as XML, element for element as Beskedkuvert.xsd 1.0 has it; each table below is one of its types.

Where the standard asks for an actor's UUID (AktoerType), a URN is read and written too, as real senders do.
"""

from __future__ import annotations

from typing import Any

from schemas.formater import saerlige
from schemas.formater.fejl import Fejlsamler, Formbrud, Sti, sti_tekst
from schemas.formater.xml.form import TEKST, Form, Led, Sekvens, brud, kun_elementer
from schemas.formater.xml.navnerum import DS, KUVERT, SAGDOK, SKREVET
from schemas.formater.xml.raat import fra_kanonisk, til_kanonisk
from schemas.formater.xml.sikker import Element
from schemas.formater.xml.skalarer import HELTAL, SANDT
from schemas.formater.xml.udskriver import Udskriver

_INGEN = type(None)


def _en(navn: str, form: Form, felt: str = "") -> Led:
    return Led(KUVERT, navn, felt or navn[0].lower() + navn[1:], form)


def _hoejst_en(navn: str, form: Form, felt: str = "") -> Led:
    return Led(KUVERT, navn, felt or navn[0].lower() + navn[1:], form, standard=_INGEN)


def _flere(navn: str, form: Form, felt: str = "") -> Led:
    return Led(KUVERT, navn, felt or navn[0].lower() + navn[1:], form, flere=True, standard=list)


# --- the choices: UnikId and Tidspunkt ------------------------------------------------------------------------------


class _Valg:
    """An element that holds one of several others; the record's own functions judge the choice."""

    def __init__(self, sekvens: Sekvens) -> None:
        self._sekvens = sekvens

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> Any:
        return self._sekvens.laes(element, sti, fejl)


class _UnikId(_Valg):
    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        slags, tekst = saerlige.til_unik_id_tekst(vaerdi, sti_tekst(sti))
        ud.start(navn)
        ud.blad(f"{SKREVET[SAGDOK]}:{slags.upper()}Identifikator", tekst, sti)
        ud.slut(navn)


class _Tidspunkt(_Valg):
    def skriv(self, ud: Udskriver, navn: str, vaerdi: Any, sti: Sti) -> None:
        tekst = saerlige.til_tidspunkt_tekst(vaerdi, sti_tekst(sti))
        ud.start(navn)
        if vaerdi["graense"] is None:
            ud.blad(f"{SKREVET[SAGDOK]}:TidsstempelDatoTid", tekst, sti)
        else:
            SANDT.skriv(ud, f"{SKREVET[SAGDOK]}:GraenseIndikator", vaerdi["graense"], sti)
        ud.slut(navn)


def _valgled(navn: str, felt: str, form: Form) -> Led:
    return Led(SAGDOK, navn, felt, form, standard=_INGEN)


UNIK_ID = _UnikId(
    Sekvens(
        _valgled("UUIDIdentifikator", "uuid", TEKST),
        _valgled("URNIdentifikator", "urn", TEKST),
        faerdig=lambda felter, sti: saerlige.unik_id_af(felter["uuid"], felter["urn"], None, sti),
    ),
)
TIDSPUNKT = _Tidspunkt(
    Sekvens(
        _valgled("TidsstempelDatoTid", "tidsstempel", TEKST),
        _valgled("GraenseIndikator", "graense", SANDT),
        faerdig=lambda felter, sti: saerlige.tidspunkt_af(
            felter["tidsstempel"], felter["graense"], None, sti, xsd=True
        ),
    ),
)


# --- local extensions -----------------------------------------------------------------------------------------------


class _Signatur:
    """A signature's wrapper element around one ds:Signature, which is kept as canonical XML."""

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> str | None:
        kun_elementer(element, sti, fejl)
        if len(element) == 1 and element[0].tag == f"{{{DS}}}Signature":
            return til_kanonisk(element[0])
        fejl.tilfoej(
            brud(element, sti, "signatur", "Skal holde netop ét ds:Signature.", "Must hold exactly one ds:Signature.")
        )
        return None

    def skriv(self, ud: Udskriver, navn: str, vaerdi: str, sti: Sti) -> None:
        element, kanonisk = fra_kanonisk(vaerdi, sti)
        if element.tag != f"{{{DS}}}Signature":
            raise Formbrud("signatur", "Skal være et ds:Signature.", "Must be a ds:Signature.", sti=sti_tekst(sti))
        ud.start(navn)
        ud.raat(kanonisk)
        ud.slut(navn)


class LokalUdvidelse:
    """A local extension: first the standard's own element, if it came, then any elements of other namespaces."""

    def __init__(self, egen: Led) -> None:
        self._egen = egen

    def laes(self, element: Element, sti: Sti, fejl: Fejlsamler) -> dict[str, Any]:
        """The three fields of the record LokalUdvidelse."""
        kun_elementer(element, sti, fejl)
        ud: dict[str, Any] = {"antalLeveranceforsoeg": None, "signatur": None, "elementer": []}
        for nummer, barn in enumerate(element):
            if barn.tag == self._egen.tag and nummer == 0:
                ud[self._egen.felt] = self._egen.form.laes(barn, (sti, self._egen.felt), fejl)
            elif fremmed(barn):
                ud["elementer"].append(til_kanonisk(barn))
            else:
                fejl.tilfoej(
                    brud(
                        barn,
                        ((sti, "elementer"), len(ud["elementer"])),
                        "udvidelse-navnerum",
                        f"Her må først stå {self._egen.navn}, så elementer fra egne navnerum.",
                        f"Here comes first {self._egen.navn}, then elements of namespaces of your own.",
                    )
                )
        return ud

    def skriv(self, ud: Udskriver, navn: str, vaerdi: dict[str, Any], sti: Sti) -> None:
        """Write the extension. Raises Formbrud for what does not belong in this one."""
        ud.start(navn)
        for felt in ("antalLeveranceforsoeg", "signatur"):
            if vaerdi[felt] is None:
                continue
            if felt != self._egen.felt:
                raise Formbrud(
                    "udvidelse-felt",
                    "Feltet hører ikke til her.",
                    "The field does not belong here.",
                    sti=sti_tekst((sti, felt)),
                )
            self._egen.form.skriv(ud, self._egen.skrevet, vaerdi[felt], (sti, felt))
        for nummer, tekst in enumerate(vaerdi["elementer"]):
            her = ((sti, "elementer"), nummer)
            element, kanonisk = fra_kanonisk(tekst, her)
            if not fremmed(element):
                raise Formbrud(
                    "udvidelse-navnerum",
                    "Elementet skal være fra et eget navnerum.",
                    "The element must be of a namespace of your own.",
                    sti=sti_tekst(her),
                )
            ud.raat(kanonisk)
        ud.slut(navn)


def fremmed(element: Element) -> bool:
    """Whether the element has a namespace, and another than the envelope's (`##other` in the standard)."""
    tag = str(element.tag)
    return tag.startswith("{") and not tag.startswith(f"{{{KUVERT}}}")


# --- the types of the standard --------------------------------------------------------------------------------------

RELATERET_OBJEKT = Sekvens(_en("ObjektId", UNIK_ID), _en("ObjektType", UNIK_ID), _hoejst_en("ObjektRolle", UNIK_ID))

OBJEKT_REGISTRERING = Sekvens(
    _hoejst_en("ObjektRegistreringId", UNIK_ID),
    _hoejst_en("RegistreringsAktoer", UNIK_ID),
    _hoejst_en("Registreringstidspunkt", TIDSPUNKT),
    _hoejst_en("ObjektAnsvarligMyndighed", UNIK_ID),
    _hoejst_en("ObjektId", UNIK_ID),
    _hoejst_en("ObjektType", UNIK_ID),
    _hoejst_en("ObjektHandling", UNIK_ID),
    _hoejst_en("OpgaveEmne", UNIK_ID),
    _hoejst_en(
        "ObjektRegistreringLokalUdvidelse",
        LokalUdvidelse(_en("AfsenderSystemSignatur", _Signatur(), "signatur")),
        "lokalUdvidelse",
    ),
)

FILTRERINGSDATA = Sekvens(
    _en("Beskedtype", UNIK_ID),
    _hoejst_en("BeskedAnsvarligAktoer", UNIK_ID),
    _flere("TilladtModtager", UNIK_ID),
    _flere("RelateretObjekt", RELATERET_OBJEKT),
    _flere("ObjektRegistrering", OBJEKT_REGISTRERING),
    _flere("TvaergaaendeProces", UNIK_ID),
)

LEVERANCERUTE = Sekvens(
    _hoejst_en("Fordelingssystem", UNIK_ID),
    _hoejst_en("ModtagelsesTidspunkt", TIDSPUNKT),
    _hoejst_en("LeveranceTidspunkt", TIDSPUNKT),
    _hoejst_en("ModtagetFraSystem", UNIK_ID),
    _hoejst_en("ErLeveretIHenholdTil", UNIK_ID),
    _hoejst_en(
        "LeveranceruteLokalUdvidelse",
        LokalUdvidelse(_en("AntalLeveranceforsoeg", HELTAL)),
        "lokalUdvidelse",
    ),
)

LEVERANCEINFORMATION = Sekvens(
    _hoejst_en("Dannelsestidspunkt", TIDSPUNKT),
    _hoejst_en("TransaktionsId", UNIK_ID),
    _hoejst_en("Kildesystem", UNIK_ID),
    _hoejst_en("KildesystemIPAdresse", TEKST),
    _hoejst_en("KildesystemAkkreditiver", TEKST),
    _hoejst_en("Sikkerhedsklassificering", UNIK_ID),
    _hoejst_en("Leveranceruter", Sekvens(_flere("Leverancerute", LEVERANCERUTE))),
    _hoejst_en(
        "LeveranceinformationLokalUdvidelse",
        LokalUdvidelse(_en("BeskedfordelerSignatur", _Signatur(), "signatur")),
        "lokalUdvidelse",
    ),
)

BESKEDKUVERT = Sekvens(
    _en("Filtreringsdata", FILTRERINGSDATA),
    _en("Leveranceinformation", LEVERANCEINFORMATION),
    _hoejst_en("Modtagerhandling", Sekvens(_hoejst_en("Handling", UNIK_ID), _hoejst_en("Responsmodtager", UNIK_ID))),
    _hoejst_en("GyldighedFra", TIDSPUNKT),
    _hoejst_en("GyldighedTil", TIDSPUNKT),
)

HOVED = (_en("BeskedId", UNIK_ID), _en("BeskedVersion", TEKST), _en("Beskedkuvert", BESKEDKUVERT))
"""What every Haendelsesbesked begins with; Beskeddata follows."""
